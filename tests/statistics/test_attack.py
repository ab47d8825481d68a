"""An attacker with everything that is published, and a solver, does not get what is hidden."""

import numpy as np
import pytest
from django.db import transaction
from scipy.optimize import linprog

from outreach.statistics.cells import Cell, Counts, Published, publish
from outreach.statistics.day_parts import REACHED, TRIED, timed_codes
from outreach.statistics.figures import count_campaign
from outreach.statistics.indicators import DISPOSITIONS
from outreach.statistics.suppression import SMALL, is_small
from tests.factories import CampaignFactory, OfficeFactory
from tests.statistics.history import make_history

# The fixture needs the database, which is only made where a test asks for it.
pytestmark = pytest.mark.django_db
# Counts of visits and things, which add up. Persons do not, so nobody can subtract them for sure.
ADDITIVE = {
    "attempts",
    "logged",
    "visits_reached",
    "naloxone_kits",
    "naloxone_doses",
    "test_strips",
    "other_items",
    *(indicator.code for indicator in DISPOSITIONS),
    *timed_codes(TRIED),
    *timed_codes(REACHED),
}


@pytest.fixture(scope="module")
def counts(django_db_setup, django_db_blocker) -> Counts:
    with django_db_blocker.unblock(), transaction.atomic():
        offices = [OfficeFactory(), OfficeFactory(), OfficeFactory()]
        campaign = CampaignFactory(offices=offices)
        make_history(campaign, offices, seed=1, people=80, visits=300)
        counts = count_campaign(campaign)
        transaction.set_rollback(True)
    return counts


class Attacker:
    """Knows the sums, what is shown, that what is hidden is at least 1, and linear programming."""

    def __init__(self, counts: Counts, published: Published) -> None:
        shown = {cell: v for cell, v in published.values.items() if cell.measure in ADDITIVE}
        self.hidden = [cell for cell, value in shown.items() if value is None]
        self._column = {cell: number for number, cell in enumerate(self.hidden)}
        self._shown = shown
        self._equations(counts)
        self._inequalities(counts)

    def _equations(self, counts: Counts) -> None:
        self.equal, self.equal_to = [], []
        for group in counts.sums():
            if group.total.measure in ADDITIVE:
                row, constant = self._row([(1, c) for c in group.parts] + [(-1, group.total)])
                if row.any():
                    self.equal.append(row)
                    self.equal_to.append(-constant)

    def _inequalities(self, counts: Counts) -> None:
        self.most, self.most_of = [], []
        for pair in counts.nested():
            if {pair.part.measure, pair.whole.measure} <= ADDITIVE:
                row, constant = self._row([(1, pair.part), (-1, pair.whole)])
                if row.any():
                    self.most.append(row)
                    self.most_of.append(-constant)

    def _row(self, terms: list[tuple[int, Cell]]) -> tuple[np.ndarray, int]:
        row, constant = np.zeros(len(self.hidden)), 0
        for factor, cell in terms:
            if cell in self._column:
                row[self._column[cell]] += factor
            else:
                constant += factor * (self._shown[cell] or 0)
        return row, constant

    def bounds(self, cell: Cell) -> tuple[float, float]:
        """Return the least and the most that the cell can be, by all that the attacker knows."""
        goal = np.zeros(len(self.hidden))
        goal[self._column[cell]] = 1
        least, most = (self._solve(sign * goal) for sign in (1, -1))
        return least, -most

    def _solve(self, goal: np.ndarray) -> float:
        found = linprog(
            goal,
            A_eq=np.array(self.equal),
            b_eq=self.equal_to,
            A_ub=np.array(self.most),
            b_ub=self.most_of,
            bounds=(1, 10_000),
        )
        assert found.success, found.message
        return float(found.fun)


def test_it_lets_nobody_work_out_a_small_count(counts: Counts) -> None:
    attacker = Attacker(counts, publish(counts))
    small = [cell for cell in attacker.hidden if is_small(counts.values.get(cell, 0))]
    assert len(small) > 20
    known = {cell: bounds for cell in small if (bounds := attacker.bounds(cell))[1] <= SMALL}
    assert known == {}


def test_the_attack_works_where_only_the_small_counts_are_hidden(counts: Counts) -> None:
    """Without hiding more than the small counts, the same attacker gets some of them exactly."""
    values = {
        cell: None if is_small(value := counts.values.get(cell, 0)) else value
        for cell in counts.cells()
    }
    attacker = Attacker(counts, Published(counts.weeks, counts.offices, values))
    ends = ({round(end, 6) for end in attacker.bounds(cell)} for cell in attacker.hidden)
    assert any(len(least_and_most) == 1 for least_and_most in ends)
