"""An attacker with everything that is published, and a solver, does not get what is hidden."""

from collections.abc import Iterable, Iterator

import numpy as np
import pytest
from django.db import transaction
from scipy.optimize import linprog
from scipy.sparse import csr_array

from outreach.statistics.cells import Cell, Counts, Published
from outreach.statistics.figures import count_campaign
from outreach.statistics.indicators import OPEN
from outreach.statistics.showing import publish
from outreach.statistics.suppression import SMALL, is_small
from tests.factories import CampaignFactory, OfficeFactory
from tests.statistics.history import make_history

# Offices, seed, people of each office, visits, and the periods that are public besides.
HISTORIES = {
    "many": (3, 1, 80, 300, ()),
    "others": (3, 2, 80, 300, ()),
    "more": (3, 11, 150, 700, ()),
    "few": (2, 5, 40, 150, ()),
    "periods": (2, 4, 40, 150, ("2026-10-20/2026-11-12",)),
}
# The fixture needs the database, which is only made where a test asks for it.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def counts(request, django_db_setup, django_db_blocker) -> Counts:
    offices, seed, people, visits, periods = request.param
    with django_db_blocker.unblock(), transaction.atomic():
        several = [OfficeFactory() for _ in range(offices)]
        campaign = CampaignFactory(offices=several)
        make_history(campaign, several, seed=seed, people=people, visits=visits)
        counts = count_campaign(campaign, periods=periods)
        transaction.set_rollback(True)
    return counts


type Terms = list[tuple[int, Cell]]
type Rows = tuple[csr_array, np.ndarray]


class Attacker:
    """Knows the sums, what counts some of whom, what is shown, and linear programming.

    Of what is hidden it knows that it is not 0; of what is never shown, such as half a week,
    nothing. Persons it takes for adding up where they happen to.
    """

    def __init__(self, counts: Counts, published: Published) -> None:
        self._shown = published.values
        self._column: dict[Cell, int] = {}
        equal, at_most = [], []
        for is_equal, terms in _known(counts):
            (equal if is_equal else at_most).append(self._row(terms))
        self._equal, self._at_most = self._matrix(equal), self._matrix(at_most)
        self.hidden = [cell for cell in self._column if cell in self._shown]

    def _row(self, terms: Terms) -> tuple[dict[int, int], int]:
        row, shown = {}, 0
        for sign, cell in terms:
            value = self._shown.get(cell)
            if value is None:
                row[self._column.setdefault(cell, len(self._column))] = sign
            else:
                shown += sign * value
        return row, -shown

    def _matrix(self, rows: list[tuple[dict[int, int], int]]) -> Rows:
        rows = [(row, limit) for row, limit in rows if row]
        entries = [(n, at, sign) for n, (row, _) in enumerate(rows) for at, sign in row.items()]
        numbers, columns, signs = zip(*entries, strict=True)
        shape = (len(rows), len(self._column))
        return csr_array((signs, (numbers, columns)), shape=shape), np.array([r[1] for r in rows])

    def capped(self, asked: Iterable[Cell]) -> dict[Cell, float]:
        """Return the most that each cell can be, of those that cannot be above 10.

        Each time as many cells as possible are raised together, some rather than others by chance;
        what never rose is asked about alone, and surely cannot.
        """
        left = np.array([self._column[cell] for cell in asked], dtype=int)
        chance, rose = np.random.default_rng(7), 1.0
        while len(left) and rose > 0.05:
            low = self._table(left, np.exp(2 * chance.normal(size=len(left))))[left] < SMALL + 0.99
            left, rose = left[low], 1 - low.mean()
        cells = list(self._column)
        alone = {at: self._table(np.array([at]), np.ones(1))[at] for at in left}
        return {cells[at]: float(most) for at, most in alone.items() if most < SMALL + 0.99}

    def least(self, cell: Cell) -> float:
        at = np.array([self._column[cell]])
        return float(self._table(at, -np.ones(1), cap=np.inf)[at[0]])

    def _table(self, raised: np.ndarray, weights: np.ndarray, cap: float = SMALL + 1) -> np.ndarray:
        """Return a table in which most is in the raised cells, what is above the cap left out."""
        size = len(self._column)
        least = np.array([1 if cell in self._shown else 0 for cell in self._column])
        most, goal = np.full(size, np.inf), np.zeros(size)
        most[raised], goal[raised] = cap, -weights
        nothing = np.zeros(len(raised))
        columns = np.concatenate([np.arange(size), raised])
        found = linprog(
            np.concatenate([goal, nothing]),
            A_eq=self._equal[0][:, columns],
            b_eq=self._equal[1],
            A_ub=self._at_most[0][:, columns],
            b_ub=self._at_most[1],
            bounds=[*zip(least, most, strict=True), *[(0, None)] * len(raised)],
        )
        assert found.success, found.message
        return found.x[:size]


def _known(counts: Counts) -> Iterator[tuple[bool, Terms]]:
    """Yield terms that add up to 0, or to no more than 0, with whether it is 0."""
    for group in counts.sums():
        if group.total.measure in OPEN:
            continue
        parts = [(1, cell) for cell in group.parts]
        more = sum(counts.values.get(cell, 0) for cell in group.parts)
        more -= counts.values.get(group.total, 0)
        if more == 0:
            yield True, [*parts, (-1, group.total)]
            continue
        # Persons: one whom two offices visited is one in all.
        assert more > 0
        yield False, [(1, group.total), *((-1, cell) for cell in group.parts)]
        yield from ((False, [(1, cell), (-1, group.total)]) for cell in group.parts)
    for one, other in (*((n.part, n.whole) for n in counts.nested()), *counts.at_most()):
        if counts.values.get(one, 0) <= counts.values.get(other, 0):
            yield False, [(1, one), (-1, other)]


@pytest.mark.slow
@pytest.mark.parametrize("counts", HISTORIES.values(), ids=HISTORIES, indirect=True)
def test_it_lets_nobody_prove_any_small_count_to_be_small(counts: Counts) -> None:
    published = publish(counts)
    attacker = Attacker(counts, published)
    small = [cell for cell in attacker.hidden if is_small(counts.values.get(cell, 0))]
    assert {cell for cell, v in published.values.items() if is_small(v or 0)} <= {
        cell for cell in published.values if cell.measure in OPEN or cell.measure == "first_hours"
    }
    assert len(small) > 200
    assert attacker.capped(small) == {}


@pytest.mark.parametrize("counts", [HISTORIES["few"]], ids=["few"], indirect=True)
def test_the_attack_works_where_only_the_small_counts_are_hidden(counts: Counts) -> None:
    """Without hiding more than the small counts, the same attacker gets some of them exactly."""
    values = {
        cell: None if is_small(value := counts.values.get(cell, 0)) else value
        for cell in counts.cells()
    }
    attacker = Attacker(counts, Published(counts.weeks, counts.offices, values))
    capped = attacker.capped(attacker.hidden[::4])
    assert any(round(attacker.least(cell), 6) == round(most, 6) for cell, most in capped.items())
