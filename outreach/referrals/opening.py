"""When a resource is open, from its weekly and other rules. Plain values in, plain values out.

A rule is a dictionary as `Resource.hours` keeps it: `opens` and `closes` ("HH:MM"; closing at or
before opening is on the next day), `days` (of "MO" to "SU"; none is every day of the rule), and
where it needs them `from`, `to` (ISO days) and `rule`, RFC 5545's RRULE, which stands above `days`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from dateutil.rrule import rrulestr

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAYS_AHEAD = 14
# Whoever counts in minutes from years ago keeps every search waiting for it.
_FREQUENCY = re.compile(r"(^|;)FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;|$)", re.IGNORECASE)
Rule = Mapping[str, Any]


@dataclass(frozen=True)
class Opening:
    """Whether it is open, and until when or from when; all None where nothing is known."""

    is_open: bool | None = None
    until: datetime | None = None
    next: datetime | None = None


def opening_at(rules: Iterable[Rule], now: datetime) -> Opening:
    """Say whether one is open at `now`, an aware time in the place's own zone."""
    known = [rule for rule in rules if rule.get("opens") and rule.get("closes")]
    if not known:
        return Opening()
    spans = sorted(_spans(known, now, range(-1, 2)))
    current = [end for start, end in spans if start <= now < end]
    if current:
        return Opening(True, until=_joined_end(spans, max(current)))
    # Day by day, because most places open again within three.
    for ahead in range(DAYS_AHEAD):
        later = [start for start, _end in _spans(known, now, [ahead]) if start > now]
        if later:
            return Opening(False, next=min(later))
    if all(is_over(rule, now.date()) for rule in known):
        return Opening()
    return Opening(False)


def _spans(
    rules: list[Rule], now: datetime, steps: Iterable[int]
) -> Iterable[tuple[datetime, datetime]]:
    """Yield each opening of the days so many from today; one may last past midnight."""
    today = now.date()
    for step in steps:
        day = today + timedelta(days=step)
        for rule in rules:
            if opens_on(rule, day):
                start = datetime.combine(day, time.fromisoformat(rule["opens"]), now.tzinfo)
                end = datetime.combine(day, time.fromisoformat(rule["closes"]), now.tzinfo)
                yield start, end if end > start else end + timedelta(days=1)


def opens_on(rule: Rule, day: date) -> bool:
    """Say whether a rule opens on a day."""
    said = day.isoformat()
    if (rule.get("from") and said < rule["from"]) or (rule.get("to") and said > rule["to"]):
        return False
    if rule.get("rule"):
        return day in _days_of(rule["rule"], rule.get("start") or rule.get("from") or said, day)
    return not rule.get("days") or DAYS[day.weekday()] in rule["days"]


@lru_cache(maxsize=2048)
def _days_of(rule: str, start: str, day: date) -> frozenset[date]:
    """Return whether the recurrence falls on the day, as a set of one or none."""
    if not _FREQUENCY.search(rule):
        return frozenset()
    begins = datetime.combine(date.fromisoformat(start), time())
    midnight = datetime.combine(day, time())
    try:
        found = rrulestr(rule, dtstart=begins).between(midnight, midnight, inc=True)
    except (ValueError, TypeError):
        return frozenset()
    return frozenset(moment.date() for moment in found)


def _joined_end(spans: list[tuple[datetime, datetime]], end: datetime) -> datetime:
    """Return when it closes, where one opening goes over into the next; a day ahead at most."""
    most = end + timedelta(days=1)
    for start, later in spans:
        if start <= end < later and later <= most:
            end = later
    return end


def is_over(rule: Rule, today: date) -> bool:
    """Say whether a rule's last day is behind."""
    return bool(rule.get("to")) and str(rule["to"]) < today.isoformat()
