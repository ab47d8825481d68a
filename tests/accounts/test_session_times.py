"""A session ends after fifteen minutes without a click, and after twelve hours."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from outreach.accounts import roles
from tests.accounts.codes import give_password, sign_in
from tests.factories import PASSWORD

NOW = 1_800_000_000
MINUTES, HOURS = 60, 3600


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def test_it_ends_after_fifteen_minutes_without_a_click(clock, agent):
    client = sign_in(agent)
    clock.shift(15 * MINUTES)
    answer = client.get("/today/?team=2")
    assert answer["Location"] == "/accounts/login/?next=/today/%3Fteam%3D2"


def test_clicks_keep_it(clock, agent):
    client = sign_in(agent)
    for _click in range(10):
        clock.shift(13 * MINUTES)
        assert client.get("/today/").status_code == 200


def test_no_click_keeps_it_longer_than_twelve_hours(clock, agent):
    client = sign_in(agent)
    for _click in range(71):
        clock.shift(10 * MINUTES)
        assert client.get("/today/").status_code == 200
    clock.shift(10 * MINUTES)
    answer = client.get("/today/", follow=True)
    assert "after 12 hours" in answer.content.decode()


def test_the_sign_in_page_says_why_and_leads_back(clock, agent):
    client = sign_in(agent)
    clock.shift(20 * MINUTES)
    page = client.get("/me/?x=1", follow=True)
    assert "after 15 minutes without a click" in page.content.decode()
    where = page.context["redirect_field_value"]
    sent = {"login": agent.email, "password": PASSWORD, "next": where}
    assert client.post("/accounts/login/", sent)["Location"] == "/me/?x=1"


def test_what_a_page_asks_by_itself_is_no_click(clock, coordinator):
    client = sign_in(coordinator)
    polled = {"HX-Request": "true", "X-Polled": "1"}
    for _poll in range(29):
        clock.shift(30)
        assert client.get("/visits/board/", headers=polled).status_code == 200
    clock.shift(30)
    assert client.get("/visits/board/", headers=polled).status_code == 302


def test_reading_writes_the_session_at_most_once_a_minute(clock, agent):
    client = sign_in(agent)
    client.get("/me/")
    key = client.cookies["sessionid"].value
    before = Session.objects.get(pk=key).session_data
    for _click in range(5):
        clock.shift(10)
        client.get("/me/")
    assert Session.objects.get(pk=key).session_data == before
    clock.shift(10)
    client.get("/me/")
    assert Session.objects.get(pk=key).session_data != before


def test_the_cookie_alone_is_worth_nothing_afterwards(clock, agent):
    client = sign_in(agent)
    stolen = client.cookies["sessionid"].value
    clock.shift(15 * MINUTES)
    client.get("/today/")
    clock.move_to(NOW)
    thief = Client()
    thief.cookies["sessionid"] = stolen
    assert thief.get("/today/").status_code == 302


def test_the_phones_sync_is_told_to_sign_in(clock, agent):
    client = sign_in(agent)
    clock.shift(15 * MINUTES)
    answer = client.post("/sync/events/", "{}", content_type="application/json")
    assert answer.status_code == 401


def test_a_new_sign_in_begins_new_times(clock, agent):
    client = sign_in(agent)
    clock.shift(11 * HOURS)
    give_password(client, agent)
    clock.shift(2 * MINUTES)
    assert client.get("/today/").status_code == 200


@pytest.mark.usefixtures("in_new_york")
def test_moving_to_another_office_changes_the_clock_at_the_next_click(
    clock, coordinator, other_office
):
    client = sign_in(coordinator)
    morning = datetime(2027, 1, 15, 6, 0, tzinfo=ZoneInfo("America/New_York"))
    clock.move_to(morning)
    give_password(client, coordinator)
    assert client.get("/board/").context["greeting"] == "Good morning"
    coordinator.offices.set([other_office])
    # Four in the morning in Denver.
    assert client.get("/board/").context["greeting"] == "Good evening"


def test_losing_a_role_closes_its_pages_at_the_next_click(clock, manager):
    client = sign_in(manager)
    assert client.get("/statistics/").status_code == 200
    manager.groups.clear()
    assert client.get("/statistics/").status_code == 404
    assert roles.roles_of(manager) == set()


def test_changing_the_password_elsewhere_ends_it(clock, agent):
    client = sign_in(agent)
    agent.set_password("yet another long pass phrase")
    agent.save()
    assert client.get("/today/").status_code == 302
