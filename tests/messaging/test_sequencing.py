"""Follow-ups: owed once, to who agreed, and no longer when what started them no longer holds."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from outreach.messaging.making import make_due
from outreach.messaging.models import FollowUp, Sequence, Text
from outreach.messaging.sending import send_due
from outreach.messaging.sequencing import end_sequences, start_sequences
from tests.factories import EnrollmentFactory
from tests.messaging.conftest import NOON

CODE = "INFORMATION_ONLY"


@pytest.fixture
def sequence(campaign, template) -> Sequence:
    made = Sequence.objects.create(name="After a talk", starts_after=CODE)
    made.campaigns.add(campaign)
    for days in (1, 7, 30):
        made.steps.create(template=template, days_after=days)
    return made


def test_it_owes_each_step_on_its_day(sequence, enrollment):
    owed = start_sequences(enrollment, {CODE, "CONTACT_PERSON"}, NOON)
    assert [one.due_at - NOON for one in owed] == [timedelta(days=n) for n in (1, 7, 30)]


def test_it_owes_nothing_twice(sequence, enrollment):
    start_sequences(enrollment, {CODE}, NOON)
    assert start_sequences(enrollment, {CODE}, NOON) == []
    first = FollowUp.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.create(
            enrollment=enrollment, step=first.step, phone=first.phone, due_at=NOON, language="en"
        )


def test_it_owes_nothing_to_who_did_not_agree(sequence, campaign, person):
    other = EnrollmentFactory(campaign=campaign, contact=person)
    assert start_sequences(other, {CODE}, NOON) == []


def test_what_they_did_not_agree_to_is_kept_as_cancelled_with_the_reason(
    sequence, enrollment, template, person, agree
):
    template.purpose = "OFFER"
    template.save()
    agree(person, NOON + timedelta(minutes=1), purposes=["CHECK_IN"])
    owed = start_sequences(enrollment, {CODE}, NOON)
    assert {(one.status, one.reason) for one in owed} == {("CANCELLED", "OTHER_PURPOSE")}


@pytest.mark.parametrize("purpose", ["CHECK_IN", "OFFER"])
def test_a_text_is_for_what_its_message_is_for(sequence, enrollment, template, purpose):
    template.purpose = purpose
    template.save()
    start_sequences(enrollment, {CODE}, NOON)
    make_due(NOON + timedelta(days=1))
    assert Text.objects.get().purpose == purpose


@pytest.mark.parametrize("codes", [set(), {"DECLINED"}])
def test_it_owes_nothing_after_something_else(sequence, enrollment, codes):
    assert start_sequences(enrollment, codes, NOON) == []


def test_what_no_longer_holds_is_cancelled_and_may_start_again(sequence, enrollment):
    start_sequences(enrollment, {CODE}, NOON)
    assert end_sequences(enrollment, {"DECLINED"}, "CORRECTED", NOON) == 3
    assert start_sequences(enrollment, {CODE}, NOON)[0].occurrence == 2


def test_what_no_longer_holds_is_taken_back_from_the_outbox(sequence, enrollment, gateway):
    start_sequences(enrollment, {CODE}, NOON)
    tomorrow = NOON + timedelta(days=1)
    make_due(tomorrow)
    assert end_sequences(enrollment, {CODE}, "CORRECTED", tomorrow) == 0
    assert end_sequences(enrollment, {"DECLINED"}, "CORRECTED", tomorrow) == 3
    assert send_due(gateway, now=tomorrow) == 0
    assert Text.objects.get().reason == "CORRECTED"


def test_a_follow_up_becomes_one_text_in_the_persons_language(sequence, enrollment, gateway):
    start_sequences(enrollment, {CODE}, NOON)
    tomorrow = NOON + timedelta(days=1)
    assert make_due(tomorrow) == 1
    assert make_due(tomorrow) == 0
    text = Text.objects.get()
    assert text.words == "Hi Rosa, Doorstep Outreach here. How are you?"
    assert send_due(gateway, now=tomorrow) == 1


def test_a_sequence_that_is_switched_off_sends_nothing_more(sequence, enrollment):
    start_sequences(enrollment, {CODE}, NOON)
    sequence.is_active = False
    sequence.save()
    assert make_due(NOON + timedelta(days=8)) == 0
    assert FollowUp.objects.filter(status="CANCELLED", reason="NO_WORDING").count() == 2


def test_a_follow_up_without_a_wording_is_cancelled_with_its_reason(sequence, enrollment, template):
    template.wordings.all().delete()
    start_sequences(enrollment, {CODE}, NOON)
    assert make_due(NOON + timedelta(days=2)) == 0
    assert FollowUp.objects.filter(status="CANCELLED", reason="NO_WORDING").count() == 1
