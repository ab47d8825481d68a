"""How often people who were sent to a resource lately got its help.

The directory knows no referrals. Whoever follows them says here how to count theirs.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

Counts = Mapping[int, tuple[int, int]]
"""By resource: how many were connected, of how many whose referral was closed."""

RECENT = timedelta(days=180)
_counters: list[Callable[[list[int], datetime], Counts]] = []


def successes_from(count: Callable[[list[int], datetime], Counts]) -> None:
    """Have recent success counted by `count`, which takes resource ids and since when."""
    _counters[:] = [count]


def recent_success(resources: list[int], now: datetime) -> dict[int, tuple[int, int]]:
    """Return (connected, closed) of the last 180 days for those resources that have any."""
    return {
        key: pair for count in _counters for key, pair in count(resources, now - RECENT).items()
    }
