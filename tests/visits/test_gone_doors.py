"""Doors that are no longer the team's: nothing of the person is shown, and no knock is lost."""

from uuid import uuid4

import pytest

from contacts.stopping import stop_contact
from outreach.visits.models import ReceivedEvent, Visit


@pytest.fixture
def phone(agent, signed_in):
    return signed_in(agent)


@pytest.fixture(params=["moved", "cancelled"])
def gone(request, visit, other_team) -> Visit:
    if request.param == "moved":
        visit.move_to(other_team, 4, None)
    else:
        visit.status = Visit.Status.CANCELLED
        visit.save(update_fields=["status", "changed_at"])
    return visit


def test_it_shows_the_address_and_nothing_of_the_person(phone, gone, campaign):
    campaign.scripts.create(language="en", to_the_person="Hello Rosa", to_anyone_else="Hi")
    shown = phone.get(f"/visits/{gone.code}/").content.decode()
    assert gone.contact.address.street in shown
    assert "Log it anyway if you already knocked" in shown
    assert "Delgado" not in shown
    assert "Hello" not in shown


def test_it_leaves_them_out_of_the_list(phone, gone):
    assert "No doors today" in phone.get("/today/").content.decode()


def test_it_keeps_a_knock_for_the_coordinator(phone, gone):
    answers = {"event": str(uuid4()), "disposition": "NO_ANSWER"}
    shown = phone.post(f"/visits/{gone.code}/log/", answers, follow=True).content.decode()
    assert "Kept for your coordinator to decide" in shown
    assert ReceivedEvent.objects.get().verdict == "quarantined"


def test_it_shows_a_stop_where_someone_asked_for_it_before_the_knock(phone, visit):
    stop_contact(visit.contact, "DO_NOT_CONTACT")
    shown = phone.get(f"/visits/{visit.code}/").content.decode()
    assert "Do not go to this door" in shown
    assert "/log/" not in shown
    assert "Delgado" not in shown


def test_it_says_when_a_door_moved_however_often_it_is_retimed(visit, other_team):
    visit.move_to(other_team, 1, None)
    visit.refresh_from_db()
    moved_at = visit.moved_at
    visit.move_to(other_team, 2, None)
    visit.refresh_from_db()
    assert (visit.moved_at, visit.previous_team.name) == (moved_at, "Route B")
