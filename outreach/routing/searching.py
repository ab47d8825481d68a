"""PyVRP's search, in slices of the effort that is given. Only it and `modelling` see PyVRP."""

from warnings import catch_warnings, simplefilter

from pyvrp import (
    IteratedLocalSearch,
    IteratedLocalSearchCallbacks,
    IteratedLocalSearchParams,
    PenaltyManager,
    PenaltyParams,
    RandomNumberGenerator,
    Solution,
)
from pyvrp.exceptions import PenaltyBoundWarning
from pyvrp.search import (
    OPERATORS,
    LocalSearch,
    NeighbourhoodParams,
    PerturbationManager,
    compute_neighbours,
)

from outreach.routing.bundling import Bundle
from outreach.routing.modelling import Model
from outreach.routing.problem import Effort, Progress
from outreach.routing.situation import Orders

# Beyond so many clients a shorter memory and no thorough search of each new best gain more in the
# seconds that a coordinator waits (R1_10_1 of Gehring and Homberger, 10 s: 3.3% against 7.1%). Not
# where many visits are not worth the way: tries are quick then, and patience pays (C2_10_3 with
# prizes, 30 s, three seeds: 1.3% against 1.8%).
MANY = 200
SHORT_MEMORY = 10
# Where teams share the work, overtime makes each try take three times as long, and fewer neighbours
# make up for it: 300 visits, 10 s of CPU, have 1 to 4 visits more in two cities, and up to a tenth
# less driving. Where they do not, 20 are too few (RC2_10_5, 30 s: 4.0% against 1.8%).
FEW_NEIGHBOURS = NeighbourhoodParams(num_neighbours=20)
# What it costs to be late or to send the wrong team, which the search may for a while: at first, at
# most (it must outweigh the prizes, which PyVRP's own limit of 100,000 does not), and after how
# many tries it changes. On a usual day it finds room for more visits where that changes quickly;
# with a thousand clients there is no time for it.
HUGE = 500
FIRST, MOST = 50_000.0, 1e10
OFTEN, SELDOM = 100, 500
# How often, in seconds of the clock, a caller is asked or told something.
INTERVAL = 0.5


class Budget:
    """What is left of an effort."""

    def __init__(self, effort: Effort) -> None:
        """Start the clock."""
        self.effort = effort
        self.began = self.asked = self.told = effort.clock()
        self.iterations = 0
        self.is_cancelled = False
        self.penalties: tuple[list[float], float, float] | None = None

    def seconds_left(self) -> float | None:
        """Return the seconds until the search must end, if it must."""
        if self.effort.seconds is None:
            return None
        return max(0.0, self.effort.seconds - (self.effort.clock() - self.began))

    def iterations_left(self) -> int | None:
        """Return the iterations that may still be made, if they are limited."""
        if self.effort.iterations is None:
            return None
        return max(0, self.effort.iterations - self.iterations)

    def share(self) -> float:
        """Return the part of the effort that is spent, from 0 to 1."""
        parts = [0.0]
        if self.effort.seconds:
            parts.append((self.effort.clock() - self.began) / self.effort.seconds)
        if self.effort.iterations:
            parts.append(self.iterations / self.effort.iterations)
        return min(1.0, max(parts))

    def ask(self) -> bool:
        """Tell whether the caller wants no more; ask only now and then, it may be a query."""
        now = self.effort.clock()
        if self.effort.cancelled and not self.is_cancelled and now - self.asked >= INTERVAL:
            self.asked = now
            self.is_cancelled = self.effort.cancelled()
        return self.is_cancelled


class Slice:
    """Stops a search once its part of what is left of the budget is spent, or it finds no more."""

    def __init__(self, budget: Budget, part: float) -> None:
        """Take `part` (0 to 1) of what is left."""
        self.budget = budget
        seconds, iterations = budget.seconds_left(), budget.iterations_left()
        self.ends = None if seconds is None else budget.effort.clock() + part * seconds
        self.last = None if iterations is None else budget.iterations + round(part * iterations)
        self.best = float("inf")
        self.idle = 0

    def __call__(self, best_cost: float) -> bool:
        """Count an iteration; tell whether there is to be no more."""
        budget = self.budget
        self.idle = 0 if best_cost < self.best else self.idle + 1
        self.best = best_cost
        is_over = (
            self.idle > budget.effort.idle_iterations
            or (self.last is not None and budget.iterations >= self.last)
            or (self.ends is not None and budget.effort.clock() >= self.ends)
            or budget.ask()
        )
        budget.iterations += not is_over
        return is_over


class _Telling(IteratedLocalSearchCallbacks):
    """Tells the caller of each better plan, though not more often than anyone can read."""

    def __init__(self, model: Model, budget: Budget, wanted: int) -> None:
        self.model, self.budget, self.wanted = model, budget, wanted

    def on_best(self, best: Solution) -> None:
        effort, now = self.budget.effort, self.budget.effort.clock()
        if not effort.progress or now - self.budget.told < INTERVAL or not best.is_feasible():
            return
        self.budget.told = now
        orders, situation = self.model.orders(best), self.model.situation
        placed, elapsed = sum(map(len, orders)), now - self.budget.began
        driving = sum(situation.driving(team, order) for team, order in enumerate(orders))
        effort.progress(Progress(placed, self.wanted, driving, elapsed, self.budget.share()))


def search(
    model: Model,
    start: Orders | None,
    budget: Budget,
    part: float,
    wanted: int,
) -> Orders:
    """Return the best plan found from `start`, or from a random one, in that part of the budget.

    With a part of 0 it changes that plan only as long as each single change makes it better. It may
    break promises where `start` does and nothing better was found.
    """
    bundles = [what for what, _window in model.clients if isinstance(what, Bundle)]
    count = len(bundles)
    is_quick = count <= MANY or not all(map(model.worth.is_sure, bundles))
    data, seed = model.data, budget.effort.seed
    random = RandomNumberGenerator(seed=seed)
    is_shared = model.worth.share < 1
    near = NeighbourhoodParams() if is_quick or not is_shared else FEW_NEIGHBOURS
    local = LocalSearch(data, random, compute_neighbours(data, near), PerturbationManager())
    for operator in OPERATORS:
        if operator.supports(data):
            local.add_operator(operator(data))
    penalties = _penalties(budget, data.num_load_dimensions, count > HUGE)
    if start is None:
        first = local(Solution.make_random(data, random), penalties.max_cost_evaluator(), True)
    elif not part:
        first = local(model.solution(start), penalties.max_cost_evaluator(), True)
    else:
        first = model.solution(start)
    ils = IteratedLocalSearchParams(
        history_length=300 if is_quick else SHORT_MEMORY,
        exhaustive_on_best=is_quick,
        callbacks=_Telling(model, budget, wanted),
    )
    with catch_warnings():
        # Where a promise is hard to keep, what breaks it is left out in the end.
        simplefilter("ignore", PenaltyBoundWarning)
        found = IteratedLocalSearch(data, penalties, local, first, ils)
        best = found.run(Slice(budget, part), collect_stats=False).best
    budget.penalties = penalties.penalties()
    return model.orders(best)


def _penalties(budget: Budget, loads: int, is_huge: bool) -> PenaltyManager:
    """Go on with what the last search of the same kind had come to."""
    limits = PenaltyParams(solutions_between_updates=SELDOM if is_huge else OFTEN, max_penalty=MOST)
    first = budget.penalties
    if first is None or len(first[0]) != loads:
        first = ([FIRST] * loads, FIRST, FIRST)
    return PenaltyManager(first, limits)
