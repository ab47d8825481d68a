"""The least metres that any order of a route's doors can drive, proven by OR-Tools' CP-SAT.

The order keeps the rules of `outreach.routing.timetable`: start and end place, windows, breaks,
the end of the shift. Where time counts, the bound takes what allows more: legs as fast as at the
fastest hour, and breaks anywhere on the way. So it may be lower than any true order's, never
higher. Package: dependency group `bench`.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from outreach.routing.problem import Break
from outreach.routing.situation import Situation


def least_metres(
    situation: Situation, team: int, order: Sequence[int], seconds: float, has_rules: bool = True
) -> int:
    """Return the bound for the doors of `order`, itself a route that keeps the rules.

    Without rules it is that of the shortest way through all doors, at any time. Where `seconds` of
    the clock do not suffice for a proof, it is the best bound that was proven.
    """
    if len(order) < 2:
        return metres_of(situation, team, order)
    return _Route(situation, team, order, has_rules).bound(seconds)


def metres_of(situation: Situation, team: int, order: Sequence[int]) -> int:
    """Return what that order drives."""
    stops = situation.stops(team, order) if order else []
    return int(situation.matrix.metres[stops[:-1], stops[1:]].sum())


class _Route:
    """Nodes are the team's stops: 0 is its start, the last its end, whence an arc leads back."""

    def __init__(
        self, situation: Situation, team: int, order: Sequence[int], has_rules: bool
    ) -> None:
        self.shift = situation.shifts[team]
        self.doors = [situation.doors[at] for at in order]
        self.stops = situation.stops(team, order)
        self.end = len(self.stops) - 1
        self.metres = situation.matrix.metres[np.ix_(self.stops, self.stops)]
        self.lasting = _fastest(situation, team, self.stops)
        self.model = cp_model.CpModel()
        nodes = range(self.end + 1)
        self.arcs = {
            (here, there): self.model.new_bool_var("")
            for here in nodes[:-1]
            for there in nodes[1:]
            if here != there and (here, there) != (0, self.end)
        }
        back = self.model.new_constant(1)
        ways = [(here, there, arc) for (here, there), arc in self.arcs.items()]
        self.model.add_circuit([*ways, (self.end, 0, back)])
        for (here, there), arc in self.arcs.items():
            self.model.add_hint(arc, there == here + 1)
        self.model.minimize(sum(int(self.metres[way]) * arc for way, arc in self.arcs.items()))
        if has_rules:
            self._keep_rules()

    def _keep_rules(self) -> None:
        """Give each node the time at which the team is there, and each break its own."""
        opens, closes = self.shift.hours.opens, self.shift.back_by
        lasts = [0, *(door.seconds for door in self.doors), 0]
        times = [self.model.new_int_var(opens, closes, "") for _stop in self.stops]
        for at, door in enumerate(self.doors, start=1):
            starts = [
                (max(opens, each.opens), min(self.shift.hours.closes, each.closes) - door.seconds)
                for each in door.openings
            ]
            domain = cp_model.Domain.from_intervals([list(each) for each in starts])
            self.model.add_linear_expression_in_domain(times[at], domain)
        for (here, there), arc in self.arcs.items():
            ready = times[here] + lasts[here] + int(self.lasting[here, there])
            self.model.add(times[there] >= ready).only_enforce_if(arc)
        for each in self.shift.breaks_due:
            self._rest(times, lasts, each)

    def _rest(self, times: list[cp_model.IntVar], lasts: list[int], rest: Break) -> None:
        """Let the break lie before or after each visit, and lengthen the leg on which it is."""
        last = rest.window.closes - rest.seconds
        begins = self.model.new_int_var(rest.window.opens, last, "")
        over = [self.model.new_bool_var("") for _stop in self.stops]
        self.model.add(over[0] == 0)
        for at, is_over in enumerate(over):
            self.model.add(times[at] >= begins + rest.seconds).only_enforce_if(is_over)
            self.model.add(begins >= times[at] + lasts[at]).only_enforce_if(~is_over)
        for (here, there), arc in self.arcs.items():
            ready = times[here] + lasts[here] + int(self.lasting[here, there]) + rest.seconds
            self.model.add(times[there] >= ready).only_enforce_if(arc, over[there], ~over[here])
            self.model.add_implication(over[here], over[there]).only_enforce_if(arc)

    def bound(self, seconds: float) -> int:
        """Return the least metres that were proven to be needed."""
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        status = solver.solve(self.model)
        if status == cp_model.INFEASIBLE:
            raise ValueError("The route's own order breaks a rule.")
        return int(solver.best_objective_bound)


def _fastest(situation: Situation, team: int, stops: Sequence[int]) -> NDArray[np.int64]:
    """Return the seconds of each leg at the fastest hour of the shift."""
    shift, rows = situation.shifts[team], np.array(stops, dtype=np.intp)
    hours = range(shift.hours.opens, shift.back_by + 1, 900)
    legs = [situation.matrix.ends(at, rows[:, None], rows) - at for at in hours]
    least: NDArray[np.int64] = np.array(legs).min(axis=0)
    return least
