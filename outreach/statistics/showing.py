"""What may be shown of counts, by those who know what was shown before. Plain values, no models."""

from collections.abc import Mapping

from outreach.statistics.cells import Cell, Counts, Published
from outreach.statistics.indicators import MEDIANS, OPEN
from outreach.statistics.known import NOTHING_KNOWN, Known
from outreach.statistics.suppression import hidden_cells
from outreach.statistics.timeline import ALL_WEEKS


def publish(counts: Counts, known: Known = NOTHING_KNOWN) -> Published:
    """Return the counts with the small ones, and those that would give them away, left out."""
    values = {cell: counts.values.get(cell, 0) for cell in counts.cells()}
    closed = {cell: value for cell, value in values.items() if cell.measure not in OPEN}
    groups = [group for group in counts.sums() if group.total.measure not in OPEN]
    changes = known.changes(closed)
    hidden = hidden_cells(
        {**closed, **changes.values},
        [*groups, *changes.groups],
        counts.nested(),
        counts.twins(),
        counts.bounding(),
        counts.at_most(),
        [*known.unchanged(closed), *changes.public],
        known.hidden,
    )
    # Pieces of weeks are there to be reckoned with, and never to be shown.
    times = {ALL_WEEKS, *counts.weeks, *counts.line.periods}
    shown = {
        cell: None if cell in hidden else value
        for cell, value in values.items()
        if cell.week in times
    }
    return Published(counts.weeks, counts.offices, shown | _medians(counts, shown))


def _medians(counts: Counts, shown: Mapping[Cell, int | None]) -> dict[Cell, int | None]:
    """Return each median, hidden where those whom it is taken from are too few or hidden."""
    return {
        Cell(median.of, place, time): None
        if count is None
        else counts.values.get(Cell(median.of, place, time), 0)
        for median in MEDIANS
        for (code, place, time), count in shown.items()
        if code == median.by
    }
