"""How fast a sender may go: carriers count the texts a second of each number or service.

What is handed over faster waits in the carrier's own queue, where nobody can take it back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from outreach.messaging.models import Pace, Text
from outreach.messaging.segments import length

# A claim may be this many seconds' worth.
AHEAD = 5


@dataclass(frozen=True)
class Sender:
    """Who sends, and how many texts a second it may; 0 is as many as go."""

    name: str
    per_second: float


def room_for(sender: Sender, most: int, now: datetime) -> int:
    """Return how many texts may be claimed for a sender. Others wait until the transaction ends."""
    if not sender.per_second:
        return most
    Pace.objects.get_or_create(sender=sender.name, defaults={"free_at": now})
    pace = Pace.objects.select_for_update().get(sender=sender.name)
    return 0 if pace.free_at > now else min(most, max(1, ceil(sender.per_second * AHEAD)))


def make_room(sender: Sender, texts: Iterable[Text], now: datetime) -> None:
    """Let the sender rest for as long as these take it. A long text counts as several."""
    if not sender.per_second:
        return
    units = sum(length(text.words).texts for text in texts)
    if units:
        free_at = now + timedelta(seconds=units / sender.per_second)
        Pace.objects.filter(sender=sender.name).update(free_at=free_at)
