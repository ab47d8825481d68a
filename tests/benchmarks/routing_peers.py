"""Other solvers on the same instance: PyVRP by itself, OR-Tools and VROOM (group `bench`).

Each returns routes, or None where it found no plan that keeps everything. Time is CPU seconds of
this process, for what else runs on the machine must not count. VROOM knows only a wall clock: it
gets WALL times the seconds there, and the runner prints what it used of the CPU, which on a busy
machine is about as much, else up to WALL times more.
"""

from collections.abc import Callable
from datetime import timedelta
from time import process_time

import pyvrp
import vroom
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from tests.benchmarks.vrplib_files import Instance

type Routes = list[list[int]]

WALL = 3


def nobody(instance: Instance, seconds: float, seed: int) -> Routes | None:
    """Visit nobody."""
    return [] if instance.prizes is not None else None


def pyvrp_default(instance: Instance, seconds: float, seed: int) -> Routes | None:
    """PyVRP as it comes."""
    return _pyvrp(instance, seconds, seed, is_empty=False)


def pyvrp_empty(instance: Instance, seconds: float, seed: int) -> Routes | None:
    """PyVRP from the plan that visits nobody."""
    return _pyvrp(instance, seconds, seed, is_empty=True)


def _pyvrp(instance: Instance, seconds: float, seed: int, is_empty: bool) -> Routes | None:
    rows = range(1, len(instance.ways))
    clients = [
        pyvrp.Client(
            row,
            delivery=[int(instance.demands[row])],
            service_duration=int(instance.services[row]),
            tw_early=int(instance.windows[row][0]),
            tw_late=int(instance.windows[row][1]),
            prize=0 if instance.prizes is None else int(instance.prizes[row]),
            required=instance.prizes is None,
        )
        for row in rows
    ]
    closes = int(instance.windows[0][1])
    fleet = pyvrp.VehicleType(instance.vehicles, [instance.capacity], tw_late=closes)
    data = pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _row in instance.ways],
        clients,
        [pyvrp.Depot(0)],
        [fleet],
        [instance.ways],
        [instance.ways],
    )
    ends = process_time() + seconds
    result = pyvrp.solve(
        data,
        lambda _cost: process_time() >= ends,
        seed=seed,
        collect_stats=False,
        initial_solution=pyvrp.Solution(data, []) if is_empty else None,
    )
    if not result.best.is_feasible():
        return None
    return [[1 + each.idx for each in route if each.is_client()] for route in result.best.routes()]


def or_tools(instance: Instance, seconds: float, seed: int) -> Routes | None:
    """OR-Tools: guided local search, as its own guide for routing has it."""
    manager = pywrapcp.RoutingIndexManager(len(instance.ways), instance.vehicles, 0)
    routing = pywrapcp.RoutingModel(manager)
    ways, lasts, loads = (
        each.tolist() for each in (instance.ways, instance.services, instance.demands)
    )
    rows = [manager.IndexToNode(index) for index in range(routing.Size() + instance.vehicles)]
    way = routing.RegisterTransitMatrix(ways)
    lasting = [[lasts[here] + leg for leg in legs] for here, legs in enumerate(ways)]
    clock = routing.RegisterTransitMatrix(lasting)
    routing.SetArcCostEvaluatorOfAllVehicles(way)
    load = routing.RegisterUnaryTransitVector(loads)
    routing.AddDimension(load, 0, instance.capacity, True, "load")
    closes = int(instance.windows[0][1])
    routing.AddDimension(clock, closes, closes, False, "time")
    times = routing.GetDimensionOrDie("time")
    for row in range(1, len(ways)):
        index = manager.NodeToIndex(row)
        times.CumulVar(index).SetRange(*map(int, instance.windows[row]))
        if instance.prizes is not None:
            routing.AddDisjunction([index], int(instance.prizes[row]))
    found: dict[str, object] = {"cost": float("inf"), "routes": None}
    ends = process_time() + seconds

    def on_solution() -> None:
        if routing.CostVar().Max() < found["cost"]:
            found["cost"] = routing.CostVar().Max()
            found["routes"] = _routes(routing, rows, instance.vehicles)

    routing.AddAtSolutionCallback(on_solution)
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = (
        routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    )
    parameters.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    routing.AddSearchMonitor(routing.solver().CustomLimit(lambda: process_time() >= ends))
    routing.SolveWithParameters(parameters)
    return found["routes"]  # type: ignore[return-value]


def _routes(routing: pywrapcp.RoutingModel, rows: list[int], vehicles: int) -> Routes:
    routes = []
    for vehicle in range(vehicles):
        index, route = routing.NextVar(routing.Start(vehicle)).Value(), []
        while not routing.IsEnd(index):
            route.append(rows[index])
            index = routing.NextVar(index).Value()
        routes += [route] if route else []
    return routes


def vroom_peer(instance: Instance, seconds: float, seed: int) -> Routes | None:
    """VROOM at its highest exploration. It knows no prizes, only to visit as many as it can."""
    problem = vroom.Input()
    problem.set_durations_matrix("car", instance.ways.astype("uint32"))
    opens, closes = map(int, instance.windows[0])
    for vehicle in range(instance.vehicles):
        problem.add_vehicle(
            vroom.Vehicle(
                vehicle,
                start=0,
                end=0,
                profile="car",
                capacity=[instance.capacity],
                time_window=vroom.TimeWindow(opens, closes),
            )
        )
    for row in range(1, len(instance.ways)):
        window = vroom.TimeWindow(*map(int, instance.windows[row]))
        problem.add_job(
            vroom.Job(
                row,
                location=row,
                default_service=int(instance.services[row]),
                delivery=[int(instance.demands[row])],
                time_windows=[window],
                priority=_priority(instance, row),
            )
        )
    solution = problem.solve(
        exploration_level=5, nb_threads=1, timeout=timedelta(seconds=2 * seconds)
    )
    routes: dict[int, list[int]] = {}
    for vehicle, kind, row in solution.routes[["vehicle_id", "type", "id"]].itertuples(index=False):
        if kind == "job":
            routes.setdefault(vehicle, []).append(int(row))
    return list(routes.values())


def _priority(instance: Instance, row: int) -> int:
    if instance.prizes is None:
        return 0
    return round(100 * float(instance.prizes[row] / instance.prizes.max()))


PEERS: dict[str, Callable[[Instance, float, int], Routes | None]] = {
    "PyVRP": pyvrp_default,
    "PyVRP, empty start": pyvrp_empty,
    "OR-Tools": or_tools,
    "VROOM": vroom_peer,
    "nobody": nobody,
}
# These draw by their seed; the others answer the same again.
SEEDED = ("PyVRP", "PyVRP, empty start")
