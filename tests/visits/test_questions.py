"""What waits for a coordinator, and what becomes of it."""

import pytest
from django.utils import timezone

from outreach.accounts.models import AuditEntry
from outreach.visits.models import EventConflict, ReceivedEvent, VisitReport
from outreach.visits.receiving import receive_event
from tests.factories import VisitFactory


@pytest.fixture
def desk(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def moved(send, visit, other_team):
    """A report of a visit that had moved to another team."""
    visit.move_to(other_team, 1, None)
    send(disposition="MOVED")
    return ReceivedEvent.objects.get()


def test_it_applies_what_was_set_aside(desk, moved, visit):
    assert "The visit went to another team" in desk.get("/visits/questions/").content.decode()
    desk.post(f"/visits/questions/set_aside/{moved.pk}/", {"decision": "apply"})
    visit.refresh_from_db()
    assert (visit.status, visit.reports.get().disposition) == ("LOGGED", "MOVED")
    assert "All caught up" in desk.get("/visits/questions/").content.decode()


def test_it_applies_the_second_report_as_a_correction(desk, send, other_agent, team, visit):
    team.memberships.create(user=other_agent)
    send(disposition="NO_ANSWER")
    send(by=other_agent, disposition="VACANT")
    second = ReceivedEvent.objects.get(verdict="quarantined")
    desk.post(f"/visits/questions/set_aside/{second.pk}/", {"decision": "apply"})
    assert VisitReport.objects.current().get().disposition == "VACANT"
    assert visit.reports.count() == 2


def test_it_leaves_aside_and_forgets_nothing(desk, moved):
    desk.post(f"/visits/questions/set_aside/{moved.pk}/", {"decision": "dismiss"})
    moved.refresh_from_db()
    assert moved.decision == "DISMISSED"
    assert not VisitReport.objects.exists()


def test_it_puts_requests_and_conflicts_away(desk, send, agent, event):
    send("contact_request", wish="VISIT_AGAIN", text="Back on Friday")
    said = event(disposition="NO_ANSWER")
    for data in (said["data"], {"disposition": "MOVED"}):
        receive_event(agent, said | {"data": data}, timezone.now())
    shown = desk.get("/visits/questions/").content.decode()
    assert "Back on Friday" in shown
    assert "Two reports under one number" in shown
    request = ReceivedEvent.objects.get(kind="contact_request")
    desk.post(f"/visits/questions/requests/{request.pk}/")
    desk.post(
        f"/visits/questions/conflicts/{ReceivedEvent.objects.get(kind='visit_report').conflicts.get().pk}/"
    )
    assert "All caught up" in desk.get("/visits/questions/").content.decode()


def test_it_is_closed_to_other_offices(moved, other_coordinator, signed_in):
    client = signed_in(other_coordinator)
    assert "All caught up" in client.get("/visits/questions/").content.decode()
    address = f"/visits/questions/set_aside/{moved.pk}/"
    assert client.post(address, {"decision": "apply"}).status_code == 404


@pytest.mark.parametrize("page", ["questions/", "board/"])
def test_it_is_closed_to_agents(agent, signed_in, page):
    assert signed_in(agent).get(f"/visits/{page}").status_code == 404


def test_it_shows_how_far_the_teams_are(desk, visit, send):
    send(disposition="NO_ANSWER")
    shown = desk.get("/visits/board/").content.decode()
    assert "Route B" in shown
    assert "1 of 1" in shown


def test_it_shows_a_contacts_visits_to_its_office_only(
    desk, visit, send, other_coordinator, signed_in
):
    send(disposition="NO_ANSWER")
    address = f"/visits/of/{visit.contact.code}/"
    assert "No answer" in desk.get(address).content.decode()
    assert signed_in(other_coordinator).get(address).status_code == 404


def test_it_counts_a_corrected_door_once(desk, team, visit, send):
    send(disposition="NO_ANSWER")
    send("visit_report_correction", disposition="MOVED")
    VisitFactory(team=team)
    assert "1 of 2" in desk.get("/visits/board/").content.decode()


def test_it_shows_what_came_beside_what_counts(desk, send, other_agent, team, visit):
    team.memberships.create(user=other_agent)
    send(disposition="NO_ANSWER")
    send(by=other_agent, disposition="CONTACT_PERSON", response="DECLINED", note="by the gate")
    shown = desk.get("/visits/questions/").content.decode()
    for words in ("What counts now", "No answer", "What came", "Declined", "by the gate"):
        assert words in shown
    assert "NO_ANSWER" not in shown
    assert "Marcus Tate" in shown


def test_the_look_at_them_is_written_down(desk, moved, coordinator, visit):
    desk.get("/visits/questions/")
    entry = AuditEntry.objects.get(object_repr="questions")
    assert (entry.actor, entry.additional_data["contacts"]) == (coordinator, [visit.contact.code])


@pytest.mark.parametrize(("decision", "counts"), [("apply", "MOVED"), ("dismiss", "NO_ANSWER")])
def test_the_second_of_two_under_one_number_may_come_to_count(
    desk, agent, event, visit, decision, counts
):
    said = event(disposition="NO_ANSWER")
    receive_event(agent, said, timezone.now())
    receive_event(agent, said | {"data": {"disposition": "MOVED"}}, timezone.now())
    conflict = EventConflict.objects.get()
    desk.post(f"/visits/questions/conflicts/{conflict.pk}/", {"decision": decision})
    desk.post(f"/visits/questions/conflicts/{conflict.pk}/", {"decision": decision})
    assert VisitReport.objects.current().get().disposition == counts
    assert visit.reports.count() == (2 if decision == "apply" else 1)
    assert "All caught up" in desk.get("/visits/questions/").content.decode()


def test_what_fits_no_form_is_shown_and_cannot_be_applied(desk, phone, visit):
    phone.send(phone.sealed(visit.code, disposition="ASLEEP", odd=[{"a": True}], correction="x"))
    found = ReceivedEvent.objects.get()
    assert "ASLEEP" in desk.get("/visits/questions/").content.decode()
    answer = desk.post(
        f"/visits/questions/set_aside/{found.pk}/", {"decision": "apply"}, follow=True
    )
    assert "no longer fits" in answer.content.decode()
    assert not VisitReport.objects.exists()
