"""Who asked for a referral at the door stands on the work list until something comes of it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from contacts.stopping import stop_contact
from outreach.accounts.models import AuditEntry
from outreach.referrals.referring import refer
from outreach.visits.models import VisitReport, WantedReferral
from outreach.visits.wanted import due_after, wanted_by_people
from tests.factories import OFFICE_ZONE, ResourceFactory, VisitFactory, today

ASKED = {"disposition": "CONTACT_PERSON", "referral_wanted": True}
PAGE = "/visits/wanted/"


@pytest.fixture
def desk(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def asked(send, visit):
    """The visit at which Rosa Delgado asked for a referral."""
    send(**ASKED)
    return visit


def waiting(user):
    """Ask as the office does: days are its own."""
    with timezone.override(OFFICE_ZONE):
        return [report.visit for report in wanted_by_people(user)]


def test_it_says_who_asked_whom_and_leads_to_referring_them(
    desk, asked, agent, office, coordinator
):
    shown = desk.get(PAGE).content.decode()
    for said in (asked.contact.name, agent.short_name, office.name, "The office sees to it"):
        assert said in shown
    assert f"/referrals/new/{asked.contact.code}/" in shown
    entry = AuditEntry.objects.get(object_repr="wanted")
    assert (entry.actor, entry.additional_data["contacts"]) == (coordinator, [asked.contact.code])


def test_the_work_list_and_the_board_lead_to_it(desk, asked):
    assert f'hx-get="{PAGE}"' in desk.get("/referrals/").content.decode()
    board = desk.get("/visits/board/").content.decode()
    assert "1 person asked for a referral at the door, none made yet" in board
    assert PAGE in board


def test_who_did_not_ask_is_not_there(desk, send, visit, coordinator):
    send(disposition="CONTACT_PERSON")
    assert waiting(coordinator) == []
    assert visit.contact.name not in desk.get(PAGE).content.decode()
    assert "asked for a referral" not in desk.get("/visits/board/").content.decode()


@pytest.mark.parametrize("takes_back", [{"disposition": "CONTACT_PERSON"}, {"undone": True}])
def test_a_correction_or_an_undo_takes_it_off(send, asked, coordinator, takes_back):
    assert waiting(coordinator) == [asked]
    assert send("visit_report_correction", **takes_back).verdict == "applied"
    assert waiting(coordinator) == []


def test_a_correction_that_still_asks_leaves_it(send, asked, coordinator):
    send("visit_report_correction", **ASKED, response="ACCEPTED_REFERRAL")
    assert waiting(coordinator) == [asked]


@pytest.mark.parametrize(("days", "remains"), [(-1, True), (0, False), (3, False)])
def test_a_referral_since_that_day_answers_it(asked, coordinator, days, remains):
    at = timezone.now() + timedelta(days=days)
    refer(asked.contact, ResourceFactory(), coordinator, at)
    assert waiting(coordinator) == ([asked] if remains else [])


def test_only_the_last_time_someone_asked_counts(send, asked, coordinator, team):
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        again = VisitFactory(team=team, enrollment=asked.enrollment, day=today())
        assert send(about=again, **ASKED).verdict == "applied"
        assert VisitReport.objects.filter(referral_wanted=True).count() == 2
        assert waiting(coordinator) == [again]


def test_who_must_not_be_contacted_is_not_there(asked, coordinator):
    stop_contact(asked.contact, "DO_NOT_CONTACT")
    assert waiting(coordinator) == []


def test_it_is_taken_and_given_back(desk, asked, coordinator):
    desk.post(f"{PAGE}{asked.code}/take/", {"to": "me"})
    assert WantedReferral.objects.get().owner == coordinator
    assert f"{coordinator.short_name} sees to it" in desk.get(PAGE).content.decode()
    desk.post(f"{PAGE}{asked.code}/take/", {"to": "office"})
    assert WantedReferral.objects.get().owner is None


def test_it_is_closed_with_a_reason_and_not_without(desk, send, asked, coordinator):
    for nonsense in ({}, {"closure": "BORED"}):
        desk.post(f"{PAGE}{asked.code}/close/", nonsense)
        assert waiting(coordinator) == [asked]
    desk.post(f"{PAGE}{asked.code}/close/", {"closure": "HELPED"})
    closed = WantedReferral.objects.get()
    assert (closed.closure, closed.closed_by) == ("HELPED", coordinator)
    send("visit_report_correction", **ASKED, card_left=True)
    assert waiting(coordinator) == []
    assert desk.post(f"{PAGE}{asked.code}/take/").status_code == 404


def test_it_is_closed_to_other_offices_and_to_agents(asked, other_coordinator, agent, signed_in):
    elsewhere = signed_in(other_coordinator)
    assert asked.contact.name not in elsewhere.get(PAGE).content.decode()
    for deed in ("take", "close"):
        answer = elsewhere.post(f"{PAGE}{asked.code}/{deed}/", {"closure": "HELPED"})
        assert answer.status_code == 404
    assert not WantedReferral.objects.exists()
    assert signed_in(agent).get(PAGE).status_code == 404


@pytest.mark.parametrize(
    ("asked_at", "due_at"),
    [
        ("2026-11-25T15:00", "2026-11-26T15:00"),  # Wednesday
        ("2026-11-27T15:00", "2026-11-30T15:00"),  # Friday
        ("2026-11-28T02:00", "2026-12-01T02:00"),  # still Friday night at the office
        ("2026-11-28T15:00", "2026-11-30T15:00"),  # Saturday
    ],
)
def test_it_is_due_within_one_working_day(asked_at, due_at):
    asked_at, due_at = (datetime.fromisoformat(f"{at}+00:00") for at in (asked_at, due_at))
    assert due_after(asked_at, ZoneInfo("America/New_York")) == due_at


def test_what_is_late_says_so(desk, asked):
    assert "Overdue" not in desk.get(PAGE).content.decode()
    VisitReport.objects.update(received_at=timezone.now() - timedelta(days=5))
    assert "Overdue" in desk.get(PAGE).content.decode()
