"""When people are home: visits by day of the week and part of the day. Plain values, no models.

The day is the visit's own. The part of the day is told by the phone's clock, which is a claim: a
knock that it puts on another day has no part.
"""

from collections.abc import Iterator
from itertools import product

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from outreach.statistics.indicators import PERCENT, Indicator

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY_LABELS = {code: WEEKDAYS_ABBR[number] for number, code in enumerate(WEEKDAYS)}
# Each part with the hour at which it begins.
STARTS = {"morning": 0, "afternoon": 12, "evening": 17}
UNKNOWN = "unknown"
LABELS = {
    "morning": _("Before noon"),
    "afternoon": _("Noon to 5 p.m."),
    "evening": _("From 5 p.m."),
}
# What is counted at each time, and the count over all times that it adds up to.
TRIED, REACHED = "tried", "reached"
TOTALS = {TRIED: "attempts", REACHED: "visits_reached"}
HOME_RATE = Indicator(
    "home_rate",
    _("When people are home"),
    _(
        "The share of the attempts on that day of the week, at that time, at which the team spoke "
        "with the person or with someone else there. The time is the phone's; an attempt that it "
        "puts on another day is in no cell."
    ),
    PERCENT,
    _("Visits that reached someone"),
    _("Attempts"),
    of="visits_reached",
    by="attempts",
)


def timed(kind: str, weekday: str, part: str) -> str:
    """Return the code of the count of visits tried or reached at that time of the week."""
    return f"{kind}_{weekday}_{part}"


def timed_codes(kind: str) -> Iterator[str]:
    """Yield the codes of all times, the unknown part of each day too."""
    for weekday, part in product(WEEKDAYS, (*STARTS, UNKNOWN)):
        yield timed(kind, weekday, part)
