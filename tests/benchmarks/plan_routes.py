"""Plans 300 visits for 12 teams and prints how long it took and how good the routes are.

The peer is nearest-neighbour assignment: the teams take turns, each going to the nearest door
that it still reaches in time, however urgent.

    .venv/bin/python -m tests.benchmarks.plan_routes [VISITS] [TEAMS] [SHIFT_HOURS]
"""

import sys
from collections.abc import Callable, Sequence
from random import Random
from time import perf_counter, process_time
from unittest.mock import patch

from outreach.routing import rounds
from outreach.routing.situation import Orders, Situation, situation_of
from outreach.routing.solver import Effort, solve
from outreach.routing.timetable import Door, Shift, Timetable, Window
from outreach.routing.travel import GreatCircle

HOUR = 3600
CENTRE = (41.765, -72.685)
OPENS = 9 * HOUR
VISITING = Window(OPENS, 20 * HOUR)


def a_day(visits: int, teams: int, hours: float) -> tuple[list[Shift], list[Door]]:
    """Return a city's day: a quarter of the doors with own times, one in ten urgent."""
    chance = Random(2026)
    shifts = [
        Shift(team, near(chance, 0.03), Window(OPENS, round(OPENS + hours * HOUR)))
        for team in range(teams)
    ]
    doors = [
        Door(
            key, near(chance, 0.05), own_times(chance), 600, chance.choices([1, 2, 3], [7, 2, 1])[0]
        )
        for key in range(visits)
    ]
    return shifts, doors


def near(chance: Random, degrees: float) -> tuple[float, float]:
    return CENTRE[0] + chance.gauss(0, degrees), CENTRE[1] + chance.gauss(0, degrees)


def own_times(chance: Random) -> tuple[Window, ...]:
    if chance.random() < 0.75:
        return (VISITING,)
    opens = chance.choice([9, 10, 11, 12, 13, 14]) * HOUR
    return VISITING, Window(opens, opens + 3 * HOUR)


def nearest_neighbours(problem: Situation) -> list[Timetable]:
    """Let the teams take turns until none reaches another door in time."""
    routes: list[list[int]] = [[] for _shift in problem.shifts]
    left, going = set(range(len(problem.doors))), set(range(len(problem.shifts)))
    while going:
        for team in sorted(going):
            door = nearest(problem, team, routes[team], left)
            if door is None:
                going.discard(team)
            else:
                routes[team].append(door)
                left.discard(door)
    return [problem.timetable(team, route) for team, route in enumerate(routes)]


def nearest(problem: Situation, team: int, route: list[int], left: set[int]) -> int | None:
    here = problem.place_of(route[-1]) if route else team
    legs = problem.matrix.seconds[here, problem.place_of(0) :]
    in_reach = sorted(left, key=lambda index: legs[index])
    kept = (door for door in in_reach if problem.timetable(team, [*route, door]).is_kept)
    return next(kept, None)


def told(name: str, routes: Sequence[Timetable], doors: Sequence[Door]) -> tuple[int, float]:
    """Print one planner's figures; return how many doors it placed and its travel in seconds."""
    priority = {door.key: door.priority for door in doors}
    placed = [stop.key for route in routes for stop in route.stops]
    urgent = sum(priority[key] == 3 for key in placed)
    travel = sum(route.travel_seconds for route in routes)
    out = sum(bool(route.stops) for route in routes)
    print(
        f"{name:<18} {len(placed):>4} placed ({urgent} of "
        f"{sum(door.priority == 3 for door in doors)} urgent), {out} teams out, "
        f"travel {travel / HOUR:.1f} h, {travel / max(1, len(placed)) / 60:.1f} min a door"
    )
    return len(placed), travel


def timed(search: Callable[..., Orders], searched: list[float]) -> Callable[..., Orders]:
    """Return the search, which notes the CPU seconds of each call."""

    def run(*args: object) -> Orders:
        began = process_time()
        found = search(*args)
        searched.append(process_time() - began)
        return found

    return run


def main(visits: int = 300, teams: int = 12, hours: float = 8) -> None:
    shifts, doors = a_day(visits, teams, hours)
    travel = GreatCircle()
    began, worked = perf_counter(), process_time()
    searched: list[float] = []
    with patch.object(rounds, "search", timed(rounds.search, searched)):
        answer = solve(shifts, doors, travel, Effort(clock=process_time))
    took, cpu = perf_counter() - began, process_time() - worked
    peer = nearest_neighbours(situation_of(shifts, doors, travel))
    print(f"{visits} visits, {teams} teams of {hours:g} h: {took:.1f} s, {cpu:.1f} s of CPU")
    print(f"all but PyVRP's search adds {100 * (cpu / sum(searched) - 1):.1f}% to it")
    ours, ours_travel = told("Doorstep", answer.routes, doors)
    theirs, theirs_travel = told("nearest neighbour", peer, doors)
    ratio = (ours_travel / max(1, ours)) / (theirs_travel / max(1, theirs))
    figures = answer.figures
    print(
        "within the same assignment: nearest neighbour drives "
        f"{figures.nearest_seconds / HOUR:.1f} h, list order "
        f"{figures.list_order_seconds / HOUR:.1f} h, "
        f"Doorstep {figures.driving_seconds / HOUR:.1f} h, "
        f"{100 * figures.saved_seconds / figures.nearest_seconds:.0f}% less than the nearest"
    )
    print(
        f"travel {ours_travel / theirs_travel:.2f} of the peer's in all, {ratio:.2f} of it a door"
    )


if __name__ == "__main__":
    main(*(float(each) if "." in each else int(each) for each in sys.argv[1:]))
