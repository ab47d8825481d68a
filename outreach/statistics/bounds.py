"""How large a hidden count can be, by all that is known of the others. Plain values, no models.

A table that agrees with everything shown, and in which the count is large, proves that nobody can
tell it to be small. Linear programming finds such tables; it takes counts for any numbers, not for
whole ones only.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from outreach.statistics.equations import Group

# The solver keeps to its bounds as nearly as this.
NEARLY = 1e-6
# How far apart the weights are by which the solver raises some counts rather than others.
SPREAD = 2

type Floats = npt.NDArray[np.float64]
type Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Relation[C: Hashable]:
    """Some counts that together are at most, or exactly, as many as some others together."""

    some: tuple[C, ...]
    others: tuple[C, ...]
    is_equal: bool = False

    @property
    def terms(self) -> list[tuple[float, C]]:
        """The counts with their signs; their sum is at most, or exactly, 0."""
        return [(1.0, cell) for cell in self.some] + [(-1.0, cell) for cell in self.others]


def known_relations[C: Hashable](
    values: Mapping[C, int], groups: Iterable[Group[C]], pairs: Iterable[tuple[C, C]]
) -> Iterator[Relation[C]]:
    """Yield what holds in these sums, and in these pairs of a part and its whole.

    Persons do not add up: of them each part is at most the total, and the total at most the sum.
    """
    for group in groups:
        yield from _of_sum(group, values[group.total] - sum(values[part] for part in group.parts))
    for part, whole in pairs:
        if values[part] <= values[whole]:
            yield Relation((part,), (whole,))


def _of_sum[C: Hashable](group: Group[C], excess: int) -> Iterator[Relation[C]]:
    if excess <= 0:
        yield Relation((group.total,), group.parts, is_equal=not excess)
    if excess:
        yield from (Relation((part,), (group.total,)) for part in group.parts)


class Tables[C: Hashable]:
    """All the tables of counts in which the relations hold; `values` must be one of them.

    Zeros and `fixed` cells are the same in all of them; every other count is 1 or more.
    """

    def __init__(
        self,
        values: Mapping[C, int],
        relations: Iterable[Relation[C]],
        fixed: Collection[C] = (),
    ) -> None:
        self._cells = [cell for cell, value in values.items() if value and cell not in fixed]
        self._number_of = {cell: number for number, cell in enumerate(self._cells)}
        self._values = np.array([values[cell] for cell in self._cells], dtype=np.float64)
        rows = [self._row(one, values) for one in dict.fromkeys(relations)]
        # Each goes on from its last answer, for what is asked next differs little.
        self._raising = _Changes(len(self._cells), rows)
        self._hiding = _Changes(len(self._cells), rows)

    def _row(self, relation: Relation[C], values: Mapping[C, int]) -> "_Row":
        """Return by how much the sum of the relation's terms may change, and the terms."""
        most = -sum(sign * values[cell] for sign, cell in relation.terms)
        terms = [(self._number_of[c], sign) for sign, c in relation.terms if c in self._number_of]
        return most if relation.is_equal else -np.inf, most, terms

    def stuck(self, asked: Collection[C], least: int) -> list[C]:
        """Return the asked cells that stay low in all tables found, whatever may differ."""
        return self.held_down(self._cells, asked, least)

    def held_down(self, hidden: Collection[C], asked: Collection[C], least: int) -> list[C]:
        """Return the asked cells that are `least` or more in none of the tables found.

        In those only hidden cells differ. Each table has as many as possible of the asked ones
        raised, some rather than others by chance, so that few tables do for nearly all. Of what is
        returned some may still be free to rise; what is not returned surely is.
        """
        columns, left = self._numbers(hidden), self._numbers(asked)
        # By a fixed seed: the same counts are to hide the same cells.
        chance = np.random.default_rng(1)
        while len(left):
            weights = np.exp(SPREAD * chance.normal(size=len(left)))
            open_still = self._raised(columns, left, weights, least)[left] < least - NEARLY
            left = left[open_still]
            if open_still.all():
                break
        return [self._cells[number] for number in left]

    def _raised(self, columns: Numbers, asked: Numbers, weights: Floats, least: int) -> Floats:
        """Return a table that has most, by weight, of what its asked cells hold up to `least`."""
        cost, down, up, above = (np.zeros(len(self._cells)) for _ in range(4))
        down[columns], up[columns] = 1 - self._values[columns], np.inf
        cost[asked], up[asked] = -weights, np.maximum(least - self._values[asked], 0)
        # What an asked cell holds above that counts for nothing.
        above[asked] = np.inf
        changes = self._raising.cheapest((cost, down, up), (0 * cost, 0 * cost, above))
        # The values themselves are such a table, should the solver fail to see it.
        return self._values if changes is None else self._values + changes

    def changed_with(
        self,
        hidden: Collection[C],
        raised: Collection[C],
        least: int,
        loss: Callable[[C], float],
    ) -> list[C] | None:
        """Return what differs besides hidden cells where all the raised ones are `least` or more.

        Such that the differences, each times its cell's loss, sum to least. None where there is no
        such table.
        """
        cost = np.array([loss(cell) for cell in self._cells])
        cost[self._numbers(hidden)] = 0
        must = self._numbers(raised)
        nothing, rises, falls = np.zeros(len(cost)), np.zeros(len(cost)), 1 - self._values
        rises[must], falls[must] = np.maximum(least - self._values[must], 0), 0
        up, down = (cost, rises, nothing + np.inf), (-cost, falls, nothing)
        changes = self._hiding.cheapest(up, down)
        if changes is None:
            return None
        differs = (np.abs(changes) > NEARLY) & (cost > 0)
        return [self._cells[number] for number in np.flatnonzero(differs)]

    def _numbers(self, cells: Iterable[C]) -> Numbers:
        known = [self._number_of[cell] for cell in cells if cell in self._number_of]
        return np.array(known, dtype=np.int64)


# Least and most that a sum may change by, and its terms: number of the cell, sign.
type _Row = tuple[float, float, list[tuple[int, float]]]
# Cost, least and most of a part of each cell's change.
type _Part = tuple[Floats, Floats, Floats]


class _Changes:
    """A linear programme over the changes of cells, each change in two parts."""

    def __init__(self, cells: int, rows: Iterable[_Row]) -> None:
        self._cells = cells
        self._solver = highspy.Highs()
        self._solver.silent()
        nothing = np.zeros(2 * cells)
        self._solver.addVars(2 * cells, nothing, nothing)
        for least, most, terms in rows:
            if terms:
                columns, signs = np.array(terms, dtype=np.float64).T
                both = np.concatenate([columns, columns + cells]).astype(np.int32)
                self._solver.addRow(least, most, len(both), both, np.tile(signs, 2))

    def cheapest(self, one: _Part, other: _Part) -> Floats | None:
        """Return the change of each cell where the parts cost least; None if there is none."""
        cost, least, most = (np.concatenate(pair) for pair in zip(one, other, strict=True))
        numbers = np.arange(2 * self._cells, dtype=np.int32)
        self._solver.changeColsCost(len(numbers), numbers, cost)
        self._solver.changeColsBounds(len(numbers), numbers, least, most)
        if not self._solved():
            # Numbers that went astray on the way from the last answer are left behind.
            self._solver.clearSolver()
            if not self._solved():
                return None
        changes: Floats = np.array(self._solver.getSolution().col_value)
        return changes[: self._cells] + changes[self._cells :]

    def _solved(self) -> bool:
        self._solver.run()
        return bool(self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal)
