"""Staff time: a row a team's day, in minutes of all its people.

Nobody signs in and out, so it is an estimate: the team's shift, or from its first to its last
knock, times the people who are in the team today.
"""

from collections.abc import Iterator
from datetime import time

import numpy as np
import pandas as pd
from django.db.models import Count

from outreach.campaigns.models import Campaign, Team
from outreach.statistics.facts import Fact
from outreach.statistics.rows.table import NOBODY, Numbers, Places, Table, table_of

# In minutes.
A_DAY = 24 * 60


def read_work(campaign: Campaign, places: Places, visits: Table, knocked: Numbers) -> Table:
    """Return the minutes of each team on each day on which it tried a door."""
    tried = np.flatnonzero(visits.facts & Fact.ATTEMPT > 0)
    return table_of(_rows(_plans(campaign), places, visits.where(tried), knocked[tried]))


def _plans(campaign: Campaign) -> dict[int, tuple[int | None, int]]:
    """Return the minutes of each team's shift, None where it has none, and its people."""
    plans = {}
    teams = Team.objects.filter(campaign=campaign).annotate(people=Count("memberships"))
    for key, start, end, people in teams.values_list("pk", "shift_from", "shift_to", "people"):
        # A shift that ends at an earlier time passes midnight.
        minutes = (_minutes(end) - _minutes(start)) % A_DAY if start and end else None
        plans[key] = minutes, max(people, 1)
    return plans


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _rows(
    plans: dict[int, tuple[int | None, int]], places: Places, tried: Table, knocked: Numbers
) -> Iterator[tuple[int, int, int, int, int]]:
    if not len(tried):
        return
    least = int(tried.day.min())
    span = int(tried.day.max()) - least + 1
    at, days = pd.factorize(tried.team * span + tried.day - least)
    begin = np.full(len(days), np.iinfo(np.int64).max)
    end = np.full(len(days), np.iinfo(np.int64).min)
    on_day = tried.part >= 0
    np.minimum.at(begin, at[on_day], knocked[on_day])
    np.maximum.at(end, at[on_day], knocked[on_day])
    for number, each in enumerate(days.tolist()):
        team, day = divmod(each, span)
        shift, people = plans[places.teams[team].key]
        spent = max(int(end[number]) - int(begin[number]), 0) // 60 if shift is None else shift
        yield NOBODY, team, day + least, Fact.SHIFT, spent * people
