"""The order in which a day is searched: what is pinned, then the urgent, then the rest; no models.

Prizes alone do not do it: the search rarely gives up six near doors for one far urgent one, as it
must in a short shift. So each round starts from the plan of those before it, and prizes are such
that it keeps what they placed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from outreach.routing.bundling import Bundle
from outreach.routing.modelling import Model, model_of
from outreach.routing.pinning import Pins, cuts
from outreach.routing.searching import Budget, search
from outreach.routing.situation import Orders, Situation
from outreach.routing.worth import Worth, worth_of

# The part of the budget for a round before the last, if it had all the doors.
ROUND_SHARE = 0.25
# The part of the last round that tries how far a random start leads.
RANDOM_SHARE = 0.08
# Breaks and pinned doors are moved along with the routes this often.
STAGES = 6
# Then so much of the last round is left for each route by itself.
ALONE_SHARE = 0.04


@dataclass
class Rounds:
    """A day and the best routes so far; `wanted` counts all visits, for the progress."""

    situation: Situation
    bundles: Sequence[Bundle]
    pins: Pins
    budget: Budget
    wanted: int

    def run(self, initial: Orders | None) -> Orders:
        """Return each team's doors; `initial` is an earlier plan, if there is one."""
        orders = self.pins.orders()
        for chosen in self._before_the_last():
            part = max(0.02, ROUND_SHARE * len(chosen) / len(self.bundles))
            orders = self._improve(orders, chosen, self._worth(chosen), part)
        return self._last(orders, initial) if self.bundles else orders

    def _before_the_last(self) -> Iterator[list[Bundle]]:
        """Yield what each round has: a rank and all above it, and first those for a few teams."""
        ranked = [each for each in self.bundles if each.worth is None]
        teams = len(self.situation.shifts)
        sizes = {len(self.bundles)}
        for rank in sorted({each.rank for each in ranked}, reverse=True):
            for most in (teams - 1, teams):
                chosen = [
                    each
                    for each in ranked
                    if each.rank > rank or (each.rank == rank and len(each.teams) <= most)
                ]
                if chosen and len(chosen) not in sizes:
                    sizes.add(len(chosen))
                    yield chosen

    def _worth(self, chosen: Sequence[Bundle]) -> Worth:
        return worth_of(self.situation, chosen, self.budget.effort.fair_share)

    def _last(self, orders: Orders, initial: Orders | None) -> Orders:
        worth = self._worth(self.bundles)
        starts = [orders, initial] if initial else [orders]
        orders = min(starts, key=lambda each: worth.cost(self.situation, self.bundles, each))
        stages = STAGES if self._moves() else 1
        whole = stages * (1 + ALONE_SHARE) if self.leaves_time else stages
        # An earlier plan is one that people know: a random start would lead far from it.
        random = 0 if initial else RANDOM_SHARE
        orders = self._improve(orders, self.bundles, worth, 1 / whole, random)
        for stage in range(1, stages):
            orders = self._improve(orders, self.bundles, worth, 1 / (whole - stage))
        return self._filled(orders, worth) if self.budget.is_cancelled else orders

    def _filled(self, orders: Orders, worth: Worth) -> Orders:
        """Put in whom a search that was ended early never came to: there may be room for them."""
        model = self._model(orders, self.bundles, worth)
        found = [orders, self._search(model, orders, 0)] if model else [orders]
        return min(found, key=lambda each: self._cost(self.bundles, worth, each))

    @property
    def leaves_time(self) -> bool:
        """Whether part of the budget is left for each route by itself, in which breaks can move."""
        return self._moves() and len(self.situation.shifts) > 1

    def improved(self, orders: Orders, part: float) -> Orders:
        """Return better routes than those for all the doors, or those."""
        return self._improve(orders, self.bundles, self._worth(self.bundles), part)

    def _moves(self) -> bool:
        has_breaks = any(shift.breaks_due for shift in self.situation.shifts)
        return has_breaks or any(self.pins.chains)

    def _improve(
        self,
        orders: Orders,
        chosen: Sequence[Bundle],
        worth: Worth,
        part: float,
        random: float = 0,
    ) -> Orders:
        """Return better routes than those, or those."""
        if self.budget.ask():
            return orders
        model = self._model(orders, chosen, worth)
        if model is None:
            return orders
        found = [orders]
        start = orders
        from_nobody = random > 0 and self._is_nobody_better(model, orders, chosen, worth)
        if random and not from_nobody:
            first = self._search(model, None, random)
            found.append(first)
            if self._cost(chosen, worth, first) < self._cost(chosen, worth, orders):
                start = first
        model = self._settled(start, chosen, worth) or model
        found.append(self._search(model, start, part))
        return min(found, key=lambda each: self._cost(chosen, worth, each))

    def _model(
        self, orders: Orders, chosen: Sequence[Bundle], worth: Worth, is_settled: bool = False
    ) -> Model | None:
        cut = cuts(self.situation, self.pins, orders)
        return model_of(self.situation, chosen, self.pins, orders, worth, cut, is_settled)

    def _settled(self, orders: Orders, chosen: Sequence[Bundle], worth: Worth) -> Model | None:
        """Return the model in which nobody may be left out, if those routes leave out nobody.

        Its search is faster by a third or more: PyVRP puts who must be visited where that costs
        least, and who may be left out behind the first neighbour that the prize pays for.
        """
        placed = {index for order in orders for index in order}
        if not all(each.doors[0] in placed and worth.is_sure(each) for each in chosen):
            return None
        model = self._model(orders, chosen, worth, is_settled=True)
        return model if model and model.solution(orders).is_feasible() else None

    def _is_nobody_better(
        self, model: Model, orders: Orders, chosen: Sequence[Bundle], worth: Worth
    ) -> bool:
        """Tell whether a random start, once descended from, costs more than to visit nobody.

        That is so where the prizes of most visits do not cover the way there.
        """
        if any(orders) or not any(each.worth is not None for each in chosen):
            return False
        descended = self._search(model, None, 0)
        return self._cost(chosen, worth, orders) < self._cost(chosen, worth, descended)

    def _search(self, model: Model, start: Orders | None, part: float) -> Orders:
        best = search(model, start, self.budget, part, self.wanted)
        return kept(self.situation, self.pins, best)

    def _cost(self, chosen: Sequence[Bundle], worth: Worth, orders: Orders) -> int:
        return worth.cost(self.situation, chosen, orders)


def kept(situation: Situation, pins: Pins, orders: Orders) -> Orders:
    """Return the routes without the doors that would break a promise: the last bar, rarely met."""
    return [_kept(situation, pins, team, order) for team, order in enumerate(orders)]


def _kept(situation: Situation, pins: Pins, team: int, order: Sequence[int]) -> list[int]:
    if situation.is_kept(team, order) and pins.are_kept(team, order):
        return list(order)
    route = pins.orders()[team]
    fixed = set(route)
    for index in sorted(order, key=lambda at: -situation.doors[at].priority):
        if index in fixed:
            continue
        longer = _put_in(situation, pins, team, route, index)
        route = longer or route
    return route


def _put_in(
    situation: Situation, pins: Pins, team: int, route: list[int], index: int
) -> list[int] | None:
    """Return the route with the door where it costs least, or None where it fits nowhere."""
    tries = ([*route[:at], index, *route[at:]] for at in range(len(route) + 1))
    good = [each for each in tries if pins.are_kept(team, each) and situation.is_kept(team, each)]
    return min(good, key=lambda each: situation.way(team, each), default=None)
