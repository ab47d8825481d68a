"""What the carrier tells of a text later: in any order, repeated, or before we know its number."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from outreach.messaging.models import Text, TextEvent
from outreach.messaging.numbers import learn_from_code, note_reached

Status = Text.Status
# Twilio's words for a message's status. "read" and the like come from channels that we do not use.
MEANS = {
    "accepted": Status.ACCEPTED,
    "scheduled": Status.ACCEPTED,
    "queued": Status.ACCEPTED,
    "sending": Status.ACCEPTED,
    "sent": Status.ACCEPTED,
    "delivered": Status.DELIVERED,
    "read": Status.DELIVERED,
    "undelivered": Status.UNDELIVERED,
    "failed": Status.FAILED,
    "canceled": Status.FAILED,
}
# A text only ever moves on: what comes late says nothing that is not known.
_RANK = {Status.SENDING: 0, Status.UNKNOWN: 0, Status.ACCEPTED: 1, Status.UNDELIVERED: 2}


@transaction.atomic
def take_status(
    text_id: UUID, provider_id: str, status: str, code: str = "", now: datetime | None = None
) -> bool:
    """Write down what the carrier says; return whether it changed anything.

    A text that was never claimed knows nothing of any carrier: then nothing is changed.
    """
    now = now or timezone.now()
    text = Text.objects.select_for_update().filter(pk=text_id, claimed_at__isnull=False).first()
    means = MEANS.get(status.lower())
    if text is None or means is None or (text.provider_id and text.provider_id != provider_id):
        return False
    if not _moves_on(text, means):
        return False
    text.provider_id = text.provider_id or provider_id or None
    settle(text, means, "callback", code, now)
    return True


def settle(text: Text, status: Text.Status, source: str, code: str, now: datetime) -> None:
    """Give a text a status that it did not have, with its event and what it tells of the number."""
    text.status, text.reason = status, code[:24]
    text.save(update_fields=["status", "reason", "provider_id", "changed_at"])
    TextEvent.objects.create(text=text, status=status, code=code[:24], source=source, at=now)
    learn_from_code(text.key, code, now)
    if status == Status.DELIVERED:
        note_reached(text.key, "delivered", now)


def _moves_on(text: Text, means: Text.Status) -> bool:
    if text.status in (*Text.NOT_LEFT, Status.CANCELLED):
        return False
    return _RANK.get(Text.Status(text.status), 3) < _RANK.get(means, 3)
