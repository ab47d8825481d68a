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


def restate(
    before: Published, after: Published, counts: Counts, earlier: Iterable[Published] = ()
) -> Restatement:
    """Return what may be published of `after` by those who know `before`, and all `earlier`."""
    groups = list(counts.sums())
    pairs = [(nested.part, nested.whole) for nested in counts.nested()]
    kept: set[str] = set()
    values = after.values
    while more := _told_beside([before, *earlier], values, groups, pairs) - kept:
        kept |= more
        values = _with_kept(before, after, kept)
    kept |= {median.of for median in MEDIANS if median.by in kept}
    values = _with_kept(before, after, kept)
    told = [
        (cell, old, new)
        for cell, new in values.items()
        if new is not None and (old := before.values.get(cell)) not in (None, new)
    ]
    published = Published(after.weeks, after.offices, values)
    return Restatement(published, told, frozenset(kept))


type Values = Mapping[Cell, int | None]


def _with_kept(before: Published, after: Published, kept: set[str]) -> Values:
    """Return the new figures, those of the kept counts as they were."""
    return {
        cell: before.values.get(cell) if cell.measure in kept else value
        for cell, value in after.values.items()
    }


def _told_beside(
    public: Iterable[Published],
    values: Values,
    groups: Iterable[Group[Cell]],
    pairs: Iterable[tuple[Cell, Cell]],
) -> set[str]:
    """Return the counts of which something public, beside the values, tells a change of 1 to 10."""
    found: set[str] = set()
    for one in public:
        change = {
            cell: value - old
            for cell, value in values.items()
            if value is not None and (old := one.values.get(cell)) is not None
        }
        found |= {cell.measure for cell, by in change.items() if is_small(abs(by))} - OPEN
        found |= _told(change, groups, pairs)
    return found


def _told(
    change: Mapping[Cell, int],
    groups: Iterable[Group[Cell]],
    pairs: Iterable[tuple[Cell, Cell]],
) -> set[str]:
    """Return the counts of which a sum or a difference would tell a change of 1 to 10."""
    found = set()
    for group in groups:
        if group.total not in change:
            continue
        parts = sum(change.get(part, 0) for part in group.parts)
        if is_small(abs(change[group.total] - parts)):
            found |= {cell.measure for cell in group.cells if change.get(cell)}
    for part, whole in pairs:
        if part in change and whole in change and is_small(abs(change[whole] - change[part])):
            found |= {cell.measure for cell in (part, whole) if change[cell]}
    return found
