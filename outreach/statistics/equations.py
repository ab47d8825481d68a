"""What follows from sums of which some members are unknown. Plain values, no models."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass

import numpy as np

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


def derivable[C: Hashable](unknown: Iterable[C], groups: Iterable[Group[C]]) -> set[C]:
    """Return the unknown cells whose value follows from all the other cells by the sums alone.

    A cell follows when the equations, brought to reduced row echelon form, leave it alone in its
    row. Connected parts of the table are solved apart, which keeps each system small.
    """
    systems = _connected(_rows(set(unknown), groups))
    return {cell for rows in systems for cell in _System(rows).determined()}


class Unknowns[C: Hashable]:
    """The unknown cells of many sums, of which one after another may become known."""

    def __init__(self, unknown: Iterable[C], groups: Iterable[Group[C]]) -> None:
        self._systems = [_System(rows) for rows in _connected(_rows(set(unknown), groups))]
        self._number_of = {
            cell: number for number, one in enumerate(self._systems) for cell in one.cells
        }

    def told_by(self, cells: Collection[C]) -> set[C]:
        """Return which others follow if these cells become known, and did not before."""
        found: set[C] = set()
        for number, one in self._after(cells).items():
            found |= one.determined() - self._systems[number].determined()
        return found

    def capped_by(self, cells: Collection[C], values: Mapping[C, int], cap: int) -> set[C]:
        """Return which others cannot be above `cap` if these become known, and could before.

        Only by one sum at a time, the derived ones too; what is unknown is taken to be 1 or more.
        """
        found: set[C] = set()
        for number, one in self._after(cells).items():
            found |= one.capped(values, cap) - self._systems[number].capped(values, cap)
        return found

    def learn(self, cells: Collection[C]) -> None:
        """Take these cells as known from now on."""
        for number, one in self._after(cells).items():
            self._systems[number] = one

    def _after(self, cells: Collection[C]) -> dict[int, "_System[C]"]:
        by_system: dict[int, list[C]] = defaultdict(list)
        for cell in sorted(cells, key=str):
            if cell in self._number_of:
                by_system[self._number_of[cell]].append(cell)
        return {number: self._systems[number].without(some) for number, some in by_system.items()}


def _rows[C: Hashable](wanted: set[C], groups: Iterable[Group[C]]) -> list[dict[C, float]]:
    rows = []
    for group in groups:
        row = {cell: 1.0 for cell in group.parts if cell in wanted}
        if group.total in wanted:
            row[group.total] = -1.0
        if row:
            rows.append(row)
    return rows


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


class _System[C: Hashable]:
    """Sums that hang together, brought to reduced row echelon form."""

    def __init__(self, rows: list[dict[C, float]]) -> None:
        self.cells = list(dict.fromkeys(cell for row in rows for cell in row))
        self._column = {cell: number for number, cell in enumerate(self.cells)}
        self._matrix = np.zeros((len(rows), len(self.cells)))
        for number, row in enumerate(rows):
            for cell, factor in row.items():
                self._matrix[number, self._column[cell]] = factor
        self._pivots = _reduce(self._matrix)

    def determined(self) -> set[C]:
        """Return the cells that are left alone in a row."""
        entries = np.abs(self._matrix) > NOTHING
        alone = np.flatnonzero(entries.sum(axis=1) == 1)
        return {self.cells[self._pivots[row]] for row in alone}

    def capped(self, values: Mapping[C, int], cap: int) -> set[C]:
        """Return the cells that a row, all of whose entries add, keeps at or under the cap."""
        added = self._matrix[(self._matrix > -NOTHING).all(axis=1)]
        above_one = np.array([values[cell] - 1 for cell in self.cells])
        room = (added @ above_one)[:, None]
        tight = (added > NOTHING) & (room <= (cap - 1) * added + NOTHING)
        return {self.cells[number] for number in np.flatnonzero(tight.any(axis=0))}

    def without(self, known: Iterable[C]) -> "_System[C]":
        """Return it where these cells are known, without solving it anew."""
        found = copy(self)
        found._matrix, found._pivots = self._matrix.copy(), self._pivots.copy()
        for cell in known:
            found._forget(self._column[cell])
        return found

    def _forget(self, column: int) -> None:
        """Empty a column; where it is a row's pivot, another one of that row becomes it."""
        matrix = self._matrix
        factors = matrix[:, column].copy()
        matrix[:, column] = 0
        if column not in self._pivots or not factors.any():
            return
        row = self._pivots.index(column)
        left = np.flatnonzero(np.abs(matrix[row]) > NOTHING)
        if not len(left):
            return
        self._pivots[row] = int(left[0])
        _eliminate(matrix, row, self._pivots[row])


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
        _eliminate(matrix, done, column)
        pivots.append(column)
    return pivots


def _eliminate(matrix: np.ndarray, row: int, column: int) -> None:
    """Make the row's entry in the column 1, and every other one there 0."""
    matrix[row] /= matrix[row, column]
    others = np.flatnonzero(np.abs(matrix[:, column]) > NOTHING)
    others = others[others != row]
    matrix[others] -= np.outer(matrix[others, column], matrix[row])
