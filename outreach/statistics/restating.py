"""What may change in figures that are public already. Plain values, no models.

Two publications of one period tell their difference, and a difference is a count of people, too.
So a count is restated, at all places and times at once, only where no difference that anyone could
form of both is from 1 to 10; otherwise it stays as it was first published.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from outreach.statistics.cells import Cell, Counts, Published
from outreach.statistics.equations import Group
from outreach.statistics.indicators import MEDIANS, OPEN
from outreach.statistics.suppression import is_small


@dataclass(frozen=True)
class Restatement:
    """What is published now, and each count that changed: its cell, before and after."""

    published: Published
    differences: list[tuple[Cell, int, int]]
    # Counts that changed by so few that nobody may be told by how many.
    kept: frozenset[str]


def restate(before: Published, after: Published, counts: Counts) -> Restatement:
    """Return what may be published of `after` by those who know `before`."""
    change = {
        cell: value - old
        for cell, value in after.values.items()
        if value is not None and (old := before.values.get(cell)) is not None
    }
    kept = {cell.measure for cell, by in change.items() if is_small(abs(by))} - OPEN
    groups = [g for g in counts.sums() if g.total in change]
    pairs = [(n.part, n.whole) for n in counts.nested() if n.part in change and n.whole in change]
    while more := _told(change, kept, groups, pairs) - kept:
        kept |= more
    kept |= {median.of for median in MEDIANS if median.by in kept}
    values = {
        cell: before.values.get(cell) if cell.measure in kept else value
        for cell, value in after.values.items()
    }
    told = [
        (cell, old, new)
        for cell, new in values.items()
        if new is not None and (old := before.values.get(cell)) not in (None, new)
    ]
    published = Published(after.weeks, after.offices, values)
    return Restatement(published, told, frozenset(kept))


def _told(
    change: Mapping[Cell, int],
    kept: set[str],
    groups: Iterable[Group[Cell]],
    pairs: Iterable[tuple[Cell, Cell]],
) -> set[str]:
    """Return the counts of which a sum or a difference would tell a change of 1 to 10."""

    def by(cell: Cell) -> int:
        return 0 if cell.measure in kept else change.get(cell, 0)

    found = set()
    for group in groups:
        if is_small(abs(by(group.total) - sum(by(part) for part in group.parts))):
            found |= {cell.measure for cell in group.cells if by(cell)}
    for part, whole in pairs:
        if is_small(abs(by(whole) - by(part))):
            found |= {cell.measure for cell in (part, whole) if by(cell)}
    return found
