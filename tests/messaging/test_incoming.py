"""What people write: once, read, and soon before a human."""

from datetime import UTC, datetime, timedelta

import pytest

from contacts.identity import phone_key
from contacts.models import ConsentWithdrawal
from outreach.messaging.incoming import must_stop_by, take_in
from outreach.messaging.models import (
    Conversation,
    CrisisAlert,
    FollowUp,
    IncomingText,
    NumberEvent,
    Sequence,
    Text,
)
from outreach.messaging.numbers import note, standing_of
from outreach.messaging.sending import send_due
from outreach.messaging.sequencing import start_sequences
from tests.messaging.conftest import NOON, NUMBER

KEY = phone_key(NUMBER)
Kind = NumberEvent.Kind


def test_it_keeps_a_text_once(db):
    assert take_in("SM1", NUMBER, "hello", NOON)
    assert take_in("SM1", NUMBER, "hello", NOON) is None
    assert IncomingText.objects.get().conversation.status == "NEEDS_REPLY"


def test_stop_ends_everything_for_the_number(person, agree, queue, enrollment, template):
    text = queue()
    sequence = Sequence.objects.create(name="After", starts_after="INFORMATION_ONLY")
    sequence.campaigns.add(enrollment.campaign)
    sequence.steps.create(template=template, days_after=7)
    start_sequences(enrollment, {"INFORMATION_ONLY"}, NOON)
    take_in("SM1", NUMBER, "Stop!", NOON)
    text.refresh_from_db()
    assert (text.status, text.reason) == ("CANCELLED", "OPTED_OUT")
    assert FollowUp.objects.get().status == "CANCELLED"
    assert ConsentWithdrawal.objects.get().how == "BY_TEXT"
    assert Conversation.objects.get().status == "HANDLED"


@pytest.mark.parametrize("opt_out_type", ["", "START"])
@pytest.mark.parametrize("yes", ["YES", "yes please", "Sí"])
def test_yes_never_undoes_a_stop(db, yes, opt_out_type):
    take_in("SM1", NUMBER, "STOP", NOON)
    # Twilio takes it for START, and says so.
    take_in("SM2", NUMBER, yes, NOON + timedelta(minutes=1), opt_out_type)
    assert standing_of(KEY).holds(Kind.OPTED_OUT)
    assert Conversation.objects.get().status == "NEEDS_REPLY"


def test_start_does_but_asks_for_a_new_consent(queue, person, agree, gateway):
    agree(person)
    take_in("SM1", NUMBER, "STOP", NOON)
    take_in("SM2", NUMBER, "START", NOON + timedelta(minutes=1))
    assert not standing_of(KEY).holds(Kind.OPTED_OUT)
    text = queue()
    send_due(gateway, now=NOON)
    text.refresh_from_db()
    assert text.reason == "WITHDRAWN"


def test_a_sentence_that_means_stop_holds_everything_and_goes_to_a_person(
    queue, person, agree, gateway
):
    agree(person)
    text = queue()
    take_in("SM1", NUMBER, "please don't text me again", NOON)
    assert send_due(gateway, now=NOON) == 0
    text.refresh_from_db()
    assert (text.status, text.reason) == ("QUEUED", "HELD")
    assert Conversation.objects.get().status == "NEEDS_REPLY"


@pytest.mark.parametrize("kind", [Kind.UNREACHABLE, Kind.LANDLINE, Kind.BLOCKED])
def test_who_writes_can_be_answered_whatever_the_carrier_said(queue, person, gateway, kind):
    note(KEY, kind, "code 30003", NOON)
    take_in("SM1", NUMBER, "I have my phone again. Who is this?", NOON + timedelta(minutes=1))
    queue(kind="REPLY", purpose="")
    assert send_due(gateway, now=NOON + timedelta(minutes=2)) == 1


def test_who_writes_is_still_opted_out(db):
    take_in("SM1", NUMBER, "STOP", NOON)
    take_in("SM2", NUMBER, "who is this?", NOON + timedelta(minutes=1))
    assert standing_of(KEY).holds(Kind.OPTED_OUT)


def test_help_is_answered_once_with_the_programmes_name_only(db, gateway, settings):
    take_in("SM1", NUMBER, "HELP", NOON)
    take_in("SM1", NUMBER, "HELP", NOON)
    assert send_due(gateway, now=NOON.replace(hour=3) + timedelta(days=1)) == 1
    ((_number, words, _address),) = gateway.handed
    assert settings.PROGRAMME_NAME in words


def test_help_that_twilio_answered_is_not_answered_again(db):
    take_in("SM1", NUMBER, "HELP", NOON, "HELP")
    assert not Text.objects.exists()


def test_danger_is_answered_at_once_and_alerts_someone(db, gateway):
    night = NOON.replace(hour=4)
    take_in("SM1", NUMBER, "I want to die", night)
    assert send_due(gateway, now=night) == 1
    ((_number, words, _address),) = gateway.handed
    assert "988" in words
    assert "911" in words
    assert CrisisAlert.objects.get().closed_at is None
    assert Conversation.objects.get().is_urgent


def test_danger_in_spanish_is_answered_in_spanish(person, gateway):
    person.language = "es"
    person.save()
    take_in("SM1", NUMBER, "quiero morir", NOON)
    answer = Text.objects.get()
    assert answer.kind == "CRISIS"
    assert "corre peligro" in answer.words
    assert "988" in answer.words


@pytest.mark.parametrize("lead", ["Liked", "Le gustó", "Emphasized"])
def test_a_reaction_to_our_answer_is_no_danger_and_no_stop(person, lead):
    take_in("SM1", NUMBER, "I want to die", NOON)
    take_in("SM2", NUMBER, "HELP", NOON)
    for number, answer in enumerate(Text.objects.all()):
        take_in(f"SM3{number}", NUMBER, f"{lead} “{answer.words}”", NOON)
    assert CrisisAlert.objects.count() == 1
    assert Text.objects.count() == 2
    assert not standing_of(KEY).holds(Kind.HELD)


def test_danger_of_who_opted_out_alerts_someone_and_sends_nothing(db, gateway):
    take_in("SM1", NUMBER, "STOP", NOON)
    take_in("SM2", NUMBER, "I will kill myself", NOON)
    assert send_due(gateway, now=NOON) == 0
    assert CrisisAlert.objects.exists()


def test_a_stranger_gets_a_conversation_and_no_answer(db, gateway):
    take_in("SM1", "+12125550123", "who is this?", NOON)
    assert send_due(gateway, now=NOON) == 0
    assert Conversation.objects.get().status == "NEEDS_REPLY"


def test_a_held_number_is_released_by_a_person(queue, person, agree, gateway, coordinator):
    agree(person)
    take_in("SM1", NUMBER, "wrong number", NOON)
    note(KEY, Kind.RELEASED, "decision", NOON + timedelta(minutes=1), coordinator)
    queue()
    assert send_due(gateway, now=NOON) == 1


def test_the_clock_for_honouring_a_stop_counts_business_days():
    asked = datetime(2026, 11, 23, 18, tzinfo=UTC)
    # Thanksgiving is the 26th.
    assert must_stop_by(asked).date().isoformat() == "2026-12-08"
