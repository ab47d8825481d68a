"""What a visit is worth to the search, in seconds of driving, and a team's share. No models."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from outreach.routing.bundling import Bundle
from outreach.routing.situation import Orders, Situation

# How much more driving a part of the day that was not tried yet is worth.
PREFERENCE = 900
# Teams share the work: a second beyond this much of the fair share costs as much as one of travel.
FAIR_SHARE = 1.1
# PyVRP counts in 64 bits, and adds prizes to penalties.
MOST = 10**13


@dataclass(frozen=True)
class Worth:
    """Prizes by rank, the part of a shift that is a team's share, and what a break is worth.

    `detour` is the most that one visit can cost: whose prize is above is left out only for others.
    """

    by_rank: Mapping[int, int]
    share: float
    detour: int

    def of(self, bundle: Bundle) -> int:
        """Return the prize of a bundle."""
        return self.by_rank[bundle.rank] if bundle.worth is None else bundle.worth

    def is_sure(self, bundle: Bundle) -> bool:
        """Tell whether it is visited wherever there is room, however far it is."""
        return self.of(bundle) >= self.detour

    @property
    def of_a_break(self) -> int:
        """More than all that a break could make room for."""
        return min(MOST, 64 * max(self.by_rank.values(), default=1))

    def cost(self, situation: Situation, bundles: Sequence[Bundle], orders: Orders) -> int:
        """Return what the plan costs: the driving, the time over the share, and who is left out."""
        placed = {index for order in orders for index in order}
        left = sum(self.of(bundle) for bundle in bundles if bundle.doors[0] not in placed)
        return left + sum(
            self._cost_of(situation, team, order) for team, order in enumerate(orders)
        )

    def _cost_of(self, situation: Situation, team: int, order: Sequence[int]) -> int:
        if not order:
            return 0
        way = situation.way(team, order)
        if self.share == 1:
            return way
        # Waiting is not counted here: a team may leave later instead.
        hours = situation.shifts[team].hours
        work = way + sum(situation.doors[at].seconds for at in order)
        return way + max(0, work - round(self.share * (hours.closes - hours.opens)))


def worth_of(situation: Situation, bundles: Sequence[Bundle], fair_share: bool) -> Worth:
    """Return prizes so that a rank beats any number of lower ones in one route, and the share."""
    share = _fair_share(situation, bundles) if fair_share and bundles else 1.0
    detour = _longest_detour(situation, bundles)
    ranked = [bundle for bundle in bundles if bundle.worth is None]
    least = max((bundle.worth or 0 for bundle in bundles), default=0)
    if not ranked:
        return Worth({bundle.rank: least for bundle in bundles}, share, detour)
    longest = max(shift.back_by - shift.hours.opens for shift in situation.shifts)
    quickest = max(1, min(bundle.seconds // bundle.visits for bundle in bundles))
    least += detour
    ranks = sorted({bundle.rank for bundle in bundles})
    a_route = min(len(bundles), longest // quickest) + 1
    ratio = min(a_route, max(2.0, (MOST / 64 / least) ** (1 / len(ranks))))
    by_rank = {rank: int(least * ratio**nth) for nth, rank in enumerate(ranks)}
    return Worth(by_rank, share, detour)


def _longest_detour(situation: Situation, bundles: Sequence[Bundle]) -> int:
    """Return the most that one more visit can cost.

    A detour is two legs, each of its seconds may be overtime as well, and so may all waiting.
    """
    rows = _rows(situation, bundles)
    leg = int(situation.matrix.seconds[np.ix_(rows, rows)].max())
    longest = max(shift.back_by - shift.hours.opens for shift in situation.shifts)
    lasting = max((bundle.seconds for bundle in bundles), default=0)
    return 4 * leg + lasting + 2 * PREFERENCE + longest


def _rows(situation: Situation, bundles: Sequence[Bundle]) -> list[int]:
    ways = range(2 * len(situation.shifts))
    return [*ways, *(situation.place_of(bundle.doors[0]) for bundle in bundles)]


def _fair_share(situation: Situation, bundles: Sequence[Bundle]) -> float:
    """Return the part of every shift that the work would fill if each team did its share of it.

    The way to a door is guessed as that from the place nearest to it.
    """
    rows = _rows(situation, bundles)
    seconds = situation.matrix.seconds[np.ix_(rows, rows)]
    np.fill_diagonal(seconds, seconds.max() + 1)
    nearest = seconds.min(axis=0)[2 * len(situation.shifts) :]
    work = sum(bundle.seconds for bundle in bundles) + int(nearest.sum())
    hours = sum(shift.hours.closes - shift.hours.opens for shift in situation.shifts)
    return min(1.0, FAIR_SHARE * work / max(1, hours))
