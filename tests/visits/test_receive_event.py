"""The one way a report is stored: one verdict an event, a repeat is no error, nothing is lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.consent_wording import VERSION
from contacts.models import Consent, Contact
from contacts.stopping import stop_contact
from outreach.visits.models import (
    ContactRequest,
    EventConflict,
    ReceivedEvent,
    Visit,
    VisitReport,
)
from outreach.visits.receiving import receive_event
from tests.factories import EnrollmentFactory, VisitFactory

PERSON = {"disposition": "CONTACT_PERSON"}
CONSENT = {"version": "2026-11", "language": "es", "phone": "(860) 555-0123"}


def now():
    return timezone.now()


def test_it_applies_a_report_and_closes_the_visit(send, visit):
    assert send(disposition="NO_ANSWER", card_left=True).verdict == "applied"
    visit.refresh_from_db()
    report = visit.reports.get()
    assert (visit.status, report.disposition, report.card_left) == ("LOGGED", "NO_ANSWER", True)


def test_it_answers_a_repeat_as_a_success_and_stores_it_once(agent, event):
    said = event(disposition="NO_ANSWER")
    verdicts = [receive_event(agent, said, now()).verdict for _ in range(3)]
    assert verdicts == ["applied", "duplicate", "duplicate"]
    assert VisitReport.objects.count() == 1


def test_it_keeps_other_content_under_the_same_number_beside_the_first(agent, event):
    said = event(disposition="NO_ANSWER")
    other = said | {"data": {"disposition": "MOVED"}}
    verdicts = [receive_event(agent, e, now()).verdict for e in (said, other, other)]
    assert verdicts == ["applied", "conflict", "conflict"]
    assert VisitReport.objects.get().disposition == "NO_ANSWER"
    assert EventConflict.objects.get().data == {"disposition": "MOVED"}


def test_it_does_not_take_another_agents_event_for_a_repeat(agent, other_agent, event):
    said = event(disposition="NO_ANSWER")
    receive_event(agent, said, now())
    assert receive_event(other_agent, said, now()).verdict == "conflict"


def test_it_sets_aside_the_second_of_two_agents_at_one_contact(agent, other_agent, team, send):
    team.memberships.create(user=other_agent)
    send(disposition="NO_ANSWER")
    second = send(by=other_agent, disposition="MOVED")
    assert (second.verdict, second.reason) == (
        "quarantined",
        "Someone else logged this visit first",
    )


def test_it_sets_aside_what_was_logged_for_a_visit_that_moved(send, visit, other_team):
    visit.move_to(other_team, 3, None)
    assert send(disposition="NO_ANSWER").verdict == "quarantined"
    assert not VisitReport.objects.exists()
    assert ReceivedEvent.objects.get().data == {"disposition": "NO_ANSWER"}


def test_it_sets_aside_what_someone_without_access_still_sends(agent, send):
    agent.is_active = False
    agent.save(update_fields=["is_active"])
    assert send(disposition="NO_ANSWER").verdict == "quarantined"


def test_it_takes_a_clock_that_is_wrong_by_years_and_orders_by_its_own(agent, event, visit):
    said = event(disposition="NO_ANSWER") | {"at": "2011-01-01T10:00:00-05:00"}
    assert receive_event(agent, said, now()).verdict == "applied"
    kept = visit.reports.get()
    assert kept.knocked_at.year == 2011
    assert now() - kept.received_at < timedelta(minutes=1)
    assert kept.event.device_offset_minutes == -300


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "disposition"),
        ({"disposition": "ASLEEP"}, "disposition"),
        ({"disposition": "NO_ANSWER", "response": "DECLINED"}, "response"),
        ({"disposition": "NO_ANSWER", "consent": CONSENT}, "consent"),
        ({"disposition": "NO_ANSWER", "barriers": ["COST"]}, "barriers"),
        (PERSON | {"response": "INFORMATION_ONLY", "decline_reasons": ["COST"]}, "decline_reasons"),
        (PERSON | {"response": "DECLINED", "barriers": ["HOUSING"]}, "barriers"),
        (PERSON | {"consent": CONSENT | {"version": "1999-01"}}, "consent"),
        (PERSON | {"consent": CONSENT | {"phone": "12345"}}, "consent"),
        (PERSON | {"consent": CONSENT | {"purposes": ["OFFER"]}}, "consent"),
        (PERSON | {"consent": CONSENT | {"version": VERSION}}, "consent"),
        (PERSON | {"consent": CONSENT | {"version": VERSION, "purposes": ["SALE"]}}, "consent"),
        (PERSON | {"supplies": [{"item": "NALOXONE", "quantity": 0}]}, "supplies"),
        (PERSON | {"supplies": "many"}, "supplies"),
        (PERSON | {"note": "x" * 501}, "note"),
        (PERSON | {"come_back_at": "tomorrow"}, "come_back_at"),
        (PERSON | {"come_back_at": "2026-11-24T10:00"}, "come_back_at"),
        (PERSON | {"evidence": "a bag"}, ""),
    ],
)
def test_it_rejects_what_can_never_be_accepted_and_names_the_field(send, data, field):
    verdict = send(**data)
    assert (verdict.verdict, verdict.field) == ("rejected", field)
    assert verdict.reason
    assert not ReceivedEvent.objects.exists()


@pytest.mark.parametrize("item", ["NALOXONE", "TEST_STRIPS", "RESOURCE_CARD", "DISPOSAL_POUCH"])
def test_it_refuses_supplies_where_no_one_was_met(send, item):
    given = [{"item": item, "quantity": 1, "recipient": "OTHER"}]
    assert send(disposition="NO_ANSWER", supplies=given).field == "supplies"


def test_it_keeps_supplies_with_their_doses(send, visit):
    given = [{"item": "NALOXONE", "quantity": 2, "doses": 4, "recipient": "FAMILY"}]
    send(disposition="CONTACT_HOUSEHOLD", supplies=given)
    supply = visit.reports.get().supplies.get()
    assert (supply.quantity, supply.doses, supply.recipient) == (2, 4, "FAMILY")


def test_it_keeps_consent_by_its_exact_wording_for_the_number_told(send, contact):
    send(**PERSON, consent=CONSENT)
    consent = Consent.objects.get()
    assert consent.wording.startswith("¿Podemos enviarle")
    assert str(consent.phone.number) == "+18605550123"
    assert consent.phone.contact == contact


def test_it_keeps_what_the_texts_may_be_for(send):
    agreed = {"version": VERSION, "purposes": ["REMINDER", "CHECK_IN"]}
    send(**PERSON, consent=CONSENT | agreed)
    assert Consent.objects.get().purposes == ["REMINDER", "CHECK_IN"]


def test_the_first_wording_asked_for_one_thing(send):
    send(**PERSON, consent=CONSENT)
    assert Consent.objects.get().purposes == ["CHECK_IN"]


def test_other_purposes_are_another_consent(send):
    agreed = CONSENT | {"version": VERSION}
    send(**PERSON, consent=agreed | {"purposes": ["REMINDER", "CHECK_IN"]})
    send("visit_report_correction", **PERSON, consent=agreed | {"purposes": ["REMINDER"]})
    first, second = Consent.objects.order_by("pk")
    assert first.withdrawal
    assert second.purposes == ["REMINDER"]


def test_it_withdraws_a_consent_that_a_correction_does_not_repeat(send):
    send(**PERSON, consent=CONSENT)
    send("visit_report_correction", **PERSON, consent=CONSENT)
    consent = Consent.objects.get()
    assert not hasattr(consent, "withdrawal")
    send("visit_report_correction", **PERSON)
    consent.refresh_from_db()
    assert consent.withdrawal


def test_it_appends_a_correction_and_keeps_both(send, visit):
    send(disposition="NO_ANSWER")
    send("visit_report_correction", disposition="MOVED")
    assert [r.disposition for r in visit.reports.in_order()] == ["NO_ANSWER", "MOVED"]
    assert VisitReport.objects.current().get().disposition == "MOVED"


def test_it_opens_the_door_again_after_an_undo_and_takes_the_next_report(send, visit, enrollment):
    send(disposition="MOVED")
    send("visit_report_correction", undone=True)
    visit.refresh_from_db()
    enrollment.refresh_from_db()
    assert (visit.status, enrollment.closure) == ("OPEN", "")
    assert not VisitReport.objects.current().exists()
    assert send(disposition="NO_ANSWER").verdict == "applied"
    assert VisitReport.objects.current().get().disposition == "NO_ANSWER"


def test_it_does_not_reopen_a_door_where_another_visit_is_open(send, visit, contact, team):
    send(disposition="NO_ANSWER")
    other = VisitFactory(team=team, enrollment=EnrollmentFactory(contact=contact))
    assert send("visit_report_correction", undone=True).verdict == "applied"
    visit.refresh_from_db()
    assert (visit.status, other.status) == ("CANCELLED", "OPEN")


def test_it_sets_aside_a_correction_of_nothing(send):
    assert send("visit_report_correction", disposition="MOVED").verdict == "quarantined"


def test_it_stops_the_contact_and_all_that_is_open_in_one_go(send, contact, enrollment, team):
    send(disposition="REFUSED_BY_PERSON", asks_no_contact=True)
    contact.refresh_from_db()
    assert contact.stopped == Contact.StopReason.DO_NOT_CONTACT


def test_it_cancels_open_visits_of_someone_who_must_not_be_contacted(visit, contact):
    stop_contact(contact, Contact.StopReason.DO_NOT_CONTACT)
    visit.refresh_from_db()
    assert visit.status == Visit.Status.CANCELLED


def test_it_keeps_what_an_agent_asks_for(send):
    assert send("contact_request", wish="CORRECT_CONTACT", text="Unit is 4B").verdict == "applied"
    assert ContactRequest.objects.get().text == "Unit is 4B"


def test_it_asks_for_a_repeat_when_the_database_is_busy(send, monkeypatch):
    def busy(*_args):
        raise OperationalError("database is locked")

    monkeypatch.setattr("outreach.visits.receiving.apply_event", busy)
    assert send(disposition="NO_ANSWER").verdict == "retry"


def test_it_rejects_a_visit_that_does_not_exist(agent, event):
    assert receive_event(agent, event() | {"visit": "nowhere"}, now()).verdict == "rejected"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
fields = st.sampled_from(
    ["disposition", "response", "barriers", "supplies", "consent", "note", "place", "latitude",
     "come_back_at", "card_left", "undone", "wish", "text"]
)  # fmt: skip


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    change=st.dictionaries(st.sampled_from(["id", "kind", "visit", "at", "data"]), json_values),
    data=st.dictionaries(fields, json_values | st.sampled_from(["NO_ANSWER", "CONTACT_PERSON"])),
    kind=st.sampled_from(["visit_report", "visit_report_correction", "contact_request"]),
)
def test_it_has_one_verdict_for_whatever_is_sent(agent, event, change, data, kind):
    envelope = event(kind, **data) | {"id": str(uuid4())} | change
    verdict = receive_event(agent, envelope, now())
    assert verdict.verdict in {
        "applied", "duplicate", "conflict", "quarantined", "rejected", "retry",
    }  # fmt: skip


@pytest.mark.parametrize("envelope", [None, 3, "text", [], {}, {"id": {}}, {"id": "\ud800"}])
def test_it_rejects_what_is_no_event(agent, envelope):
    assert receive_event(agent, envelope, now()).verdict == "rejected"


@pytest.mark.parametrize(
    ("days", "verdict"), [(-1, "quarantined"), (7, "applied"), (9, "quarantined")]
)
def test_it_sets_aside_what_comes_before_the_day_or_long_after(agent, event, days, verdict):
    received = now() + timedelta(days=days)
    assert receive_event(agent, event(disposition="NO_ANSWER"), received).verdict == verdict
