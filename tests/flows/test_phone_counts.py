"""The line that says what has arrived: true whatever the clock, the office or another user do."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from outreach.visits.models import ReceivedEvent, VisitReport
from tests.flows.phone_day import (
    EVENTS,
    doors_of,
    log_next_door,
    pill,
    queue_length,
    received,
    reopen,
    set_up,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def receipt(phone):
    phone.evaluate("location.hash = '#sending'")
    return phone.locator("[data-view=sending] [data-slot=receipt]")


def test_a_clock_that_is_years_ahead_forgets_no_count(open_as, team, agent, live_server):
    doors_of(team, 3)
    phone = open_as(agent)
    phone.clock.install(time=datetime.now() + timedelta(days=1100))
    set_up(phone, live_server.url)
    for number in (1, 2):
        phone.clock.run_for(1_000)
        log_next_door(phone)
        expect(phone.get_by_text(f"{number} of 3 doors")).to_be_visible()
        received(phone)
    expect(receipt(phone)).to_have_text("2 logged, 2 received")


def test_what_the_office_does_not_have_any_more_is_not_called_received(
    open_as, team, agent, live_server
):
    doors_of(team, 4)
    phone = open_as(agent)
    set_up(phone, live_server.url)
    for _each in range(2):
        log_next_door(phone)
    received(phone)
    # The office was set back to an hour ago.
    VisitReport.objects.all().delete()
    ReceivedEvent.objects.all().delete()
    log_next_door(phone)
    expect(pill(phone)).to_have_text(re.compile("2 have not arrived yet"))
    expect(receipt(phone)).to_have_text("3 logged, 1 received")
    expect(phone.locator("#sending-card h2")).to_have_text("2 have not arrived yet")


def test_a_second_user_does_not_see_that_something_is_being_sent(
    open_as, team, agent, other_agent, other_team, live_server, context, signal, signed_in
):
    doors_of(team, 2)
    doors_of(other_team, 2)
    phone = open_as(agent)
    set_up(phone, live_server.url)
    held = []
    context.route(EVENTS, lambda route: held.append(route) if held else route.abort())
    log_next_door(phone)
    phone.get_by_role("link", name="Me", exact=True).click()
    phone.get_by_role("button", name="Sign out").first.click()
    phone.get_by_role("dialog").get_by_role("button", name="Sign out").click()
    expect(phone.get_by_role("button", name="Lock it with five words")).to_be_visible()
    session = signed_in(other_agent).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    phone = reopen(phone, live_server.url)
    set_up(phone, live_server.url)
    held.append(None)
    phone.evaluate("location.hash = '#sending'")
    phone.get_by_role("button", name="Try now").click()
    phone.wait_for_timeout(500)
    assert len(held) > 1
    expect(phone.locator("#sending-card h2")).to_have_text("Nothing to send")
    assert queue_length(phone) == 1
