"""Each team's route once more by itself, for the least driving; no models.

The search for all teams keeps each break where its route had it and counts waiting as work, and
makes a few hundred tries in all at a day with breaks. By itself a route is searched a hundred times
as fast, with its break anywhere.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from outreach.routing.bundling import bundles_of
from outreach.routing.pinning import pins_of
from outreach.routing.rounds import Rounds
from outreach.routing.searching import Budget
from outreach.routing.situation import Orders, Situation

# A route's break is moved along with it this often.
STAGES = 3


def straightened(situation: Situation, orders: Orders, budget: Budget) -> Orders:
    """Return the same doors with the same teams, and no route driven longer than before.

    It takes what is left of the budget.
    """
    # One route's figures are no progress of the whole plan.
    budget.effort = replace(budget.effort, progress=None, fair_share=False)
    found = list(orders)
    routes = [team for team, order in enumerate(orders) if len(order) > 1]
    for nth, team in enumerate(routes):
        slices = STAGES * (len(routes) - nth)
        found[team] = _straight(situation, team, orders[team], budget, slices)
    return found


def _straight(
    situation: Situation, team: int, order: Sequence[int], budget: Budget, slices: int
) -> list[int]:
    """Spend the first of so many equal slices of the budget on this route."""
    alone = _alone(situation, team, order)
    every = range(len(order))
    pins = pins_of(alone, every)
    bundles = bundles_of(alone, [at for at in every if at not in pins.leads[0]])
    if pins.dropped or not bundles:
        return list(order)
    rounds = Rounds(alone, bundles, pins, budget, len(order))
    route = list(every)
    for stage in range(STAGES):
        (tried,) = rounds.improved([route], 1 / (slices - stage))
        is_whole = len(tried) == len(order) and alone.is_kept(0, tried)
        if is_whole and alone.driving(0, tried) <= alone.driving(0, route):
            route = tried
    return [order[at] for at in route]


def _alone(situation: Situation, team: int, order: Sequence[int]) -> Situation:
    """Return the day of that team with those doors and nothing else."""
    rows = [team, len(situation.shifts) + team, *map(situation.place_of, order)]
    way, matrix = np.ix_(rows, rows), situation.matrix
    cut = replace(matrix, seconds=matrix.seconds[way], metres=matrix.metres[way])
    return Situation([situation.shifts[team]], [situation.doors[at] for at in order], cut)
