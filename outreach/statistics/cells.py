"""How figures are broken down, and which of them add up to which. Plain values, no models.

A cell is one count at one place in one time: the campaign, an office or a team; all weeks or one.
Teams have no weeks of their own and outcomes are counted for offices over all weeks: nearly all
of those cells would be small, they say something about single agents, and each cell that is not
made cannot give another one away.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import NamedTuple

from outreach.statistics.day_parts import TOTALS, timed_codes
from outreach.statistics.equations import Group
from outreach.statistics.indicators import (
    COUNTS,
    DISPOSITIONS,
    MEDIANS,
    WORTH,
    of_disposition,
)
from outreach.statistics.relations import (
    AMONG,
    BOUNDING,
    NO_MORE,
    OFTEN_EQUAL,
    OUTCOME_TWINS,
    OUTCOMES_AMONG,
    OUTCOMES_OFTEN_EQUAL,
    OVER_ALL_WEEKS,
    SPOKEN,
    SUMS,
    TIMED_AMONG,
    TWINS,
)
from outreach.statistics.suppression import Nested
from outreach.statistics.timeline import ALL_WEEKS, Timeline
from outreach.visits.codelists import Disposition

CAMPAIGN = ""


class Cell(NamedTuple):
    """A count's code, the place (`office:CODE`, `team:CODE` or the campaign), and the ISO week."""

    measure: str
    place: str = CAMPAIGN
    week: str = ALL_WEEKS


def office_place(code: str) -> str:
    """Return the place of the office with that code."""
    return f"office:{code}"


def team_place(code: str) -> str:
    """Return the place of the team with that code."""
    return f"team:{code}"


def monday_of(week: str) -> date:
    """Return the first day of a week of that ISO name, such as 2026-W47."""
    year, number = week.split("-W")
    return date.fromisocalendar(int(year), int(number), 1)


@dataclass(frozen=True)
class Counts:
    """Counted cells, of which a missing one is zero. Not to be shown: see `showing`."""

    weeks: tuple[str, ...] = ()
    # The places of an office's teams by the office's place.
    offices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[Cell, int] = field(default_factory=dict)

    timeline: Timeline | None = None

    @property
    def line(self) -> Timeline:
        """The weeks and periods of which it consists."""
        return self.timeline or Timeline(self.weeks)

    def cells(self) -> Iterator[Cell]:
        """Yield every cell that is published or hidden, the counts in their order."""
        for indicator in COUNTS:
            yield from (Cell(indicator.code, *at) for at in self._places)
        for code in OVER_ALL_WEEKS:
            yield from (Cell(code, *at) for at in product(self._sites, self.line.coarse_times))

    @property
    def _sites(self) -> list[str]:
        return [CAMPAIGN, *self.offices]

    @property
    def _teams(self) -> list[str]:
        return [team for some in self.offices.values() for team in some]

    @property
    def _places(self) -> list[tuple[str, str]]:
        sites = product(self._sites, self.line.site_times)
        return [*sites, *product(self._teams, self.line.coarse_times)]

    def sums(self) -> Iterator[Group[Cell]]:
        """Yield which cell is the sum of which."""
        for indicator in COUNTS:
            yield from self._sums_of(indicator.code)
        for code in OVER_ALL_WEEKS:
            for time in self.line.coarse_times:
                yield self._over_offices(code, time)
            for site in self._sites:
                yield from _over_times(code, site, self.line.by_segment)
        for total, parts in SUMS.items():
            for at in self._places:
                yield Group(Cell(total, *at), tuple(Cell(part, *at) for part in parts))
        for at in product(self._sites, [ALL_WEEKS, *self.line.periods]):
            yield from _outcome_sums(*at)

    def _over_offices(self, count: str, time: str) -> Group[Cell]:
        parts = tuple(Cell(count, office, time) for office in self.offices)
        return Group(Cell(count, CAMPAIGN, time), parts)

    def _sums_of(self, count: str) -> Iterator[Group[Cell]]:
        for time in self.line.site_times:
            yield self._over_offices(count, time)
        for site in self._sites:
            yield from _over_times(count, site, self.line.by_week)
        for office, teams in self.offices.items():
            for time in [ALL_WEEKS, *self.line.periods]:
                yield Group(Cell(count, office, time), tuple(Cell(count, t, time) for t in teams))
            for team in teams:
                yield from _over_times(count, team, self.line.by_segment)

    def _pairs(
        self, everywhere: list[tuple[str, str]], over_all_weeks: list[tuple[str, str]]
    ) -> Iterator[tuple[Cell, Cell]]:
        for (one, other), at in product(everywhere, self._places):
            yield Cell(one, *at), Cell(other, *at)
        coarse = [*product(self._sites, [ALL_WEEKS, *self.line.periods])]
        for (one, other), at in product(over_all_weeks, coarse):
            yield Cell(one, *at), Cell(other, *at)

    def nested(self) -> Iterator[Nested[Cell]]:
        """Yield which cell counts some of those whom another counts."""
        for part, whole in self._pairs(AMONG, OUTCOMES_AMONG + TIMED_AMONG):
            yield Nested(part, whole, min(part, whole, key=_rank))

    def twins(self) -> Iterator[tuple[Cell, Cell]]:
        """Yield which cells give each other away."""
        yield from self._pairs(TWINS, OUTCOME_TWINS)
        for one, other in self._pairs(OFTEN_EQUAL, OUTCOMES_OFTEN_EQUAL):
            if self.values.get(one, 0) == self.values.get(other, 0):
                yield one, other

    def bounding(self) -> Iterator[tuple[Cell, Cell]]:
        """Yield which part must be hidden where its whole is."""
        yield from self._pairs(BOUNDING, [])

    def at_most(self) -> Iterator[tuple[Cell, Cell]]:
        """Yield counts of which the first is no more than the second, as far as it is so.

        These besides the nested ones: what lies between two is not a count of people.
        """
        equal = [pair for one, other in OUTCOME_TWINS for pair in ((one, other), (other, one))]
        yield from self._pairs(NO_MORE + OFTEN_EQUAL, equal + OUTCOMES_OFTEN_EQUAL)


def _over_times(
    count: str, place: str, sums: Mapping[str, tuple[str, ...]]
) -> Iterator[Group[Cell]]:
    for total, parts in sums.items():
        yield Group(Cell(count, place, total), tuple(Cell(count, place, part) for part in parts))


def _outcome_sums(site: str, time: str) -> Iterator[Group[Cell]]:
    outcomes = [indicator.code for indicator in DISPOSITIONS]
    tried = [code for code in outcomes if code != of_disposition(Disposition.NOT_ATTEMPTED)]
    for total, parts in (("logged", outcomes), ("attempts", tried), ("visits_reached", SPOKEN)):
        yield Group(Cell(total, site, time), tuple(Cell(part, site, time) for part in parts))
    for kind, total in TOTALS.items():
        parts = list(timed_codes(kind))
        yield Group(Cell(total, site, time), tuple(Cell(part, site, time) for part in parts))


def _rank(cell: Cell) -> int:
    return WORTH.index(cell.measure) if cell.measure in WORTH else len(WORTH)


@dataclass(frozen=True)
class Published:
    """The figures that may be shown: a hidden cell has no value here at all."""

    weeks: tuple[str, ...] = ()
    offices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[Cell, int | None] = field(default_factory=dict)

    def value(self, count: str, place: str = CAMPAIGN, week: str = ALL_WEEKS) -> int | None:
        """Return the cell's count, or None where it is hidden; KeyError where it is not made."""
        return self.values[Cell(count, place, week)]

    @property
    def places(self) -> set[str]:
        """The campaign, its offices and their teams."""
        return {CAMPAIGN, *self.offices, *(team for some in self.offices.values() for team in some)}

    def as_json(self) -> dict[str, object]:
        """Return it as what JSON can hold: cells by count, place and week."""
        cells: dict[str, dict[str, dict[str, int | None]]] = {}
        for (count, place, week), value in self.values.items():
            cells.setdefault(count, {}).setdefault(place, {})[week] = value
        offices = {place: list(teams) for place, teams in self.offices.items()}
        return {"weeks": list(self.weeks), "offices": offices, "cells": cells}

    @classmethod
    def from_json(cls, kept: Mapping[str, object]) -> "Published":
        """Return what `as_json` gave."""
        weeks, offices, cells = kept["weeks"], kept["offices"], kept["cells"]
        # What we stored ourselves: for the type checker.
        assert isinstance(weeks, list) and isinstance(offices, dict) and isinstance(cells, dict)  # noqa: S101, PT018  # nosec B101
        values = {
            Cell(count, place, week): value
            for count, places in cells.items()
            for place, times in places.items()
            for week, value in times.items()
        }
        return cls(tuple(weeks), {p: tuple(teams) for p, teams in offices.items()}, values)

    def only(self, times: Collection[str]) -> "Published":
        """Return what it says of those times."""
        values = {cell: value for cell, value in self.values.items() if cell.week in times}
        weeks = tuple(week for week in self.weeks if week in times)
        return Published(weeks, self.offices, values)

    def completed(self) -> "Published":
        """Return it with every cell of today's definitions: one that was never made is hidden."""
        return self.completed_with(None)

    def completed_with(self, value: int | None) -> "Published":
        """Return it with every cell of today's definitions, the missing ones with that value."""
        cells = [*Counts(self.weeks, self.offices).cells()]
        medians = [Cell(m.of, *cell[1:]) for m in MEDIANS for cell in cells if cell.measure == m.by]
        values = {cell: self.values.get(cell, value) for cell in (*cells, *medians)}
        return Published(self.weeks, self.offices, values)
