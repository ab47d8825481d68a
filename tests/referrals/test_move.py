"""A referral changes by the table, one event each; a stop ends it; what was reached is kept."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from contacts.models import Contact
from contacts.stopping import stop_contact, what_stopping_cancels
from outreach.referrals.answering import answer
from outreach.referrals.checks import answer_check
from outreach.referrals.codes import Deed
from outreach.referrals.handing import Handover, hand_over
from outreach.referrals.links import make_link
from outreach.referrals.models import Referral, ReferralEvent
from outreach.referrals.moving import MeanwhileError, Word, last_event, move
from outreach.referrals.outcomes import count_successes
from outreach.referrals.referring import CannotReferError, chain_of, refer, refer_again
from outreach.referrals.signals import referral_moved
from outreach.referrals.transitions import NonsenseError
from tests.factories import ContactFactory, ResourceFactory


def test_every_change_is_an_event_with_who_when_and_by_whose_word(sent, coordinator, now):
    at = now + timedelta(hours=2)
    move(sent, Deed.ACCEPT, Word("PERSON", coordinator), at)
    events = list(sent.events.values_list("deed", "status", "source"))
    assert events == [
        ("MAKE", "draft", "STAFF"),
        ("SEND", "requested", "STAFF"),
        ("ACCEPT", "accepted", "PERSON"),
    ]
    last = sent.events.last()
    assert (last.by, last.at) == (coordinator, at)


def test_nonsense_changes_nothing(sent, now):
    for deed in (Deed.COMPLETE, Deed.RESUME, Deed.NOT_SEEN, Deed.MAKE):
        with pytest.raises(NonsenseError):
            move(sent, deed, Word(), now)
    sent.refresh_from_db()
    assert sent.state == ("requested", "AWAITING_PROVIDER")
    assert sent.events.count() == 2


def test_events_are_never_edited(sent):
    with pytest.raises(TypeError):
        sent.events.last().save()


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "requested", "sub_status": "SERVICE_STARTED"},
        {"status": "flying"},
        {"due_at": None},
        {"closure": "SERVICE_STARTED"},
        {"status": "completed", "sub_status": ""},
    ],
)
def test_the_database_holds_the_table_too(sent, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=sent.pk).update(**wrong)


def test_an_outcome_is_verified_by_someone(scheduled, coordinator, now):
    move(scheduled, Deed.START, Word("PROVIDER"), now)
    move(scheduled, Deed.COMPLETE, Word("PERSON", coordinator), now)
    assert (scheduled.closure, scheduled.verified_by) == ("SERVICE_STARTED", "PERSON")
    assert scheduled.due_at is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=scheduled.pk).update(verified_by="")


@pytest.mark.parametrize("deed", [Deed.NOT_SEEN, Deed.HOLD])
def test_an_appointment_that_fell_through_stands_no_longer(scheduled, now, deed):
    move(scheduled, deed, Word(), now)
    scheduled.refresh_from_db()
    assert scheduled.appointment_at is None
    assert scheduled.events.get(deed=Deed.SCHEDULE).appointment_at


@pytest.mark.parametrize(
    ("deed", "closure"),
    [
        (Deed.FAIL, "NO_SHOW"),
        (Deed.FAIL, "UNABLE_TO_CONTACT"),
        (Deed.CANCEL, "PERSON_WITHDREW"),
        (Deed.DECLINE, "NO_CAPACITY"),
    ],
)
def test_an_end_without_service_is_verified_too(sent, coordinator, now, deed, closure):
    move(sent, deed, Word("PERSON", coordinator, closure), now)
    assert sent.verified_by == "PERSON"


def test_a_failing_listener_undoes_the_change(sent, now):
    def fail(**_kwargs):
        raise RuntimeError

    referral_moved.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            move(sent, Deed.ACCEPT, Word(), now)
    finally:
        referral_moved.disconnect(fail)
    sent.refresh_from_db()
    assert sent.status == "requested"
    assert sent.events.count() == 2


@pytest.mark.parametrize(
    ("reason", "closure"),
    [
        ("DO_NOT_CONTACT", "PERSON_WITHDREW"),
        ("DECEASED", "UNABLE_TO_CONTACT"),
        ("ERASED", "UNABLE_TO_CONTACT"),
    ],
)
def test_stopping_someone_cancels_their_referrals_in_the_same_transaction(
    sent, coordinator, now, reason, closure
):
    link, _code = make_link(sent, "PRINT", coordinator, now)
    assert "1 open referral" in what_stopping_cancels(sent.contact)
    stop_contact(sent.contact, Contact.StopReason(reason))
    sent.refresh_from_db()
    link.refresh_from_db()
    assert (sent.status, sent.closure) == ("cancelled", closure)
    assert link.ended_at is not None
    assert not sent.checks.filter(cancelled_at=None).exists()
    with pytest.raises(CannotReferError, match="STOPPED"):
        refer(sent.contact, ResourceFactory(), coordinator, now)


def test_a_stop_that_fails_leaves_the_referral_open(sent):
    def fail(**_kwargs):
        raise RuntimeError

    referral_moved.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            stop_contact(sent.contact, Contact.StopReason.DO_NOT_CONTACT)
    finally:
        referral_moved.disconnect(fail)
    sent.refresh_from_db()
    sent.contact.refresh_from_db()
    assert (sent.status, sent.contact.stopped) == ("requested", "")


def test_one_person_has_one_open_referral_to_a_resource(sent, coordinator, now):
    with pytest.raises(CannotReferError, match="REFERRED_ALREADY"):
        refer(sent.contact, sent.resource, coordinator, now)
    refer(ContactFactory(office=sent.contact.office), sent.resource, coordinator, now)


def test_referring_again_keeps_the_chain(sent, coordinator, now):
    other, third = ResourceFactory(), ResourceFactory()
    with pytest.raises(CannotReferError, match="STILL_OPEN"):
        refer_again(sent, other, coordinator, now)
    move(sent, Deed.DECLINE, Word("PROVIDER", closure="NO_CAPACITY"), now)
    second = refer_again(sent, other, coordinator, now)
    with pytest.raises(CannotReferError, match="REFERRED_AGAIN"):
        refer_again(sent, third, coordinator, now)
    move(second, Deed.CANCEL, Word(by=coordinator, closure="REDIRECTED"), now)
    last = refer_again(second, third, coordinator, now)
    assert chain_of(second) == chain_of(sent) == [sent, second, last]
    assert last.enrollment == sent.enrollment


def test_what_is_arranged_for_the_new_place_is_kept(sent, coordinator, now):
    move(sent, Deed.DECLINE, Word("PROVIDER", closure="NO_CAPACITY"), now)
    order = Handover(
        sent.contact, ResourceFactory(), coordinator, now, transport="RIDE",
        appointment_at=now + timedelta(days=2), previous=sent,
    )  # fmt: skip
    second = hand_over(order, None)
    second.refresh_from_db()
    assert (second.transport, second.is_warm, second.previous) == ("RIDE", True, sent)


def test_checks_are_owed_after_30_and_90_days(sent, now):
    due = sent.checks.values_list("days", "due_at")
    assert list(due) == [(30, now + timedelta(days=30)), (90, now + timedelta(days=90))]


def test_a_check_that_finds_the_service_started_moves_the_referral(sent, coordinator, now):
    check = sent.checks.get(days=30)
    assert answer_check(check, "LASTS", "PERSON", coordinator, now)
    assert not answer_check(check, "ENDED", "STAFF", coordinator, now)
    sent.refresh_from_db()
    check.refresh_from_db()
    assert sent.state == ("in-progress", "SERVICE_STARTED")
    assert (check.answer, check.source, check.by) == ("LASTS", "PERSON", coordinator)
    assert sent.events.last().source == "PERSON"


def test_a_completed_referral_is_still_asked_after_and_a_failed_one_is_not(sent, coordinator, now):
    move(sent, Deed.START, Word("PROVIDER"), now)
    move(sent, Deed.COMPLETE, Word("PROVIDER"), now)
    assert sent.checks.filter(cancelled_at=None).count() == 2
    move(sent, Deed.MISTAKE, Word(by=coordinator), now)
    assert sent.checks.filter(cancelled_at=None).count() == 0


def test_recent_success_is_counted_for_the_directory(sent, coordinator, now):
    move(sent, Deed.START, Word("PROVIDER"), now)
    move(sent, Deed.COMPLETE, Word("PROVIDER"), now)
    again = refer(sent.contact, sent.resource, coordinator, now)
    move(again, Deed.CANCEL, Word(by=coordinator, closure="DUPLICATE"), now)
    since = now - timedelta(days=1)
    assert count_successes([sent.resource_id], since) == {sent.resource_id: (1, 1)}


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_is_taken(sent, coordinator, now):
    """Two people at the provider answer by the same link at the same moment."""
    link, _code = make_link(sent, "PRINT", coordinator, now)
    seen, start, outcomes = last_event(sent), threading.Barrier(2), []

    def give(deed, closure=""):
        start.wait(timeout=20)
        try:
            answer(type(link).objects.get(pk=link.pk), deed, now, closure=closure, seen=seen)
            outcomes.append(deed)
        except MeanwhileError:
            outcomes.append("meanwhile")
        finally:
            connection.close()

    answers = [(Deed.ACCEPT, ""), (Deed.DECLINE, "NO_CAPACITY")]
    threads = [threading.Thread(target=give, args=each) for each in answers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(outcomes) == 2
    assert "meanwhile" in outcomes
    taken = ReferralEvent.objects.filter(referral=sent, source="PROVIDER").get()
    sent.refresh_from_db()
    assert taken.deed in outcomes
    assert (sent.status, sent.sub_status) == (taken.status, taken.sub_status)
