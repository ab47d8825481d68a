"""Which cells of a table must be hidden, so that no small count can be read or worked out.

Counts from 1 to 10 are hidden (CMS's cell size policy for tables about people). Then more cells
are hidden until nothing hidden follows from what is shown: not by subtraction within a group of
cells, not by subtraction across several groups, not because two counts are equal or nearly so.

Cells are any hashable keys. The caller says how they hang together; nothing here knows what
they mean. Counts of unduplicated persons are treated as if they added up, which is what someone
who wants to work out a hidden one would assume.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

SMALL = 10
# Entries of the equations are small whole numbers; anything this near to 0 is 0.
NOTHING = 1e-9


@dataclass(frozen=True)
class Group[C: Hashable]:
    """One cell that is the sum of others."""

    total: C
    parts: tuple[C, ...]

    @property
    def cells(self) -> tuple[C, ...]:
        """The total and its parts."""
        return (self.total, *self.parts)


@dataclass(frozen=True)
class Nested[C: Hashable]:
    """A count of some of those whom another counts; `kept` is the one to show if one must go."""

    part: C
    whole: C
    kept: C


def is_small(count: int) -> bool:
    """Say whether a count is of so few that it must be hidden. Zero names nobody."""
    return 1 <= count <= SMALL


def hidden_cells[C: Hashable](
    values: Mapping[C, int],
    groups: Iterable[Group[C]] = (),
    nested: Iterable[Nested[C]] = (),
    twins: Iterable[tuple[C, C]] = (),
) -> frozenset[C]:
    """Return the cells of `values` to hide.

    `groups` are sums, `nested` are parts of wholes whose difference is itself a count of people
    (a rate's complement), `twins` are cells of which each gives the other away. Every cell named
    must be in `values`. Zeros are never hidden, and nothing is where nothing is small. Raises
    ValueError where a total is zero and a part is not, or the other way round.
    """
    groups = list(groups)
    for group in groups:
        if bool(values[group.total]) != any(values[part] for part in group.parts):
            raise ValueError(f"{group.total} is not the sum of its parts")
    return _Table(values, groups, list(nested), list(twins)).hidden()


class _Table[C: Hashable]:
    """The cells on the way to being safe: `_hidden` only grows, so every loop ends."""

    def __init__(
        self,
        values: Mapping[C, int],
        groups: list[Group[C]],
        nested: list[Nested[C]],
        twins: list[tuple[C, C]],
    ) -> None:
        self._values, self._groups = values, groups
        self._groups_of: dict[C, list[Group[C]]] = defaultdict(list)
        for group in groups:
            for cell in group.cells:
                self._groups_of[cell].append(group)
        self._twins: dict[C, list[C]] = defaultdict(list)
        for pair in twins + [
            (n.part, n.whole) for n in nested if values[n.part] == values[n.whole]
        ]:
            for one, other in (pair, pair[::-1]):
                self._twins[one].append(other)
        self._hidden: set[C] = set()
        self._unchecked: dict[Group[C], None] = {}
        self._hide_small(nested)

    def hidden(self) -> frozenset[C]:
        while True:
            self._settle_groups()
            exposed = derivable(self._hidden, self._groups)
            if not exposed:
                return frozenset(self._hidden)
            for cell in sorted(exposed, key=lambda cell: (self._values[cell], str(cell))):
                self._hide_beside(cell)

    def _hide_small(self, nested: list[Nested[C]]) -> None:
        for cell, count in self._values.items():
            if is_small(count):
                self._hide(cell)
        for pair in nested:
            gap = self._values[pair.whole] - self._values[pair.part]
            if is_small(gap) and not self._hidden & {pair.part, pair.whole}:
                self._hide(pair.whole if pair.kept == pair.part else pair.part)

    def _hide(self, cell: C) -> None:
        """Hide a cell and whatever gives it away. A zero stays: it is no one."""
        if cell in self._hidden or not self._values[cell]:
            return
        self._hidden.add(cell)
        self._unchecked.update(dict.fromkeys(self._groups_of[cell]))
        for twin in self._twins[cell]:
            self._hide(twin)

    def _settle_groups(self) -> None:
        while self._unchecked:
            group, _ = self._unchecked.popitem()
            while self._gives_away(group):
                self._hide(self._partner(group))

    def _gives_away(self, group: Group[C]) -> bool:
        """Say whether the group alone tells too much of what is hidden in it.

        With the total shown, what is hidden sums to a known number: it must be so large that
        each hidden cell could be more than 10, whatever the others are.
        """
        parts = [cell for cell in group.parts if cell in self._hidden]
        if group.total in self._hidden:
            return not parts
        return bool(parts) and sum(self._values[c] for c in parts) < SMALL + len(parts)

    def _partner(self, group: Group[C]) -> C:
        """Choose what to hide besides: rather a part than the total, rather where more is hidden
        already, rather the smaller."""
        shown = [c for c in group.cells if c not in self._hidden and self._values[c]]
        return min(shown, key=lambda cell: (cell == group.total, *self._loss(cell)))

    def _loss(self, cell: C) -> tuple[int, int, str]:
        alone = sum(self._hidden.isdisjoint(group.cells) for group in self._groups_of[cell])
        return alone, self._values[cell], str(cell)

    def _sums_up(self, cell: C) -> int:
        return sum(group.total == cell for group in self._groups_of[cell])

    def _hide_beside(self, cell: C) -> None:
        """Hide the cell that costs least among those nearest to one that several groups betray."""
        seen, near = {cell}, [cell]
        while near:
            reach = {c for at in near for g in self._groups_of[at] for c in g.cells} - seen
            shown = [c for c in reach if c not in self._hidden and self._values[c]]
            if shown:
                self._hide(min(shown, key=lambda at: (self._sums_up(at), *self._loss(at))))
                return
            seen |= reach
            near = [c for c in reach if c in self._hidden]


def derivable[C: Hashable](unknown: Iterable[C], groups: Iterable[Group[C]]) -> set[C]:
    """Return the unknown cells whose value follows from all the other cells by the sums alone.

    A cell follows when the equations, brought to reduced row echelon form, leave it alone in its
    row. Connected parts of the table are solved apart, which keeps each system small.
    """
    wanted = set(unknown)
    rows = []
    for group in groups:
        row = {cell: 1.0 for cell in group.parts if cell in wanted}
        if group.total in wanted:
            row[group.total] = -1.0
        if row:
            rows.append(row)
    return {cell for system in _connected(rows) for cell in _determined(system)}


def _connected[C: Hashable](rows: list[dict[C, float]]) -> list[list[dict[C, float]]]:
    rows_of: dict[C, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        for cell in row:
            rows_of[cell].append(number)
    systems, done = [], set()
    for start in range(len(rows)):
        if start in done:
            continue
        done.add(start)
        system = [start]
        for number in system:
            near = {n for cell in rows[number] for n in rows_of[cell]} - done
            done |= near
            system.extend(sorted(near))
        systems.append([rows[number] for number in system])
    return systems


def _determined[C: Hashable](system: list[dict[C, float]]) -> list[C]:
    cells = list(dict.fromkeys(cell for row in system for cell in row))
    column = {cell: number for number, cell in enumerate(cells)}
    matrix = np.zeros((len(system), len(cells)))
    for number, row in enumerate(system):
        for cell, factor in row.items():
            matrix[number, column[cell]] = factor
    pivots = _reduce(matrix)
    alone = (np.abs(matrix) > NOTHING).sum(axis=1) == 1
    return [cells[pivot] for row_number, pivot in enumerate(pivots) if alone[row_number]]


def _reduce(matrix: np.ndarray) -> list[int]:
    """Bring the matrix to reduced row echelon form in place; return each row's pivot column."""
    pivots: list[int] = []
    for column in range(matrix.shape[1]):
        done = len(pivots)
        if done == matrix.shape[0]:
            break
        best = done + int(np.argmax(np.abs(matrix[done:, column])))
        if abs(matrix[best, column]) <= NOTHING:
            continue
        matrix[[done, best]] = matrix[[best, done]]
        matrix[done] /= matrix[done, column]
        others = np.flatnonzero(np.abs(matrix[:, column]) > NOTHING)
        others = others[others != done]
        matrix[others] -= np.outer(matrix[others, column], matrix[done])
        pivots.append(column)
    return pivots
