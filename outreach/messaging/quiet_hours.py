"""When a text may be sent, by the clock of every place where the person may be. Plain values.

These are the hours in which the law of a state lets strangers be called. Doorstep's texts are asked
for, so most of it does not bind us; nobody wants a discreet text at night all the same. The table
holds the stricter of the readings where sources differ. It is no legal advice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

type Hours = tuple[int, int] | None  # whole hours from and until; None: the whole day is quiet

SATURDAY, SUNDAY = 5, 6
FURTHEST = timedelta(days=14)


@dataclass(frozen=True)
class Rule:
    """The hours of one state, and where they are from."""

    weekdays: Hours
    saturday: Hours
    sunday: Hours
    on_holidays: bool
    source: str
    as_of: str

    def hours(self, weekday: int, is_holiday: bool) -> Hours:
        """Return the hours of such a day; 0 is Monday."""
        if is_holiday and not self.on_holidays:
            return None
        return {SATURDAY: self.saturday, SUNDAY: self.sunday}.get(weekday, self.weekdays)


def _rule(weekdays: Hours, source: str, saturday: Hours = (0, 0), sunday: Hours = (0, 0),
          on_holidays: bool = True, as_of: str = "2026-04-08") -> Rule:  # fmt: skip
    """Return a rule; Saturdays and Sundays are like weekdays where nothing else is said."""
    return Rule(
        weekdays,
        weekdays if saturday == (0, 0) else saturday,
        weekdays if sunday == (0, 0) else sunday,
        on_holidays,
        source,
        as_of,
    )


# Where a state has no row of its own.
DEFAULT = _rule((10, 17), "Doorstep's own", sunday=(12, 17), as_of="2026-11-23")
STATES: dict[str, Rule] = {
    "AL": _rule((8, 20), "Ala. Code 8-19A; Ala. Admin. Code 770-X-5-.17", sunday=None,
                on_holidays=False),
    "CA": _rule((9, 21), "Cal. Pub. Util. Code 2872(c)"),
    "CT": _rule((9, 20), "Conn. Gen. Stat. 42-288a, as amended on 2023-10-01"),
    "FL": _rule((8, 20), "Fla. Stat. 501.059 and 501.616(6)"),
    "IL": _rule((9, 21), "815 ILCS 305 and 413/15"),
    "KY": _rule((10, 21), "KRS 367.46955(3)"),
    "LA": _rule((8, 20), "La. R.S. 45:844.31", sunday=None, on_holidays=False),
    "MA": _rule((8, 20), "Mass. Gen. Laws ch. 159C 3; 201 CMR 12.00"),
    "MD": _rule((8, 20), "Md. Code, Com. Law 14-3201"),
    "MI": _rule((9, 21), "MCL 750.540e"),
    "MN": _rule((9, 21), "Minn. Stat. 325E.30"),
    "MS": _rule((8, 20), "Miss. Code 77-3-723", sunday=None, on_holidays=False),
    "NJ": _rule((8, 20), "N.J.S.A. 56:8-130, read as of 2024"),
    "NM": _rule((9, 21), "N.M. Stat. 57-12-22"),
    "NV": _rule((9, 20), "Nev. Rev. Stat. 598.0918"),
    "OK": _rule((8, 20), "15 O.S. 775C.4"),
    "PA": _rule((9, 21), "73 P.S. 2241, Sundays closed from 2026-10-18", sunday=None,
                on_holidays=False, as_of="2026-10-18"),
    "RI": _rule((9, 18), "R.I. Gen. Laws 5-61-3.6", saturday=(10, 17), sunday=None,
                on_holidays=False),
    "TX": _rule((9, 21), "Tex. Bus. & Com. Code 301.051 and SB 140", sunday=(12, 21)),
    "WA": _rule((8, 20), "RCW 80.36.390"),
    "WY": _rule((8, 20), "Wyo. Stat. 40-12-302"),
}  # fmt: skip


def hours_table() -> list[tuple[str, Rule]]:
    """Return each state that has a rule of its own, by its two letters."""
    return sorted(STATES.items())


@dataclass(frozen=True)
class Place:
    """Where the person may be: a state, and a time zone in it."""

    state: str
    zone: str

    @property
    def rule(self) -> Rule:
        """The state's rule, or the default."""
        return STATES.get(self.state, DEFAULT)


@dataclass(frozen=True)
class Answer:
    """Whether a text may be sent at a moment; if not, where it is quiet and until when.

    `opens_at` is None where no place is known, or nothing opens within two weeks.
    """

    allowed: bool
    quiet_at: Place | None = None
    opens_at: datetime | None = None


def hours_of_day(place: Place, moment: datetime) -> tuple[datetime, datetime] | None:
    """Return from when until when that place's day at `moment` is not quiet, or None."""
    local = moment.astimezone(ZoneInfo(place.zone))
    hours = place.rule.hours(local.weekday(), local.date() in _holidays(place.state))
    if hours is None:
        return None
    opens, closes = (
        datetime.combine(local.date(), time(hour), tzinfo=local.tzinfo) for hour in hours
    )
    return opens, closes


def may_text(moment: datetime, places: Sequence[Place]) -> Answer:
    """Tell whether a text may be sent at an aware `moment`: at every place where it may be read.

    Without any place nothing is sent. A closing hour is quiet already.
    """
    if not places:
        return Answer(False)
    quiet = _quiet_at(moment, places)
    return Answer(True) if quiet is None else Answer(False, quiet, _opens_after(moment, places))


def _quiet_at(moment: datetime, places: Sequence[Place]) -> Place | None:
    for place in places:
        hours = hours_of_day(place, moment)
        if hours is None or not hours[0] <= moment < hours[1]:
            return place
    return None


def _opens_after(moment: datetime, places: Sequence[Place]) -> datetime | None:
    """Return the next moment at which no place is quiet: each quiet one is waited for in turn."""
    last = moment + FURTHEST
    while moment < last:
        place = _quiet_at(moment, places)
        if place is None:
            return moment
        moment = _next_opening(moment, place)
    return None


def _next_opening(moment: datetime, place: Place) -> datetime:
    hours = hours_of_day(place, moment)
    if hours and moment < hours[0]:
        return hours[0].astimezone(moment.tzinfo)
    local = moment.astimezone(ZoneInfo(place.zone))
    tomorrow = datetime.combine(local.date() + timedelta(days=1), time(), tzinfo=local.tzinfo)
    return tomorrow.astimezone(moment.tzinfo)


@cache
def _holidays(state: str) -> holidays.HolidayBase:
    try:
        return holidays.country_holidays("US", subdiv=state or None)
    except NotImplementedError:
        return holidays.country_holidays("US")
