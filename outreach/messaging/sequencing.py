"""Starting sequences by what happened, and ending them when it no longer holds."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet

from contacts.models import Consent
from outreach.campaigns.models import Enrollment
from outreach.messaging.claiming import cancel
from outreach.messaging.models import FollowUp, Sequence, Text
from outreach.messaging.planning import Owed, owed_by

Status = FollowUp.Status


@transaction.atomic
def start_sequences(
    enrollment: Enrollment,
    codes: set[str],
    at: datetime,
    *,
    cause: str = "",
    appointment_at: datetime | None = None,
) -> list[FollowUp]:
    """Owe the person the follow-ups of every sequence of the campaign that starts by these codes.

    Only who agreed to texts is owed any, to the number that the newest consent names. `cause` says
    what besides a visit started it ("referral" with its code), so that `end_cause` can end just
    that; a sequence that is still owed for the same cause is not started again. Steps that stand
    before an appointment need `appointment_at`, and are left out without it. Returns the new ones;
    one that may never be sent is kept as cancelled, with the reason.
    """
    wanted = Sequence.objects.filter(
        campaigns=enrollment.campaign, starts_after__in=codes, is_active=True
    )
    consent = _consent_of(enrollment)
    made: list[FollowUp] = []
    if consent is None:
        return made
    for sequence in wanted.prefetch_related("steps__template"):
        if not _is_owed(sequence, enrollment, cause):
            made += _start(sequence, enrollment, consent, at, cause, appointment_at)
    return made


@transaction.atomic
def move_appointment(cause: str, to: datetime, now: datetime) -> list[FollowUp]:
    """Owe the reminders of an appointment anew at its new time; the old ones are cancelled.

    Those already sent stay; the new time is told once more. Returns the new ones.
    """
    reminders = FollowUp.objects.filter(cause=cause, appointment_at__isnull=False)
    before = list(reminders.select_related("enrollment", "step__sequence"))
    end_cause(cause, "MOVED", now, reminders_only=True)
    made: list[FollowUp] = []
    for sequence, enrollment in {(one.step.sequence, one.enrollment) for one in before}:
        consent = _consent_of(enrollment)
        if consent and sequence.is_active:
            made += _start(sequence, enrollment, consent, now, cause, to, reminders_only=True)
    return made


@transaction.atomic
def end_cause(cause: str, reason: str, now: datetime, *, reminders_only: bool = False) -> int:
    """Cancel what a cause still owes, also what waits in the outbox; return how many.

    With `reminders_only`, what does not speak of the appointment goes on.
    """
    mine = FollowUp.objects.filter(cause=cause).exclude(cause="")
    if reminders_only:
        mine = mine.filter(appointment_at__isnull=False)
    return _end(mine, reason, now)


@transaction.atomic
def end_sequences(enrollment: Enrollment, codes: set[str], reason: str, now: datetime) -> int:
    """Cancel what visits still owe by sequences that start by other codes than these; how many.

    Also what waits in the outbox: what was to be said after a visit may be wrong by now.
    """
    mine = FollowUp.objects.filter(enrollment=enrollment, cause="")
    return _end(mine.exclude(step__sequence__starts_after__in=codes), reason, now)


def _end(ending: QuerySet[FollowUp], reason: str, now: datetime) -> int:
    count = ending.filter(status=Status.OWED).update(status=Status.CANCELLED, reason=reason[:24])
    waiting = Text.objects.filter(follow_up__in=ending, status__in=Text.NOT_LEFT)
    return count + sum(cancel(text, reason, now) for text in waiting.select_for_update())


def _consent_of(enrollment: Enrollment) -> Consent | None:
    given = Consent.objects.filter(
        contact=enrollment.contact,
        channel=Consent.Channel.SMS,
        withdrawal__isnull=True,
        phone__isnull=False,
    )
    return given.select_related("phone").order_by("-given_at", "-pk").first()


def _is_owed(sequence: Sequence, enrollment: Enrollment, cause: str) -> bool:
    known = FollowUp.objects.filter(enrollment=enrollment, step__sequence=sequence, cause=cause)
    return known.filter(status=Status.OWED).exists()


def _start(
    sequence: Sequence,
    enrollment: Enrollment,
    consent: Consent,
    at: datetime,
    cause: str,
    appointment_at: datetime | None,
    *,
    reminders_only: bool = False,
) -> list[FollowUp]:
    known = FollowUp.objects.filter(enrollment=enrollment, step__sequence=sequence)
    last = known.aggregate(last=Max("occurrence"))["last"] or 0
    steps = [step for step in sequence.steps.all() if step.hours_before or not reminders_only]
    plan = owed_by(steps, enrollment.contact, consent, at, appointment_at)
    return FollowUp.objects.bulk_create(
        _follow_up(owed, enrollment, consent, last + 1, cause) for owed in plan
    )


def _follow_up(
    owed: Owed, enrollment: Enrollment, consent: Consent, occurrence: int, cause: str
) -> FollowUp:
    return FollowUp(
        enrollment=enrollment,
        step=owed.step,
        occurrence=occurrence,
        phone=consent.phone,
        language=consent.language,
        due_at=owed.due_at,
        appointment_at=owed.appointment_at,
        cause=cause,
        status=Status.CANCELLED if owed.never else Status.OWED,
        reason=owed.never,
    )


def cancel_owed(contact_id: int, reason: str) -> int:
    """Cancel everything that is owed to a person, such as when they are stopped; how many."""
    owed = FollowUp.objects.filter(enrollment__contact=contact_id, status=Status.OWED)
    return owed.update(status=Status.CANCELLED, reason=reason[:24])
