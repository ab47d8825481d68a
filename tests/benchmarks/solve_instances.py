"""Solves VRPLIB and Solomon files through Doorstep's solver and prints the gap to best known.

Beside it what PyVRP by itself, OR-Tools and VROOM reach on the same file, machine and CPU seconds.

Gaps in per cent on a busy machine, the CPU's seconds after the name. Doorstep, PyVRP and `empty`
(PyVRP from the plan that visits nobody) by turns, means of seeds 1 to 3; with 100 customers seed 1.
OR-Tools and VROOM with 1,000 are of another, less busy time. The last column is by how much ours is
worse than the best of the others, and twice the standard error of that.

                  Doorstep       PyVRP         empty         OR-Tools  VROOM  worse
    C101      10   0.0           0.0           0.0           0.0       0.0
    R101      10   0.0           0.0           1.0           1.0       0.4
    RC101     10  -0.2          -0.2           1.6           2.1       1.1
    R201      10  -0.2          -0.2           1.2           5.7       4.2
    R1_10_1   30   3.27 ± 0.17   5.12 ± 0.32                28.8       8.4   -1.84, 0.42
    RC2_10_5  30   1.53 ± 0.31   1.91 ± 0.14  14.0  ± 0.46  53.7      34.0   -0.38, 0.39
    C2_10_3   30   2.09 ± 0.41   2.66 ± 1.08   2.31 ± 0.37  33.8      44.1   -0.22, 0.64  prizes
    R1_10_5   30   0.45 ± 0.14   1.53 ± 0.82   0.43 ± 0.14                   +0.02, 0.23  prizes

    .venv/bin/python -m tests.benchmarks.solve_instances [--seconds N] [--seed N] [--seeds N]
        [--peers "NAME;…"|none] [FILE_OR_FOLDER …]

The default is ../shared/data/vrp. Packages: dependency group `bench`.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from math import hypot, sqrt
from pathlib import Path
from statistics import fmean, stdev
from time import process_time

from outreach.routing.problem import Effort
from outreach.routing.solver import solve
from tests.benchmarks.routing_peers import PEERS, SEEDED, Routes
from tests.benchmarks.vrplib_files import Instance, read

DEFAULT = Path(__file__).parents[3] / "shared" / "data" / "vrp"
OURS = "Doorstep"


def doorstep(instance: Instance, seconds: float, seed: int) -> Routes:
    """Plan it as a day of Doorstep."""
    shifts, doors = instance.day()
    effort = Effort(
        seconds=seconds,
        idle_iterations=10**9,
        seed=seed,
        fair_share=False,
        clock=process_time,
    )
    answer = solve(shifts, doors, instance, effort)
    return [[stop.key for stop in route.stops] for route in answer.routes if route.stops]


def files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.iterdir() if each.suffix in (".vrp", ".txt"))
        else:
            yield path


def told(instance: Instance, name: str, routes: Routes | None, used: float) -> float | None:
    """Print a line; return the gap to the best known cost in per cent."""
    try:
        cost = None if routes is None else instance.cost(routes)
    except ValueError as error:
        print(f"  {name:<20} no valid plan: {error} ({used:.1f} s)")
        return None
    if cost is None:
        print(f"  {name:<20} no plan ({used:.1f} s)", flush=True)
        return None
    gap = None if instance.best_known is None else 100 * (cost / instance.best_known - 1)
    shown = "" if gap is None else f" {gap:+.2f}%"
    print(f"  {name:<20} {cost / instance.scale:>12.2f}{shown} ({used:.1f} s)", flush=True)
    return gap


def compared(gaps: dict[str, list[float]]) -> None:
    """Print each solver's mean and spread, and ours beside the best of the others.

    Means of so few seeds differ by chance: twice the standard error of their difference is noise.
    """
    for name, found in gaps.items():
        spread = f" ± {stdev(found):.2f}" if len(found) > 1 else ""
        print(f"  {name:<20} mean {fmean(found):+.2f}%{spread} over {len(found)}")
    ours, peers = gaps.get(OURS), {name: each for name, each in gaps.items() if name != OURS}
    if not ours or not peers:
        return
    best = min(peers, key=lambda name: fmean(peers[name]))
    worse = fmean(ours) - fmean(peers[best])
    noise = 2 * hypot(_error(ours), _error(peers[best]))
    print(f"  {OURS} against {best}: {worse:+.2f} points, noise {noise:.2f}", flush=True)


def _error(found: list[float]) -> float:
    """Return the standard error of the mean."""
    return stdev(found) / sqrt(len(found)) if len(found) > 1 else 0.0


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("paths", nargs="*", type=Path, default=[DEFAULT])
    parser.add_argument("--seconds", type=float, help="default: 10 up to 200 customers, else 30")
    parser.add_argument("--seed", type=int, default=1, help="the first")
    parser.add_argument("--seeds", type=int, default=1, help="how many")
    parser.add_argument("--peers", default=";".join(PEERS))
    options = parser.parse_args()
    chosen = {OURS: doorstep}
    chosen |= {name: PEERS[name] for name in options.peers.split(";") if name in PEERS}
    overall: dict[str, list[float]] = {}
    for path in files(options.paths):
        instance = read(path)
        seconds = options.seconds or (10 if len(instance.ways) <= 201 else 30)
        print(f"{instance.name}: {len(instance.ways) - 1} customers, {seconds:g} s of CPU")
        gaps: dict[str, list[float]] = {}
        # All solvers with one seed before the next: the machine may be busier at another time.
        for seed in range(options.seed, options.seed + options.seeds):
            for name, run in chosen.items():
                if name not in {OURS, *SEEDED} and seed > options.seed:
                    continue
                began = process_time()
                routes = run(instance, seconds, seed)
                gap = told(instance, name, routes, process_time() - began)
                if gap is not None:
                    gaps.setdefault(name, []).append(gap)
        compared(gaps)
        for name, found in gaps.items():
            overall.setdefault(name, []).append(fmean(found))
    print("mean gap:")
    for name, found in overall.items():
        print(f"  {name:<20} {fmean(found):+.2f}% over {len(found)} files")


if __name__ == "__main__":
    sys.exit(main())
