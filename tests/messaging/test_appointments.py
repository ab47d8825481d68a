"""Reminders: before the appointment, told once an appointment, moved and cancelled with it."""

from datetime import timedelta

import pytest

from outreach.messaging.incoming import opt_out
from outreach.messaging.making import make_due
from outreach.messaging.models import FollowUp, Sequence, Template, Text
from outreach.messaging.sending import send_due
from outreach.messaging.sequencing import (
    end_cause,
    end_sequences,
    move_appointment,
    start_sequences,
)
from tests.messaging.conftest import NOON

CAUSE = "referral abc"
# Three days after NOON, at 14:00 in Hartford.
AT = NOON + timedelta(days=3, hours=1)


@pytest.fixture
def sequence(campaign) -> Sequence:
    words = Template.objects.create(slug="reminder", name="Reminder")
    words.wordings.create(language="en", words="{programme}: we meet {appointment}.")
    words.wordings.create(language="es", words="{programme}: nos vemos {appointment}.")
    made = Sequence.objects.create(name="Before we meet", starts_after="SCHEDULED")
    made.campaigns.add(campaign)
    for hours in (48, 2):
        made.steps.create(template=words, hours_before=hours)
    return made


def start(enrollment, at=NOON, appointment_at=AT):
    return start_sequences(
        enrollment, {"SCHEDULED"}, at, cause=CAUSE, appointment_at=appointment_at
    )


def test_each_reminder_is_due_before_the_appointment(sequence, enrollment):
    assert [AT - one.due_at for one in start(enrollment)] == [
        timedelta(hours=48),
        timedelta(hours=2),
    ]


@pytest.mark.usefixtures("in_new_york")
def test_it_tells_the_time_in_the_offices_zone(sequence, enrollment, gateway):
    start(enrollment)
    due = AT - timedelta(hours=48)
    assert make_due(due) == 1
    assert send_due(gateway, now=due) == 1
    assert gateway.handed[0][1] == "Doorstep Outreach: we meet Thu, Nov 26, 2:00 PM."


def test_one_that_would_come_at_night_comes_earlier(sequence, enrollment):
    morning = NOON + timedelta(days=3, hours=-4)  # 9:00 in Hartford; two hours before is quiet
    due = [one.due_at for one in start(enrollment, appointment_at=morning)]
    # Connecticut's hours end at 20:00, and a closing hour is quiet already.
    assert due[1] == (NOON + timedelta(days=2)).replace(hour=0, minute=30) + timedelta(days=1)


def test_no_time_no_reminder(sequence, enrollment):
    assert start(enrollment, appointment_at=None) == []
    assert start(enrollment, appointment_at=NOON - timedelta(hours=1)) == []


def test_a_late_appointment_is_told_once_and_at_once(sequence, enrollment):
    owed = start(enrollment, appointment_at=NOON + timedelta(hours=1))
    assert [(one.step.hours_before, one.due_at) for one in owed] == [(2, NOON)]


def test_moving_it_replaces_what_is_owed(sequence, enrollment):
    first = start(enrollment)
    moved = move_appointment(CAUSE, AT + timedelta(days=1), NOON)
    assert [one.due_at for one in moved] == [one.due_at + timedelta(days=1) for one in first]
    assert set(FollowUp.objects.filter(occurrence=1).values_list("status", "reason")) == {
        ("CANCELLED", "MOVED")
    }


def test_moving_it_takes_back_what_waits_in_the_outbox(sequence, enrollment, gateway):
    start(enrollment)
    make_due(AT - timedelta(hours=48))
    move_appointment(CAUSE, AT + timedelta(days=1), AT - timedelta(hours=47))
    assert Text.objects.get().reason == "MOVED"
    assert send_due(gateway, now=AT) == 0


def test_it_ends_with_its_cause_and_with_no_visit(sequence, enrollment):
    start(enrollment)
    assert end_sequences(enrollment, set(), "CORRECTED", NOON) == 0
    assert end_cause(CAUSE, "CANCELLED", NOON) == 2
    assert end_cause("", "CANCELLED", NOON) == 0


def test_one_that_comes_too_late_is_not_sent(sequence, enrollment, gateway):
    start(enrollment)
    make_due(AT)
    assert send_due(gateway, now=AT) == 0
    assert set(Text.objects.values_list("status", "reason")) == {("CANCELLED", "TOO_LATE")}


def test_what_may_never_be_sent_is_kept_with_its_reason(sequence, enrollment):
    enrollment.contact.stopped, enrollment.contact.stopped_at = "DECEASED", NOON
    assert {(one.status, one.reason) for one in start(enrollment)} == {("CANCELLED", "STOPPED")}


def test_a_stop_ends_reminders_too(sequence, enrollment, person):
    start(enrollment)
    opt_out(person.phones.get().key, "keyword", NOON)
    assert not FollowUp.objects.filter(status="OWED").exists()
