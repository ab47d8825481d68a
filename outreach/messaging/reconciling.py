"""Finding out what became of texts whose sender died, or got no answer."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from outreach.messaging.callbacks import MEANS, settle
from outreach.messaging.gateway import Gateway, Listed
from outreach.messaging.models import Text

Status = Text.Status
# Longer than a gateway may take: who claimed it before then is gone.
GONE_AFTER = timedelta(minutes=2)
# The carrier's list may be late. After this a person decides.
LISTED_BY = timedelta(minutes=30)


def settle_unknown(gateway: Gateway, now: datetime | None = None) -> int:
    """Find out what became of texts whose sender died or got no answer; return how many.

    What was claimed and never handed over is queued again. The carrier's list says what was sent to
    a number; what it does not hold after half an hour stays unknown, and is for a person to decide.
    """
    now = now or timezone.now()
    gone = Text.objects.filter(claimed_at__lt=now - GONE_AFTER)
    gone.filter(status=Status.CLAIMED).update(status=Status.QUEUED, changed_at=now)
    for text in gone.filter(status=Status.SENDING):
        _give_up_on(text, now)
    recent = Text.objects.filter(status=Status.UNKNOWN, claimed_at__gte=now - LISTED_BY)
    return sum(_look_up(text, gateway, now) for text in recent)


@transaction.atomic
def _give_up_on(text: Text, now: datetime) -> None:
    kept = Text.objects.select_for_update().get(pk=text.pk)
    if kept.status == Status.SENDING and kept.claimed_at == text.claimed_at:
        settle(kept, Status.UNKNOWN, "claim", "sender gone", now)


def _look_up(text: Text, gateway: Gateway, now: datetime) -> bool:
    since = (text.claimed_at or now) - timedelta(minutes=1)
    try:
        listed = gateway.listed(str(text.number), since)
    except OSError:
        return False
    found = _unclaimed(listed, text)
    try:
        return found is not None and _settle_as(text, found, now)
    except IntegrityError:
        # Another text of the same words was given this message at the same moment.
        return False


@transaction.atomic
def _settle_as(text: Text, found: Listed, now: datetime) -> bool:
    kept = Text.objects.select_for_update().get(pk=text.pk)
    if kept.status != Status.UNKNOWN:
        return False
    kept.provider_id = found.provider_id
    settle(kept, MEANS.get(found.status, Status.ACCEPTED), "list", found.code, now)
    return True


def _unclaimed(listed: Sequence[Listed], text: Text) -> Listed | None:
    """Return the one message with our words that belongs to no other text."""
    same = [one for one in listed if one.words == text.words]
    known = set(
        Text.objects.filter(provider_id__in=[one.provider_id for one in same]).values_list(
            "provider_id", flat=True
        )
    )
    left = [one for one in same if one.provider_id not in known]
    return left[0] if len(left) == 1 else None
