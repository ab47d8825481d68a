"""Columns of numbers: a row a visit, a thing handed over, a referral, a text, a team's day."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from outreach.campaigns.models import Campaign, Team
from outreach.statistics.cells import office_place, team_place

type Numbers = npt.NDArray[np.int64]

EPOCH = date(1970, 1, 1)
NOBODY = -1
NONE = -1


class TeamPlaces(NamedTuple):
    """A team's key and that of its office, the places of both, and the office's time zone."""

    key: int
    office_key: int
    office: str
    team: str
    zone: str


@dataclass(frozen=True)
class Places:
    """A campaign's teams, by office and name; a team is its place in this list from here on."""

    teams: list[TeamPlaces]
    # The places of an office's teams by the office's place; an office may have none.
    offices: dict[str, tuple[str, ...]]

    def index(self, keys: Numbers) -> Numbers:
        """Return each team's place in the list by its primary key."""
        known = np.array([team.key for team in self.teams], dtype=np.int64)
        order = np.argsort(known)
        return order[np.searchsorted(known, keys, sorter=order)]


def places_of(campaign: Campaign) -> Places:
    """Return the campaign's teams, and its offices even where they have no team."""
    found = Team.objects.filter(campaign=campaign).order_by("office__name", "name", "pk")
    teams = [
        TeamPlaces(key, office_key, office_place(office), team_place(code), zone)
        for key, office_key, office, code, zone in found.values_list(
            "pk", "office_id", "office__code", "code", "office__time_zone"
        )
    ]
    codes = campaign.offices.values_list("code", flat=True)
    offices: dict[str, list[str]] = {office_place(code): [] for code in codes}
    for team in teams:
        offices.setdefault(team.office, []).append(team.team)
    return Places(teams, {office: tuple(names) for office, names in offices.items()})


@dataclass(frozen=True)
class Table:
    """Columns of equal length; days are counted from 1970, amounts are what the facts say."""

    contact: Numbers
    team: Numbers
    day: Numbers
    facts: Numbers
    amount: Numbers
    # A report's disposition as its place in the list of all, and the part of the day; -1 for none.
    disposition: Numbers
    part: Numbers

    def __len__(self) -> int:
        return len(self.contact)

    def where(self, rows: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> "Table":
        """Return the rows that a mask holds for, or those of these numbers."""
        return Table(*(getattr(self, each.name)[rows] for each in fields(self)))


def joined(tables: Iterable[Table]) -> Table:
    """Return the rows of all tables."""
    several = list(tables)
    return Table(
        *(np.concatenate([getattr(one, each.name) for one in several]) for each in fields(Table))
    )


def table_of(rows: Iterable[tuple[int, int, int, int, int]]) -> Table:
    """Return `(contact, team, day, facts, amount)` rows as a table."""
    return table_of_columns(*np.array(list(rows), dtype=np.int64).reshape(-1, 5).T)


def table_of_columns(
    contact: Numbers, team: Numbers, day: Numbers, facts: Numbers, amount: Numbers
) -> Table:
    """Return columns of something other than reports as a table."""
    none = np.full(len(contact), NONE, dtype=np.int64)
    return Table(contact, team, day, facts, amount, none, none)


def days_since_1970(day: date) -> int:
    """Return the number of a day."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """Return the day of that number."""
    return EPOCH + timedelta(days=int(number))


@dataclass(frozen=True)
class Homes:
    """The team to which a person belongs: the one that was first to have a visit to them.

    Of several on one day, the first by office and name.
    """

    places: Places
    _first: int
    _team: Numbers

    @classmethod
    def of(cls, places: Places, contact: Numbers, team: Numbers, day: Numbers) -> "Homes":
        """Find the team of each contact in these rows."""
        if not len(contact):
            return cls(places, 0, np.zeros(0, dtype=np.int64))
        first, size = int(contact.min()), int(contact.max() - contact.min()) + 1
        at, latest = contact - first, int(day.max()) + 1
        begun = np.full(size, latest, dtype=np.int64)
        np.minimum.at(begun, at, day)
        early = day == begun[at]
        homes = np.full(size, len(places.teams), dtype=np.int64)
        np.minimum.at(homes, at[early], team[early])
        homes[homes == len(places.teams)] = NONE
        return cls(places, first, homes)

    def team(self, contact: Any) -> int:
        """Return the team's place in the list; -1 where nobody was to go to the person."""
        at = int(contact) - self._first
        return int(self._team[at]) if 0 <= at < len(self._team) else NONE
