"""Asking, 30 and 90 days after a referral went out, whether service started and lasts."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from outreach.referrals.codes import Answer, Deed
from outreach.referrals.models import Referral, ReferralCheck
from outreach.referrals.transitions import TABLE

TERMS = (30, 90)
# Days for asking, before someone is late with it.
DAYS_TO_ASK = 7


def owe_checks(referral: Referral, now: datetime) -> None:
    """Owe both checks from the day on which the referral went out. Owed once, however it went."""
    ReferralCheck.objects.bulk_create(
        [
            ReferralCheck(referral=referral, days=days, due_at=now + timedelta(days=days))
            for days in TERMS
        ],
        ignore_conflicts=True,
    )


def cancel_checks(referral: Referral, now: datetime) -> None:
    """Owe none any more: there is nothing to ask."""
    pending(referral).update(cancelled_at=now)


def pending(referral: Referral) -> Any:
    """Return the checks that are still owed."""
    return referral.checks.filter(answer="", cancelled_at__isnull=True)


@transaction.atomic
def answer_check(check: ReferralCheck, answer: str, source: str, by: Any, now: datetime) -> bool:
    """Write down what was found; False where it was answered or cancelled meanwhile.

    A service that is now known to have started moves an open referral on, by the same word.
    """
    from outreach.referrals.moving import Word, move

    waiting = ReferralCheck.objects.filter(pk=check.pk, answer="", cancelled_at__isnull=True)
    if not waiting.update(answer=answer, source=source, answered_at=now, by=by):
        return False
    referral = Referral.objects.get(pk=check.referral_id)
    started = answer in (Answer.LASTS, Answer.ENDED)
    if started and referral.state in TABLE[Deed.START]:
        move(referral, Deed.START, Word(source=source, by=by), now)
    return True
