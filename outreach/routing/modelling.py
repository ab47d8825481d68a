"""PyVRP's form of a day, and back. Only this module and `searching.py` see PyVRP; no models.

What PyVRP has no word for is said with what it has. Who may go where: a load of one in a dimension
in which the other teams carry nothing, which the search may break and mend again, and which needs
no matrix a team. A choice of windows: a group of clients of which one is visited. A break: a client
at the place where the route at hand rests, moved along from one search to the next. A return later
than the end of the shift: a way back that is shorter by that much.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyvrp import Client, ClientGroup, Depot, Location, ProblemData, Route, Solution, VehicleType

from outreach.routing.bundling import Bundle
from outreach.routing.pinning import Pins
from outreach.routing.problem import Window, within_all
from outreach.routing.situation import Orders, Situation
from outreach.routing.starting import ANYTHING, DueRest, rests_of, start_of
from outreach.routing.worth import PREFERENCE, Worth

# A door with a wrong team weighs as much as so many visits too many.
WRONG = 10


@dataclass(frozen=True)
class Model:
    """The data, and what its clients (with the window each has) and vehicle types stand for."""

    data: ProblemData
    situation: Situation
    pins: Pins
    worth: Worth
    clients: list[tuple[Bundle | DueRest, Window]]
    types: list[list[int]]

    def orders(self, solution: Solution) -> Orders:
        """Return each team's doors in their order, its first stops included."""
        orders = [list(lead) for lead in self.pins.leads]
        free = [iter(teams) for teams in self.types]
        for route in solution.routes():
            team = next(free[route.vehicle_type()])
            for activity in route:
                if activity.is_client():
                    what, _window = self.clients[activity.idx]
                    orders[team] += what.doors if isinstance(what, Bundle) else ()
        return orders

    def solution(self, orders: Orders) -> Solution:
        """Return PyVRP's form of the routes, which leave out doors that the model lacks."""
        numbers: dict[object, list[int]] = {}
        for number, (what, _window) in enumerate(self.clients):
            key = what.doors[0] if isinstance(what, Bundle) else (what.team, what.nth)
            numbers.setdefault(key, []).append(number)
        clients = {
            (kind, team): list(self._clients_of(team, orders[team], numbers))
            for kind, teams in enumerate(self.types)
            for team in teams
        }
        routes = [Route(self.data, of, kind) for (kind, _team), of in clients.items() if of]
        return Solution(self.data, routes)

    def _clients_of(
        self, team: int, order: Sequence[int], numbers: Mapping[object, list[int]]
    ) -> Iterator[int]:
        day, skip = self.situation.timetable(team, order), len(self.pins.leads[team])
        for at in range(skip, len(order) + 1):
            for nth, rest in enumerate(day.breaks):
                if max(rest.after, skip) == at:
                    yield from numbers.get((team, nth), ())
            if at < len(order):
                arrives, choices = day.stops[at].arrives, numbers.get(order[at], [])
                fits = [n for n in choices if _within(arrives, self.clients[n][1])]
                # Of two that fit, the last is what the person would like.
                yield from (fits or choices)[-1:]


def _within(moment: int, window: Window) -> bool:
    return window.opens <= moment <= window.closes


def model_of(
    situation: Situation,
    bundles: Sequence[Bundle],
    pins: Pins,
    orders: Orders,
    worth: Worth,
    cuts: Mapping[int, Window],
    is_settled: bool = False,
) -> Model | None:
    """Return the problem of visiting those bundles, each break being where `orders` has it.

    `cuts` are narrower stretches for some doors, by index. Nobody may be left out where it
    `is_settled`. None where no team has time for any.
    """
    return _Builder(situation, bundles, pins, orders, worth, cuts, is_settled).model()


class _Builder:
    def __init__(
        self,
        situation: Situation,
        bundles: Sequence[Bundle],
        pins: Pins,
        orders: Orders,
        worth: Worth,
        cuts: Mapping[int, Window],
        is_settled: bool,
    ) -> None:
        self.situation, self.bundles, self.pins = situation, bundles, pins
        self.worth, self.cuts, self.is_settled = worth, cuts, is_settled
        self.teams = range(len(situation.shifts))
        self.origin = min(shift.hours.opens for shift in situation.shifts)
        self.starts = [start_of(situation, team, pins.leads[team]) for team in self.teams]
        self.rests = [
            rest for team in self.teams for rest in rests_of(situation, team, orders[team], pins)
        ]
        # A dimension of load for each set of teams that some bundle is for.
        everyone = frozenset(self.teams)
        self.circles = sorted({bundle.teams for bundle in bundles} - {everyone}, key=sorted)
        self.sittings = max((rest.nth + 1 for rest in self.rests), default=0)
        # What no shift limits is no dimension: each slows the search.
        shifts = situation.shifts
        self.is_counted = any(shift.most_visits is not None for shift in shifts)
        self.is_loaded = any(shift.capacity is not None for shift in shifts)

    def model(self) -> Model | None:
        types = self._types()
        if not types:
            return None
        clients: list[Client] = []
        whats: list[tuple[Bundle | DueRest, Window]] = []
        groups: list[ClientGroup] = []
        for bundle in self.bundles:
            options = self._options(bundle)
            group = None
            if len(options) > 1:
                group = len(groups)
                numbers = range(len(clients), len(clients) + len(options))
                groups.append(ClientGroup(list(numbers), required=self.is_settled))
            for window, prize in options:
                clients.append(self._client(bundle, window, prize, group))
                whats.append((bundle, window))
        for rest in self.rests:
            clients.append(self._rest(rest))
            whats.append((rest, rest.begins))
        seconds = self.situation.matrix.seconds
        # PyVRP's own types call a matrix an array of int.
        driving: Any = seconds
        lasting: Any = self._durations(seconds)
        size = len(seconds)
        data = ProblemData(
            # PyVRP draws coordinates and never computes with them: the matrix is what counts.
            locations=[Location(0, 0) for _row in range(size)],
            clients=clients,
            depots=[Depot(row) for row in self._depots(types)],
            vehicle_types=[self._vehicle(kind, teams) for kind, teams in enumerate(types)],
            # The cost is time on the way: the doors themselves take as long in any order.
            distance_matrices=[driving],
            duration_matrices=[lasting],
            groups=groups,
        )
        return Model(data, self.situation, self.pins, self.worth, whats, types)

    def _options(self, bundle: Bundle) -> list[tuple[Window, int]]:
        """Return when the bundle may begin, and its prize then: once more for what is liked."""
        prize = self.worth.of(bundle)
        options = [(window, prize) for window in bundle.starts]
        options += [(window, prize + PREFERENCE) for window in bundle.glad]
        cut = self.cuts.get(bundle.doors[0])
        if cut is not None:
            last = Window(cut.opens, cut.closes - bundle.seconds)
            options = [(within_all([window, last]), prize) for window, prize in options]
        return [(window, prize) for window, prize in options if window.holds(0)]

    def _client(self, bundle: Bundle, window: Window, prize: int, group: int | None) -> Client:
        circles = [WRONG * (bundle.teams == circle) for circle in self.circles]
        return Client(
            self.situation.place_of(bundle.doors[0]),
            delivery=[
                *self._limited(bundle.visits, bundle.load),
                *circles,
                *[0] * (2 * self.sittings),
            ],
            service_duration=bundle.seconds,
            tw_early=max(0, window.opens - self.origin),
            tw_late=max(0, window.closes - self.origin),
            prize=prize,
            required=self.is_settled and group is None,
            group=group,
        )

    def _rest(self, rest: DueRest) -> Client:
        return Client(
            rest.row,
            delivery=[
                *self._limited(0, 0),
                *[0] * len(self.circles),
                *self._sitting(rest.team, rest.nth),
            ],
            service_duration=rest.seconds,
            tw_early=max(0, rest.begins.opens - self.origin),
            tw_late=max(0, rest.begins.closes - self.origin),
            prize=self.worth.of_a_break,
            required=self.is_settled,
        )

    def _limited(self, visits: int, load: int) -> list[int]:
        """Return those of the two that some shift limits."""
        return [visits] * self.is_counted + [load] * self.is_loaded

    def _sitting(self, team: int, nth: int) -> list[int]:
        """Return two loads that only this team's nth break and this team's capacity share.

        Any other team's has either more of the one or more of the other.
        """
        loads = [0] * (2 * self.sittings)
        loads[2 * nth : 2 * nth + 2] = [WRONG * (team + 1), WRONG * (len(self.teams) - team)]
        return loads

    def _types(self) -> list[list[int]]:
        """Return the teams that can still go out; those that differ in nothing are one type."""
        types: dict[object, list[int]] = {}
        for team in self.teams:
            shift, start = self.situation.shifts[team], self.starts[team]
            if start.opens > min(shift.hours.closes, shift.back_by) or start.visits <= 0:
                continue
            rests = any(rest.team == team for rest in self.rests)
            alone = team if rests or self.pins.leads[team] or self.pins.chains[team] else None
            where = (shift.start, shift.finish, shift.hours, shift.back_by)
            may = tuple(team in circle for circle in self.circles)
            types.setdefault((alone, where, may, start.visits, start.capacity), []).append(team)
        return list(types.values())

    def _depots(self, types: list[list[int]]) -> list[int]:
        ends = len(self.teams)
        return [row for (team, *_) in types for row in (self.starts[team].row, ends + team)]

    def _vehicle(self, kind: int, teams: list[int]) -> VehicleType:
        team = teams[0]
        shift, start = self.situation.shifts[team], self.starts[team]
        closes = min(shift.hours.closes, shift.back_by)
        circles = [ANYTHING if team in circle else 0 for circle in self.circles]
        sittings = [sum(pair) for pair in zip(*self._sittings_of(team), strict=True)]
        rests = sum(rest.seconds for rest in self.rests if rest.team == team)
        share = round(self.worth.share * (shift.hours.closes - shift.hours.opens)) + rests
        is_shared = self.worth.share < 1
        return VehicleType(
            num_available=len(teams),
            capacity=[*self._limited(start.visits, start.capacity), *circles, *sittings],
            start_depot=2 * kind,
            end_depot=2 * kind + 1,
            tw_early=start.opens - self.origin,
            tw_late=closes - self.origin,
            shift_duration=share if is_shared else ANYTHING,
            max_overtime=closes - start.opens if is_shared else 0,
            unit_overtime_cost=int(is_shared),
        )

    def _sittings_of(self, team: int) -> list[list[int]]:
        return [[0] * (2 * self.sittings)] + [
            self._sitting(rest.team, rest.nth) for rest in self.rests if rest.team == team
        ]

    def _durations(self, seconds: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how long the ways count: the way back less what it may go beyond the shift."""
        beyond = [max(0, shift.back_by - shift.hours.closes) for shift in self.situation.shifts]
        if not any(beyond):
            return seconds
        lasting = seconds.copy()
        ends = slice(len(self.teams), 2 * len(self.teams))
        lasting[:, ends] = np.maximum(0, lasting[:, ends] - np.array(beyond))
        return lasting
