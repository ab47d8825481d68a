"""Builds PyVRP's form of a day of 1,000 visits and 40 teams, and prints its part of a full run.

The run is the one that a coordinator waits for: every round of it builds the model anew. Beside
the model, what all else but the search takes: travel times, timetables, reasons and figures.

    .venv/bin/python -m tests.benchmarks.model_day [VISITS] [TEAMS] [SECONDS_OF_CPU]
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from time import process_time
from unittest.mock import patch

from outreach.routing import rounds
from outreach.routing.problem import Break, Effort, Window
from outreach.routing.solver import solve
from outreach.routing.travel import GreatCircle
from tests.benchmarks.plan_routes import HOUR, a_day

NOON = Break(Window(12 * HOUR, 14 * HOUR), 1800)
# So many per cent may the model add to the search.
ALLOWED = 5.0


def timed[**P, T](deed: Callable[P, T], spent: list[float]) -> Callable[P, T]:
    """Return the deed, which notes the CPU seconds of each call."""

    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        began = process_time()
        done = deed(*args, **kwargs)
        spent.append(process_time() - began)
        return done

    return run


def main(visits: int = 1000, teams: int = 40, seconds: float = 10) -> int:
    """Print the parts; return 1 where the model takes more than is allowed."""
    shifts, doors = a_day(visits, teams, 8)
    resting = [replace(shift, breaks=(NOON,)) for shift in shifts]
    modelled: list[float] = []
    searched: list[float] = []
    began = process_time()
    with (
        patch.object(rounds, "model_of", timed(rounds.model_of, modelled)),
        patch.object(rounds, "search", timed(rounds.search, searched)),
    ):
        answer = solve(resting, doors, GreatCircle(), Effort(seconds=seconds, clock=process_time))
    whole = process_time() - began
    share = 100 * sum(modelled) / sum(searched)
    rest = whole - sum(modelled) - sum(searched)
    placed = sum(len(route.stops) for route in answer.routes)
    print(f"{visits} visits, {teams} teams with a break: {placed} placed, {whole:.1f} s of CPU")
    print(f"search {sum(searched):.2f} s in {len(searched)} slices")
    print(f"model {sum(modelled):.2f} s, built {len(modelled)} times: {share:.1f}% of the search")
    print(f"all else {rest:.2f} s: {100 * rest / sum(searched):.1f}% of the search")
    return int(share >= ALLOWED)


if __name__ == "__main__":
    sys.exit(main(*(int(each) for each in sys.argv[1:])))
