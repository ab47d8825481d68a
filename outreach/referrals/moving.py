"""The only place where a referral changes: by the table, one event each, one at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from outreach.referrals.checks import cancel_checks, owe_checks
from outreach.referrals.codes import Deed, Source
from outreach.referrals.models import ProviderLink, Referral, ReferralEvent
from outreach.referrals.signals import referral_moved
from outreach.referrals.transitions import LISTED, MISSED, PAUSED, due, step

MOVED = ["status", "sub_status", "closure", "verified_by", "due_at", "closed_at", "appointment_at"]
SENDS = (Deed.GIVE_DETAILS, Deed.SEND)
# After these nobody needs to be asked any more what came of it.
ENDS_CHECKS = (Deed.STOP, Deed.MISTAKE, Deed.CANCEL, Deed.DECLINE, Deed.FAIL)
# Whoever says one of these verifies how it ended; a stop and a mistake are nobody's word.
OUTCOMES = (Deed.COMPLETE, Deed.DECLINE, Deed.FAIL, Deed.CANCEL)
# Who waits in one of these was missed, or is to be asked again: no appointment stands.
NO_APPOINTMENT = (MISSED, LISTED, PAUSED)


class MeanwhileError(Exception):
    """Somebody else changed the referral after what the answer was given to had been shown."""


@dataclass(frozen=True)
class Word:
    """Who says what happened, and who writes it down (nobody where the provider answers)."""

    source: str = Source.STAFF
    by: Any = None
    closure: str = ""
    appointment_at: datetime | None = None
    # The number of the newest event that was shown; None where it does not matter.
    seen: int | None = None


@transaction.atomic
def move(referral: Referral, deed: str, word: Word, now: datetime) -> ReferralEvent:
    """Let `deed` happen to a referral that nobody else can change meanwhile.

    Raises NonsenseError where the table refuses it and MeanwhileError where it was given to an
    older state; nothing is changed then. The referral passed in is brought up to date.
    """
    locked = Referral.objects.select_for_update().get(pk=referral.pk)
    if word.seen is not None and word.seen != last_event(locked):
        raise MeanwhileError
    taken = step(locked.state, deed, word.closure)
    locked.status, locked.sub_status = taken.to
    locked.closure = taken.closure
    _set_times(locked, deed, word, now)
    if deed in OUTCOMES:
        locked.verified_by = word.source
    locked.save(update_fields=MOVED)
    for name in MOVED:
        setattr(referral, name, getattr(locked, name))
    event = _append(locked, deed, word, now)
    if not locked.is_open:
        # Each link is for this one purpose, which is over.
        ProviderLink.objects.filter(terms__referral=locked, ended_at=None).update(ended_at=now)
    if deed in SENDS:
        owe_checks(locked, now)
    elif deed in ENDS_CHECKS:
        cancel_checks(locked, now)
    referral_moved.send(Referral, referral=locked, event=event, now=now)
    return event


def last_event(referral: Referral) -> int:
    """Return the number of the newest event: what an answer is given to."""
    newest = referral.events.order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0


def _set_times(referral: Referral, deed: str, word: Word, now: datetime) -> None:
    if deed == Deed.SCHEDULE:
        referral.appointment_at = word.appointment_at
    elif referral.state in NO_APPOINTMENT:
        referral.appointment_at = None  # it stays in its event
    referral.due_at = due(referral.state, now, referral.appointment_at)
    referral.closed_at = None if referral.is_open else referral.closed_at or now


def _append(referral: Referral, deed: str, word: Word, now: datetime) -> ReferralEvent:
    return ReferralEvent.objects.create(
        referral=referral,
        deed=deed,
        status=referral.status,
        sub_status=referral.sub_status,
        closure=referral.closure,
        source=word.source,
        appointment_at=word.appointment_at if deed == Deed.SCHEDULE else None,
        by=word.by,
        at=now,
    )
