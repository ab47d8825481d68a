"""On which day and at which hour each step of a sequence falls due, and which never does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from contacts.models import Consent, Contact
from outreach.messaging.allowing import obstacles
from outreach.messaging.models import SequenceStep, Text
from outreach.messaging.places import places_of
from outreach.messaging.quiet_hours import may_text

_BACK, _STEPS_BACK = timedelta(minutes=30), 96


@dataclass(frozen=True)
class Owed:
    """When a step falls due; `never` is why it may not be sent at all, by its code."""

    step: SequenceStep
    due_at: datetime
    appointment_at: datetime | None = None
    never: str = ""


def owed_by(
    steps: Iterable[SequenceStep],
    contact: Contact,
    consent: Consent,
    at: datetime,
    appointment_at: datetime | None,
) -> list[Owed]:
    """Return when each step is due for this person, asking now whether it may be sent then.

    Days count from `at`. A reminder falls some hours before the appointment, or earlier where that
    hour is quiet; where all of them are past already, the last one goes at once.
    """
    steps = list(steps)
    after = [Owed(step, at + timedelta(days=step.days_after)) for step in steps if step.days_after]
    before = _reminders(steps, at, appointment_at) if appointment_at else []
    return [_asked(owed, contact, consent, at) for owed in [*after, *before]]


def _reminders(steps: Iterable[SequenceStep], at: datetime, appointment_at: datetime) -> list[Owed]:
    """Return the reminders whose time is still to come; of those past, one in place of all."""
    if appointment_at <= at:
        return []
    reminders = sorted(
        (step for step in steps if step.hours_before), key=lambda step: -(step.hours_before or 0)
    )
    found = [
        Owed(step, appointment_at - timedelta(hours=step.hours_before or 0), appointment_at)
        for step in reminders
    ]
    ahead = [owed for owed in found if owed.due_at >= at]
    return ahead or [Owed(step, at, appointment_at) for step in reminders[-1:]]


def _asked(owed: Owed, contact: Contact, consent: Consent, at: datetime) -> Owed:
    due_at = owed.due_at
    if owed.appointment_at and consent.phone:
        due_at = _in_good_time(due_at, at, contact, str(consent.phone.number))
    against = obstacles(_as_text(owed.step, contact, consent), due_at)
    final = next((one.code for one in against if one.is_final), "")
    waits = [one.ends_at for one in against if one.ends_at]
    due_at = max([due_at, *waits])
    if owed.appointment_at and due_at >= owed.appointment_at:
        final = final or "TOO_LATE"
    return Owed(owed.step, due_at, owed.appointment_at, final)


def _in_good_time(due_at: datetime, at: datetime, contact: Contact, number: str) -> datetime:
    """Return the last permitted moment until `due_at` and since `at`; `due_at` if there is none."""
    places = places_of(contact, number)
    earlier = (due_at - _BACK * n for n in range(_STEPS_BACK))
    return next(
        (moment for moment in earlier if moment >= at and may_text(moment, places).allowed), due_at
    )


def _as_text(step: SequenceStep, contact: Contact, consent: Consent) -> Text:
    """Return the text that a follow-up would become, with nothing to say yet."""
    phone = consent.phone
    return Text(
        contact=contact,
        number=str(phone.number) if phone else "",
        key=phone.key if phone else "",
        kind=Text.Kind.FOLLOW_UP,
        purpose=step.template.purpose,
        words="",
    )
