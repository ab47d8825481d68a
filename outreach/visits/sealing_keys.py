"""The office's keys that phones seal reports to: one a week, made a week before it is used.

Every nightly backup therefore holds the key that phones will use until the next one. A private half
is destroyed once no queue can be that old: then what was recorded on the way opens for nobody.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from outreach.visits.models import SealingKey
from outreach.visits.sealing import name_of, new_pair

WEEK = timedelta(days=7)
KEPT_AFTER_WEEK = timedelta(days=45)


def week_of(now: datetime) -> int:
    """Return the number of the week of `now` (aware), counted from 1970."""
    return int(now.timestamp() // WEEK.total_seconds())


def current_key(now: datetime) -> SealingKey:
    """Return the key of this week; the first time it is made on the spot."""
    return _made(week_of(now))


def keep_keys(now: datetime | None = None) -> int:
    """Make the keys of this week and the next, destroy the old ones; return how many of those."""
    now = now or timezone.now()
    for week in (week_of(now), week_of(now) + 1):
        _made(week)
    last = week_of(now - KEPT_AFTER_WEEK)
    old = SealingKey.objects.filter(week__lt=last, destroyed_at__isnull=True)
    return old.update(private_key="", destroyed_at=now)


def _made(week: int) -> SealingKey:
    """Return the week's key. Of two processes that make it at once, the database keeps one's."""
    if known := SealingKey.objects.filter(week=week).first():
        return known
    public, private = new_pair()
    made = {"name": name_of(public), "public_key": public, "private_key": private}
    return SealingKey.objects.get_or_create(week=week, defaults=made)[0]
