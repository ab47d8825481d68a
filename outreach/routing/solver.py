"""Gives each team its ordered doors for a day. The only module that sees PyVRP; no models.

It plans the urgent visits first, then adds the next priority to that plan, and so on. Every visit
is optional and worth a prize: more than any detour costs, so that a visit is left out only where
the time runs out, and more than all that one route could hold of the priority below, so that a
later round keeps what an earlier one placed. Prizes alone do not do it: the search rarely gives
up six near doors for one far urgent one, as it must in a short shift.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyvrp import (
    Client,
    Depot,
    Location,
    PenaltyParams,
    ProblemData,
    Route,
    Solution,
    SolveParams,
    VehicleType,
)
from pyvrp import solve as solve_with_pyvrp
from pyvrp.stop import (
    MaxIterations,
    MaxRuntime,
    MultipleCriteria,
    NoImprovement,
    StoppingCriterion,
)

from outreach.routing.timetable import Door, Shift, Timetable, timetable
from outreach.routing.travel import TravelMatrix, TravelTimes

# A second late must outweigh the prizes, which PyVRP's own limit of 100,000 does not.
PARAMETERS = SolveParams(penalty=PenaltyParams(max_penalty=1e7))
# Teams share the work: a second beyond this much of the fair share costs as much as one of travel.
FAIR_SHARE = 1.1
# The part of the time left that each round but the last may use; the last has the most doors.
ROUND_SHARE = 0.25


class LeftOut(StrEnum):
    """Why a visit has no place in any route."""

    NO_PLACE = "NO_PLACE"
    NO_WINDOW = "NO_WINDOW"
    SHIFT_FULL = "SHIFT_FULL"


@dataclass(frozen=True)
class Effort:
    """How long to search: by the clock, or by iterations a round, whichever ends first.

    Without `seconds`, equal visits, teams and seeds give equal answers.
    """

    seconds: float | None = 10
    iterations: int | None = None
    idle_iterations: int = 5_000
    seed: int = 1

    def rounds(self, count: int) -> Iterator[MultipleCriteria]:
        """Yield when each round is to stop."""
        ends = monotonic() + (self.seconds or 0)
        for round_ in range(count):
            limits: list[StoppingCriterion] = [NoImprovement(self.idle_iterations)]
            if self.iterations is not None:
                limits.append(MaxIterations(self.iterations))
            if self.seconds is not None:
                share = 1 if round_ == count - 1 else ROUND_SHARE
                limits.append(MaxRuntime(max(0.1, share * (ends - monotonic()))))
            yield MultipleCriteria(limits)


@dataclass(frozen=True)
class Answer:
    """A timetable for every team, empty for one that stays in, and why the rest is left out."""

    routes: tuple[Timetable, ...]
    left_out: dict[int, LeftOut]


def solve(
    shifts: Sequence[Shift], doors: Sequence[Door], travel: TravelTimes, effort: Effort
) -> Answer:
    """Return who goes where and when, and why each door left out is left out."""
    left_out = {door.key: LeftOut.NO_PLACE for door in doors if door.place is None}
    known = [door for door in doors if door.place is not None]
    matrix = travel.matrix([shift.start for shift in shifts] + [door.place for door in known])
    problem = Problem(shifts, known, matrix)
    hopeless = problem.doors_that_no_team_can_reach()
    left_out |= {known[index].key: LeftOut.NO_WINDOW for index in hopeless}
    wanted = [index for index in range(len(known)) if index not in hopeless]
    orders = _orders(problem, wanted, effort)
    visited = {index for order in orders for index in order}
    left_out |= {known[i].key: LeftOut.SHIFT_FULL for i in wanted if i not in visited}
    routes = tuple(problem.timetable(team, order) for team, order in enumerate(orders))
    return Answer(routes, left_out)


@dataclass(frozen=True)
class Problem:
    """Teams and doors by their number; the matrix has the start places first, then the doors."""

    shifts: Sequence[Shift]
    doors: Sequence[Door]
    matrix: TravelMatrix

    def timetable(self, team: int, order: Sequence[int]) -> Timetable:
        """Return the team's day if it visits those doors in that order."""
        stops = [len(self.shifts) + index for index in order]
        legs = self.matrix.along([team, *stops, team])
        return timetable(self.shifts[team], [self.doors[index] for index in order], *legs)

    def doors_that_no_team_can_reach(self) -> set[int]:
        """Return the doors that would make any team late even as its only one."""
        return {
            index
            for index in range(len(self.doors))
            if not any(self.timetable(team, [index]).is_kept for team in range(len(self.shifts)))
        }


def _orders(problem: Problem, wanted: list[int], effort: Effort) -> list[list[int]]:
    """Return each team's doors in their order, planned in one round a priority."""
    orders: list[list[int]] = [[] for _shift in problem.shifts]
    priorities = sorted({problem.doors[index].priority for index in wanted}, reverse=True)
    for priority, stop in zip(priorities, effort.rounds(len(priorities)), strict=True):
        chosen = [index for index in wanted if problem.doors[index].priority >= priority]
        orders = _add_to(orders, problem, chosen, stop, effort.seed)
    return orders


def _add_to(
    orders: list[list[int]],
    problem: Problem,
    chosen: list[int],
    stop: MultipleCriteria,
    seed: int,
) -> list[list[int]]:
    """Return better routes through the chosen doors than those that are there already."""
    data = _problem_data(problem, chosen)
    number = {index: client for client, index in enumerate(chosen)}
    routes = [
        Route(data, [number[index] for index in order], team)
        for team, order in enumerate(orders)
        if order
    ]
    result = solve_with_pyvrp(
        data,
        stop,
        seed,
        collect_stats=False,
        params=PARAMETERS,
        initial_solution=Solution(data, routes),
    )
    better: list[list[int]] = [[] for _shift in problem.shifts]
    for route in result.best.routes():
        clients = [activity.idx for activity in route if activity.is_client()]
        better[route.vehicle_type()] = [chosen[client] for client in clients]
    return better


def _problem_data(problem: Problem, chosen: list[int]) -> ProblemData:
    """Return PyVRP's form of it: each team a depot with one vehicle, each door a client."""
    teams = len(problem.shifts)
    places = [*range(teams), *(teams + index for index in chosen)]
    seconds = problem.matrix.seconds[np.ix_(places, places)]
    # PyVRP's own types call a matrix an array of int.
    matrix: Any = seconds
    doors = [problem.doors[index] for index in chosen]
    origin = min(shift.hours.opens for shift in problem.shifts)
    prizes = _prizes(problem.shifts, doors, int(seconds.max()))
    share = _fair_share(problem.shifts, doors, seconds)
    return ProblemData(
        # PyVRP draws coordinates and never computes with them: the matrix is what counts.
        locations=[Location(0, 0) for _place in places],
        clients=[
            _client(door, place, prizes[door.priority], origin)
            for place, door in enumerate(doors, start=teams)
        ],
        depots=[Depot(team) for team in range(teams)],
        vehicle_types=[
            _vehicle(shift, team, share, origin) for team, shift in enumerate(problem.shifts)
        ],
        # The cost is time on the way: the doors themselves take as long in any order.
        distance_matrices=[matrix],
        duration_matrices=[matrix],
    )


def _client(door: Door, place: int, prize: int, origin: int) -> Client:
    return Client(
        place,
        service_duration=door.seconds,
        tw_early=max(0, door.window.opens - origin),
        tw_late=door.window.closes - door.seconds - origin,
        prize=prize,
        required=False,
    )


def _vehicle(shift: Shift, team: int, share: float, origin: int) -> VehicleType:
    hours = shift.hours
    return VehicleType(
        start_depot=team,
        end_depot=team,
        tw_early=hours.opens - origin,
        tw_late=hours.closes - origin,
        shift_duration=round(share * (hours.closes - hours.opens)),
        max_overtime=hours.closes - hours.opens,
        unit_overtime_cost=1,
    )


def _prizes(shifts: Sequence[Shift], doors: list[Door], longest_leg: int) -> dict[int, int]:
    """Return the worth of a visit in seconds of travel and overtime, by priority."""
    longest_shift = max(shift.hours.closes - shift.hours.opens for shift in shifts)
    quickest = min(door.seconds for door in doors)
    doors_a_route = min(len(doors), longest_shift // max(1, quickest)) + 1
    # A detour is two legs, and each of its seconds may be overtime as well.
    least = 4 * longest_leg + max(door.seconds for door in doors) + 1
    priorities = sorted({door.priority for door in doors})
    return {priority: least * doors_a_route**rank for rank, priority in enumerate(priorities)}


def _fair_share(shifts: Sequence[Shift], doors: list[Door], seconds: NDArray[np.int64]) -> float:
    """Return the part of every shift that the work would fill if each team did its share of it.

    The way to a door is guessed as that from the place nearest to it.
    """
    apart = seconds + np.diag(np.full(len(seconds), seconds.max() + 1))
    nearest = apart.min(axis=0)[len(shifts) :]
    work = sum(door.seconds for door in doors) + int(nearest.sum())
    hours = sum(shift.hours.closes - shift.hours.opens for shift in shifts)
    return min(1.0, FAIR_SHARE * work / hours)
