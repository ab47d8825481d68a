"""Counting a campaign's rows: by campaign, office, team, week and period, and by outcome.

Over columns and not in the database: one reading of the rows serves every count and every level,
while the database groups anew for each level and sorts anew for each count of distinct persons.
`tests/benchmarks/dashboard.py` compares both.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from outreach.campaigns.models import Campaign
from outreach.statistics.cells import CAMPAIGN, Cell, Counts
from outreach.statistics.day_parts import REACHED, STARTS, TRIED, UNKNOWN, WEEKDAYS, timed
from outreach.statistics.facts import REACHED as SPOKE
from outreach.statistics.facts import Fact
from outreach.statistics.indicators import COUNTS, MEDIANS, Indicator, Per, of_disposition
from outreach.statistics.rows.reading import Rows, read_rows
from outreach.statistics.rows.table import NOBODY, Numbers, Table, day_of, days_since_1970
from outreach.statistics.timeline import ALL_WEEKS, Span, Timeline, period_span, week_span
from outreach.visits.codelists import Disposition

BY_ROW = [one for one in COUNTS if one.rule and one.rule.per in (Per.ROW, Per.AMOUNT)]
BY_PERSON = [one for one in COUNTS if one.rule and one.rule.per in (Per.PERSON, Per.ROLE)]
HOUR = 3_600

type Level = dict[str, Span]
type Found = Iterator[tuple[Cell, int]]


def count_campaign(
    campaign: Campaign,
    since: date | None = None,
    until: date | None = None,
    *,
    periods: tuple[str, ...] = (),
    as_of: datetime | None = None,
) -> Counts:
    """Count the campaign from `since` to `until`, both included; everything where they are None.

    `periods` are counted beside the weeks. The counts are not to be shown as they are: see
    `cells.publish`.
    """
    rows = read_rows(campaign, as_of)
    if since or until:
        least = days_since_1970(since or date.min)
        most = days_since_1970(until or date.max)
        inside = (rows.table.day >= least) & (rows.table.day <= most)
        rows = Rows(rows.places, rows.table.where(inside))
    return count_rows(rows, periods)


def count_rows(rows: Rows, periods: tuple[str, ...] = ()) -> Counts:
    """Count rows that were read."""
    if not len(rows.table):
        return Counts((), rows.places.offices)
    day = rows.table.day
    line = Timeline.between(day_of(int(day.min())), day_of(int(day.max())), periods)
    counter = _Counter(rows, line)
    values = dict(counter.found())
    return Counts(line.weeks, rows.places.offices, values, line)


@dataclass(frozen=True)
class _Grouping:
    """In which of its places each team is, and their names by their number."""

    of_team: Numbers
    names: list[str]


class _Counter:
    """The rows beside the places and times that they are in."""

    def __init__(self, rows: Rows, line: Timeline) -> None:
        self._table, self._line = rows.table, line
        teams = rows.places.teams
        offices = sorted({team.office for team in teams})
        of_team = np.array([offices.index(team.office) for team in teams], dtype=np.int64)
        self._team = _Grouping(np.arange(len(teams)), [team.team for team in teams])
        self._office = _Grouping(of_team, offices)
        self._campaign = _Grouping(np.zeros(len(teams), dtype=np.int64), [CAMPAIGN])
        self._sites = [self._campaign, self._office]
        self._first, self._last = int(rows.table.day.min()), int(rows.table.day.max())

    def found(self) -> Found:
        yield from self._rows()
        yield from self._persons()
        yield from self._medians()
        yield from self._outcomes()

    @property
    def _weekly(self) -> list[Level]:
        """Times that do not overlap, in one list each, for the campaign and its offices."""
        line = self._line
        weeks = {week: week_span(week) for week in line.weeks}
        return [*self._periods, weeks, *([line.slots] if line.slots else [])]

    @property
    def _periods(self) -> list[Level]:
        periods = [{name: period_span(name)} for name in self._line.periods]
        return [{ALL_WEEKS: self._line.whole}, *periods]

    @property
    def _coarse(self) -> list[Level]:
        segments = self._line.segments
        return [*self._periods, *([segments] if segments else [])]

    def _levels(self) -> Iterator[tuple[_Grouping, Level]]:
        yield from product(self._sites, self._weekly)
        yield from product([self._team], self._coarse)

    # Rows add up: they are counted once by team and piece of a week, and summed from there.

    def _rows(self) -> Found:
        atoms = {span.name: span for several in self._line.pieces.values() for span in several}
        spans = list(atoms.values())
        cells = self._table.team * len(spans) + self._time(self._table.day, atoms)
        cell_of, facts_of, row = _kinds(cells, self._table.facts)
        sizes = np.bincount(row)
        sums = np.bincount(row, weights=self._table.amount)
        shape = (len(self._team.names), len(spans))
        levels = [(place, level, _within(spans, level)) for place, level in self._levels()]
        for one in BY_ROW:
            assert one.rule  # noqa: S101  # nosec B101
            mask = facts_of & one.rule.any_of > 0
            weights = (sums if one.rule.per is Per.AMOUNT else sizes)[mask]
            by_team = np.bincount(cell_of[mask], weights=weights, minlength=shape[0] * shape[1])
            grids = self._summed(by_team.reshape(shape))
            for place, level, inside in levels:
                yield from _grid(one.code, grids[id(place)] @ inside, place, level)

    def _summed(self, by_team: npt.NDArray[np.float64]) -> dict[int, npt.NDArray[np.float64]]:
        """Return sums of the teams' pieces of weeks for each grouping."""
        by_office = np.zeros((len(self._office.names), by_team.shape[1]))
        np.add.at(by_office, self._office.of_team, by_team)
        whole = by_office.sum(axis=0, keepdims=True)
        return {id(self._team): by_team, id(self._office): by_office, id(self._campaign): whole}

    # Persons do not: each level finds out anew what each person's rows say together.

    def _persons(self) -> Found:
        wanted = Fact(0)
        for one in BY_PERSON:
            wanted |= one.rule.any_of if one.rule else Fact(0)
        table = self._table
        rows = np.flatnonzero((table.facts & wanted > 0) & (table.contact != NOBODY))
        # In this order nearly every level's keys ascend already.
        day = table.day[rows] - self._first
        rows = rows[np.argsort(table.contact[rows] * (int(day.max(initial=0)) + 1) + day)]
        columns = (table.team, table.day, table.contact, table.facts)
        team, day, contact, facts = (column[rows] for column in columns)
        for place, level in self._levels():
            cell, at = self._cells(team, day, place, level)
            size = len(place.names) * len(level)
            each = _together(cell, contact[at], facts[at], size)
            cells, said, person = _kinds(*each)
            persons = np.bincount(person)
            for one in BY_PERSON:
                sizes = _sizes(one, cells, said, persons, size)
                yield from _grid(one.code, sizes, place, level)

    def _cells(
        self, team: Numbers, day: Numbers, place: _Grouping, level: Level
    ) -> tuple[Numbers, Any]:
        """Return the cells of those rows that the level counts, and which rows these are."""
        at = self._time(day, level)
        cell = place.of_team[team] * len(level) + at
        if (at >= 0).all():
            return cell, slice(None)
        rows = np.flatnonzero(at >= 0)
        return cell[rows], rows

    def _time(self, day: Numbers, level: Level) -> Numbers:
        """Return in which of the spans, which follow on each other, each day is; -1 for none."""
        begins = np.array([days_since_1970(span.first) for span in level.values()])
        ends = np.array([days_since_1970(span.last) for span in level.values()])
        each = np.arange(self._first, self._last + 1)
        at = np.searchsorted(begins, each, side="right") - 1
        of_day = np.where((at >= 0) & (each <= ends[np.maximum(at, 0)]), at, -1)
        found: Numbers = of_day[day - self._first]
        return found

    def _medians(self) -> Found:
        for one in MEDIANS:
            assert one.rule  # noqa: S101  # nosec B101
            table = self._table.where(self._table.facts & one.rule.any_of > 0)
            for place, level in self._levels():
                cell, at = self._cells(table.team, table.day, place, level)
                seconds = pd.Series(table.amount[at]).groupby(cell).median()
                for number, median in seconds.items():
                    # The number of a cell; pandas' types allow for any label.
                    name, time = divmod(int(number), len(level))  # type: ignore[call-overload]
                    where = place.names[name], list(level)[time]
                    yield Cell(one.of, *where), int(median / HOUR + 0.5)

    # Outcomes and times of day, for the campaign and its offices.

    def _outcomes(self) -> Found:
        logged = self._table.where(self._table.disposition >= 0)
        tried = logged.where(logged.facts & Fact.ATTEMPT > 0)
        reached = tried.where(tried.facts & SPOKE > 0)
        outcomes = [of_disposition(code) for code in Disposition.values]
        parts = [*STARTS, UNKNOWN]
        for place, level in product(self._sites, self._coarse):
            yield from self._split(outcomes, logged.disposition, logged, place, level)
            for kind, table in ((TRIED, tried), (REACHED, reached)):
                codes = [timed(kind, *when) for when in product(WEEKDAYS, parts)]
                part = np.where(table.part < 0, len(STARTS), table.part)
                moment = (table.day + 3) % 7 * len(parts) + part
                yield from self._split(codes, moment, table, place, level)

    def _split(
        self, codes: list[str], which: Numbers, table: Table, place: _Grouping, level: Level
    ) -> Found:
        cell, at = self._cells(table.team, table.day, place, level)
        size = len(place.names) * len(level)
        grid = np.bincount(which[at] * size + cell, minlength=len(codes) * size)
        for number, code in enumerate(codes):
            yield from _grid(code, grid[number * size : (number + 1) * size], place, level)


def _compressed(numbers: Numbers) -> tuple[Numbers, Numbers]:
    """Return the numbers that occur, and which of them each is. By hashing: no sorting."""
    code, found = pd.factorize(numbers)
    return np.asarray(found), code


def _kinds(cell: Numbers, facts: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return the pairs of a cell and facts that occur, and which of them each row is."""
    several, code = _compressed(facts)
    pairs, row = _compressed(cell * len(several) + code)
    return pairs // len(several), several[pairs % len(several)], row


def _together(
    cell: Numbers, contact: Numbers, facts: Numbers, cells: int
) -> tuple[Numbers, Numbers]:
    """Return a row for each contact in each cell: the cell, and what its rows say together."""
    if not len(cell):
        return cell, facts
    key = contact * cells + cell
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    return key[first] % cells, np.bitwise_or.reduceat(facts[order], first)


def _sizes(
    one: Indicator, cells: Numbers, facts: Numbers, persons: Numbers, size: int
) -> npt.NDArray[np.float64]:
    rule = one.rule
    assert rule  # noqa: S101  # nosec B101
    wanted = list(rule.any_of) if rule.per is Per.ROLE else [rule.any_of]
    total = np.zeros(size)
    for any_of in wanted:
        mask = facts & any_of > 0
        if rule.but_not:
            mask &= (facts & rule.but_not == 0) | (facts & rule.unless > 0)
        total += np.bincount(cells[mask], weights=persons[mask], minlength=size)
    return total


def _within(spans: list[Span], level: Level) -> npt.NDArray[np.float64]:
    """Return 1 where a span, a row each, is within one of the level's, a column each; else 0."""
    inside = [[one.within(span) for span in level.values()] for one in spans]
    return np.array(inside, dtype=np.float64)


def _grid(code: str, sizes: Any, place: _Grouping, level: Level) -> Found:
    grid, times = sizes.reshape(len(place.names), len(level)), list(level)
    for name, time in np.argwhere(grid).tolist():
        yield Cell(code, place.names[name], times[time]), int(grid[name, time])
