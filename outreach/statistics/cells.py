"""How figures are broken down, and which of them add up to which. Plain values, no models.

A cell is one count at one place in one time: the campaign, an office or a team; all weeks or one.
Teams have no weeks of their own and outcomes are counted for offices over all weeks: nearly all
of those cells would be small, they say something about single agents, and each cell that is not
made cannot give another one away.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import NamedTuple

from outreach.statistics.day_parts import REACHED, TOTALS, TRIED, timed_codes
from outreach.statistics.indicators import (
    COUNTS,
    DISPOSITIONS,
    FUNNEL,
    WORTH,
    of_disposition,
)
from outreach.statistics.suppression import Group, Nested, hidden_cells
from outreach.visits.codelists import Disposition

CAMPAIGN = ""
ALL_WEEKS = ""

# Pairs of counts, the first among the second; beside the funnel's.
AMONG = [*combinations(FUNNEL[::-1], 2), ("refused", "attempted"), ("attempts", "logged")]
AMONG += [("visits_reached", "attempts")]
OUTCOMES_AMONG = [
    (of_disposition(Disposition.REFUSED_BY_PERSON), "refused"),
    (of_disposition(Disposition.REFUSED_BY_OTHER), "refused"),
]
TIMED_AMONG = list(zip(timed_codes(REACHED), timed_codes(TRIED), strict=True))
SPOKEN = [
    of_disposition(code) for code in (Disposition.CONTACT_PERSON, Disposition.CONTACT_HOUSEHOLD)
]
# Counted for the campaign and its offices over all weeks only.
OVER_ALL_WEEKS = [
    *(indicator.code for indicator in DISPOSITIONS),
    *timed_codes(TRIED),
    *timed_codes(REACHED),
]
# A kit holds a known number of doses.
TWINS = [("naloxone_kits", "naloxone_doses")]
# Visits and persons: where each person was visited once, one is the other.
OFTEN_EQUAL = [("attempted", "attempts"), ("reached_any", "visits_reached")]
OUTCOMES_OFTEN_EQUAL = [("reached_direct", of_disposition(Disposition.CONTACT_PERSON))]


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


@dataclass(frozen=True)
class Counts:
    """Counted cells, of which a missing one is zero. Not to be shown: see `publish`."""

    weeks: tuple[str, ...] = ()
    # The places of an office's teams by the office's place.
    offices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[Cell, int] = field(default_factory=dict)

    def cells(self) -> Iterator[Cell]:
        """Yield every cell that is published or hidden, the counts in their order."""
        sites = [CAMPAIGN, *self.offices]
        for indicator in COUNTS:
            yield from (Cell(indicator.code, *at) for at in product(sites, self._times))
            for teams in self.offices.values():
                yield from (Cell(indicator.code, team) for team in teams)
        for code in OVER_ALL_WEEKS:
            yield from (Cell(code, site) for site in sites)

    def sums(self) -> Iterator[Group[Cell]]:
        """Yield which cell is the sum of which."""
        for indicator in COUNTS:
            yield from self._sums_of(indicator.code)
        for code in OVER_ALL_WEEKS:
            yield self._over_offices(code, ALL_WEEKS)
        outcomes = [indicator.code for indicator in DISPOSITIONS]
        tried = [code for code in outcomes if code != of_disposition(Disposition.NOT_ATTEMPTED)]
        for site in [CAMPAIGN, *self.offices]:
            yield Group(Cell("logged", site), tuple(Cell(code, site) for code in outcomes))
            yield Group(Cell("attempts", site), tuple(Cell(code, site) for code in tried))
            yield Group(Cell("visits_reached", site), tuple(Cell(code, site) for code in SPOKEN))
            for kind, total in TOTALS.items():
                yield Group(Cell(total, site), tuple(Cell(c, site) for c in timed_codes(kind)))

    @property
    def _times(self) -> list[str]:
        return [ALL_WEEKS, *self.weeks]

    def _over_offices(self, count: str, week: str) -> Group[Cell]:
        parts = tuple(Cell(count, office, week) for office in self.offices)
        return Group(Cell(count, CAMPAIGN, week), parts)

    def _sums_of(self, count: str) -> Iterator[Group[Cell]]:
        for week in self._times:
            yield self._over_offices(count, week)
        for site in [CAMPAIGN, *self.offices]:
            yield Group(Cell(count, site), tuple(Cell(count, site, week) for week in self.weeks))
        for office, teams in self.offices.items():
            yield Group(Cell(count, office), tuple(Cell(count, team) for team in teams))

    def _pairs(
        self, everywhere: list[tuple[str, str]], over_all_weeks: list[tuple[str, str]]
    ) -> Iterator[tuple[Cell, Cell]]:
        teams = [team for some in self.offices.values() for team in some]
        sites = [CAMPAIGN, *self.offices]
        places = [*product(sites, self._times), *product(teams, [ALL_WEEKS])]
        for (one, other), at in product(everywhere, places):
            yield Cell(one, *at), Cell(other, *at)
        for (one, other), site in product(over_all_weeks, sites):
            yield Cell(one, site), Cell(other, site)

    def nested(self) -> Iterator[Nested[Cell]]:
        """Yield which cell counts some of those whom another counts."""
        for part, whole in self._pairs(AMONG, OUTCOMES_AMONG + TIMED_AMONG):
            yield Nested(part, whole, min(part, whole, key=_rank))

    def twins(self) -> Iterator[tuple[Cell, Cell]]:
        """Yield which cells give each other away."""
        yield from self._pairs(TWINS, [])
        for one, other in self._pairs(OFTEN_EQUAL, OUTCOMES_OFTEN_EQUAL):
            if self.values.get(one, 0) == self.values.get(other, 0):
                yield one, other


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
        assert isinstance(weeks, list) and isinstance(offices, dict) and isinstance(cells, dict)  # noqa: S101, PT018
        values = {
            Cell(count, place, week): value
            for count, places in cells.items()
            for place, times in places.items()
            for week, value in times.items()
        }
        return cls(tuple(weeks), {p: tuple(teams) for p, teams in offices.items()}, values)


def publish(counts: Counts) -> Published:
    """Return the counts with the small ones, and those that would give them away, left out."""
    values = {cell: counts.values.get(cell, 0) for cell in counts.cells()}
    hidden = hidden_cells(values, counts.sums(), counts.nested(), counts.twins())
    shown = {cell: None if cell in hidden else value for cell, value in values.items()}
    return Published(counts.weeks, counts.offices, shown)
