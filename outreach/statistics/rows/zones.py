"""Moments in the time zones of offices, by the thousand. The knock's clock is a phone's claim."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from outreach.statistics.day_parts import STARTS
from outreach.statistics.rows.table import NONE, Numbers, Places

DAY, HOUR, QUARTER = 86_400, 3_600, 900


@dataclass(frozen=True)
class Clock:
    """Whether each moment is on its day in the office, and in which part of it; -1 elsewhere."""

    is_on_day: npt.NDArray[np.bool_]
    part: Numbers


def local(places: Places, team: Numbers, day: Numbers, moment: Numbers) -> Clock:
    """Compare moments, in seconds since 1970, with days in the teams' offices."""
    names = sorted({team.zone for team in places.teams})
    of_team = np.array([names.index(team.zone) for team in places.teams], dtype=np.int64)
    zone = of_team[team] if len(team) else team
    near = np.flatnonzero(np.abs(moment // DAY - day) <= 1)
    at = np.full(len(moment), -DAY, dtype=np.int64)
    for number, name in enumerate(names):
        rows = near[zone[near] == number]
        at[rows] = moment[rows] + offsets(ZoneInfo(name), moment[rows])
    is_on_day = (at // DAY == day) & (at >= 0)
    bounds = np.array([hour * HOUR for hour in STARTS.values()])
    part = np.searchsorted(bounds, at % DAY, side="right") - 1
    return Clock(is_on_day, np.where(is_on_day, part, NONE))


def offsets(zone: ZoneInfo, moments: Numbers) -> Numbers:
    """Return how many seconds the zone is ahead of UTC at each moment.

    The zone is asked at each day's end and, where it changed in between, at each quarter of an
    hour: that is when zones change.
    """
    if not len(moments):
        return moments
    first, last = int(moments.min()) // DAY, int(moments.max()) // DAY
    ends = np.array([_offset(zone, day * DAY) for day in range(first, last + 2)])
    switch = np.full(last - first + 1, np.iinfo(np.int64).max)
    for number in np.flatnonzero(ends[:-1] != ends[1:]):
        start = (first + int(number)) * DAY
        quarters = range(start, start + DAY + QUARTER, QUARTER)
        switch[number] = next(q for q in quarters if _offset(zone, q) != ends[number])
    at = moments // DAY - first
    found: Numbers = np.where(moments < switch[at], ends[at], ends[at + 1])
    return found


def _offset(zone: ZoneInfo, moment: int) -> int:
    ahead = datetime.fromtimestamp(moment, UTC).astimezone(zone).utcoffset()
    return int(ahead.total_seconds()) if ahead else 0
