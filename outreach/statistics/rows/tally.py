"""What was tallied of people who were erased: a row each, of nobody and of one person in none."""

from collections.abc import Iterator
from datetime import date
from itertools import count

from outreach.campaigns.models import Campaign
from outreach.statistics.facts import Fact
from outreach.statistics.models import Tally
from outreach.statistics.rows.table import NOBODY, Places, Table, days_since_1970, table_of


def read_tally(campaign: Campaign, places: Places) -> Table:
    """Return a row for each thing or person of the campaign's tally."""
    kept = Tally.objects.filter(campaign=campaign).first()
    return table_of(_rows(kept, places)) if kept else table_of([])


def _rows(kept: Tally, places: Places) -> Iterator[tuple[int, int, int, int, int]]:
    index = {team.team: number for number, team in enumerate(places.teams)}
    # Each is someone else, whom no other row is about: persons count once, things do not ask.
    someone = count(NOBODY - 1, -1)
    for team, day, what, number in kept.counts:
        at = index[team], days_since_1970(date.fromisoformat(day))
        for _ in range(number):
            yield next(someone), *at, Fact[what], 0
