"""VRPLIB and Solomon files as days of Doorstep: vehicles are teams, customers are doors.

Distances are Euclidean, in whole numbers of tenths, cut, as in the 2021 DIMACS challenge; for
Solomon's files, whose best known costs have no rounding, of thousandths, rounded. Where the
file has prizes, a customer may be left out for its prize.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import vrplib
from numpy.typing import NDArray

from outreach.routing.problem import Door, Shift, Window
from outreach.routing.travel import TravelMatrix

# Worth more than any route of these files.
MANDATORY = 10**7


@dataclass(frozen=True)
class Instance:
    """One file, in `scale` parts of its unit; row 0 of every array is the depot.

    `prizes` None means to visit everyone.
    """

    name: str
    ways: NDArray[np.int64]
    demands: NDArray[np.int64]
    windows: NDArray[np.int64]
    services: NDArray[np.int64]
    prizes: NDArray[np.int64] | None
    vehicles: int
    capacity: int
    best_known: float | None
    scale: int

    def cost(self, routes: list[list[int]]) -> int:
        """Check the routes (customers from 1) and return their cost. Raises ValueError."""
        visited = [customer for route in routes for customer in route]
        if len(set(visited)) < len(visited) or len(routes) > self.vehicles:
            raise ValueError("A customer is visited twice, or there are too many routes.")
        left = set(range(1, len(self.ways))) - set(visited)
        if left and self.prizes is None:
            raise ValueError(f"{len(left)} customers are not visited.")
        missed = 0 if self.prizes is None else int(sum(self.prizes[each] for each in left))
        return missed + sum(self._cost_of(route) for route in routes)

    def _cost_of(self, route: list[int]) -> int:
        if self.demands[route].sum() > self.capacity:
            raise ValueError("A route carries too much.")
        clock, here, cost = int(self.windows[0][0]), 0, 0
        for there in [*route, 0]:
            cost += int(self.ways[here, there])
            opens, closes = self.windows[there]
            clock = max(clock + int(self.services[here] + self.ways[here, there]), int(opens))
            if clock > closes:
                raise ValueError("A route is late.")
            here = there
        return cost

    def day(self) -> tuple[list[Shift], list[Door]]:
        """Return it as Doorstep plans it. A place is its row, which `matrix` looks up."""
        opens, closes = map(int, self.windows[0])
        shift_ = Window(opens, closes)
        shifts = [
            Shift(team, (0, 0), shift_, capacity=self.capacity) for team in range(self.vehicles)
        ]
        doors = [
            Door(
                key=row,
                place=(row, 0),
                windows=(
                    Window(
                        int(self.windows[row][0]), int(self.windows[row][1] + self.services[row])
                    ),
                ),
                seconds=int(self.services[row]),
                load=int(self.demands[row]),
                worth=MANDATORY if self.prizes is None else int(self.prizes[row]),
            )
            for row in range(1, len(self.ways))
        ]
        return shifts, doors

    def _window(self, row: int) -> Window:
        """Return when the whole visit must be; the file says when it may begin."""
        opens, closes = map(int, self.windows[row])
        return Window(opens, closes + int(self.services[row]))

    @property
    def source(self) -> str:
        """What the travel times are."""
        return "plane"

    def matrix(self, places: list[tuple[float, float]]) -> TravelMatrix:
        """Return the ways between rows."""
        rows = [int(row) for row, _zero in places]
        ways = self.ways[np.ix_(rows, rows)]
        return TravelMatrix(ways, ways, self.source)


def read(path: Path) -> Instance:
    """Read a file; its best known cost is in the `.sol` file beside it, or not known."""
    is_solomon = path.suffix == ".txt"
    raw = vrplib.read_instance(path, "solomon" if is_solomon else "vrplib")
    places = np.array(raw["node_coord"], dtype=float)
    apart = np.sqrt(((places[:, None] - places) ** 2).sum(axis=-1))
    scale = 1000 if is_solomon else 10
    services = np.full(len(places), 1, dtype=np.int64) * np.array(raw["service_time"]) * scale
    services[0] = 0
    prizes = np.array(raw["prize"], dtype=np.int64) * PRIZE_SCALE if "prize" in raw else None
    ways = np.rint(apart * scale) if is_solomon else np.trunc(apart * scale)
    return Instance(
        name=path.stem,
        ways=ways.astype(np.int64),
        demands=np.array(raw["demand"], dtype=np.int64),
        windows=np.array(raw["time_window"], dtype=np.int64) * scale,
        services=services,
        prizes=prizes,
        vehicles=int(raw["vehicles"]),
        capacity=int(raw["capacity"]),
        best_known=_best_known(path, prizes is not None, scale),
        scale=scale,
    )


PRIZE_SCALE = 10
# The least distances known, without rounding, of those that ../shared/data/vrp names.
SOLOMON = {"C101": 828.94, "R101": 1642.88, "RC101": 1643.41, "R201": 1149.68}


def _best_known(path: Path, has_prizes: bool, scale: int) -> float | None:
    if path.stem in SOLOMON:
        return SOLOMON[path.stem] * scale
    beside = path.with_suffix(".sol")
    if not beside.exists():
        return None
    cost = float(vrplib.read_solution(beside)["cost"])
    # Files with prizes give theirs in tenths already.
    return cost if has_prizes else cost * scale
