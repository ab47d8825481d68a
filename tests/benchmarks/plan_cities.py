"""Plans a day of 300 visits and 12 teams in each city of the messy list, against other orders.

The peer keeps the same visits with the same teams and goes on to the nearest door that it still
reaches in time. Half of the teams are out from 9 to 17 and half from 12 to 20, each with a break of
half an hour; a third speak Spanish. The list has some 190 doors a city: the others are drawn near
them. Other orders of the list's own are as bad as they look: lists are not in order of place.

What any order of the same doors could save is proven, route by route (`route_bound`): the least
metres that keep windows, breaks and shift, and the least at any time. Nearest first keeps none of
the promises that it cannot see coming: it makes 55 to 100 of some 290 visits late.

One run with 10 s of CPU on a busy machine; visits placed, hours of driving, then metres saved, and
what could be at most, in per cent of nearest first:

                placed  hours  saved  of at most  without times
    Arvada         288   11.6   13.2        15.8           17.2
    Glendale       294   14.9   12.9        15.8           17.1
    Manchester     289    8.4   20.4        20.9           22.3
    Montgomery     287   19.7   20.4        20.6           21.9
    Washington     290   15.4   16.9        17.6           20.4
    mean                        16.8        18.1           19.8

So no order saves 20% on average within these assignments: doors given to one team lie close
together, where nearest first is no bad order. What is saved differs by some points from one run to
the next, for it depends on the assignment more than on the order, and a better plan may well save
less: compare plans by visits placed and hours.

    .venv/bin/python -m tests.benchmarks.plan_cities [SECONDS_OF_CPU] [CITY …]
"""

import csv
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import median
from time import process_time

from outreach.routing.comparing import nearest_order
from outreach.routing.problem import Break, Door, Effort, Shift, Window
from outreach.routing.situation import situation_of
from outreach.routing.solver import solve
from outreach.routing.speeds import BY_HOUR, pace_of
from outreach.routing.timetable import Timetable
from outreach.routing.travel import GreatCircle, Place
from tests.benchmarks.route_bound import least_metres, metres_of

LIST = Path(__file__).parents[3] / "shared" / "data" / "leads" / "five-offices-messy.csv"
HOUR = 3600
VISITS, TEAMS = 300, 12
VISITING = Window(9 * HOUR, 20 * HOUR)
PACE = pace_of([(hour * HOUR, speed) for hour, speed in BY_HOUR])
TRAVEL = GreatCircle(metres_a_second=PACE.slowest(VISITING.opens, VISITING.closes), pace=PACE)
# So many seconds of the clock may the proof take for a route; most are proven within one.
PROOF = 30
PRIORITIES = {"urgent": 3, "HIGH!!": 3, "elevated": 2}


def cities() -> dict[str, list[Door]]:
    """Return the doors of each city that have coordinates."""
    found: dict[str, list[Door]] = {}
    with LIST.open(encoding="latin1", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines, delimiter=";")):
            door = door_of(number, row)
            if door:
                found.setdefault(row["City"].strip().title(), []).append(door)
    return found


def door_of(number: int, row: dict[str, str]) -> Door | None:
    try:
        place = float(row["Lat"]), float(row["Long"])
        since, until = (int(row[f"Best time {end}"][:2] or 0) for end in ("from", "to"))
    except ValueError:
        return None
    own = (Window(since * HOUR, until * HOUR),) if since < until else ()
    return Door(
        key=number,
        place=place,
        windows=(VISITING, *own),
        seconds=600,
        priority=PRIORITIES.get(row["Priority Level"], 1),
        language="es" if row["Lang."] == "es" else "",
    )


def filled_up(doors: list[Door], chance: Random) -> list[Door]:
    """Return as many doors as the day has, those beyond the list's a street away from one of it."""
    more = [
        replace(chance.choice(doors), key=10_000 + number) for number in range(VISITS - len(doors))
    ]
    near = [replace(door, place=beside(door.place or (0, 0), chance)) for door in more]
    return [*doors[:VISITS], *near]


def beside(place: Place, chance: Random) -> Place:
    return place[0] + chance.gauss(0, 0.003), place[1] + chance.gauss(0, 0.003)


def teams_near(doors: list[Door]) -> list[Shift]:
    places = [door.place for door in doors if door.place]
    office = median(each[0] for each in places), median(each[1] for each in places)
    noon, evening = (Break(Window(at * HOUR, (at + 2) * HOUR), 1800) for at in (12, 16))
    return [
        Shift(
            team,
            office,
            Window(12 * HOUR, 20 * HOUR) if team % 2 else Window(9 * HOUR, 17 * HOUR),
            breaks=(evening if team % 2 else noon,),
            languages=frozenset({"es"} if team % 3 == 0 else ()),
        )
        for team in range(TEAMS)
    ]


def in_kilometres(shifts: list[Shift], doors: list[Door], routes: Sequence[Timetable]) -> str:
    """Tell what nearest first, these routes and the best order of the same doors drive."""
    situation = situation_of(shifts, doors, TRAVEL)
    number = {door.key: at for at, door in enumerate(doors)}
    nearest = ours = least = anyhow = 0
    for team, route in enumerate(routes):
        order = [number[stop.key] for stop in route.stops]
        ours += metres_of(situation, team, order)
        nearest += metres_of(situation, team, nearest_order(situation, team, order))
        least += least_metres(situation, team, order, PROOF)
        anyhow += least_metres(situation, team, order, PROOF, has_rules=False)
    saved, most, free = (100 * (1 - each / nearest) for each in (ours, least, anyhow))
    return (
        f"{nearest / 1000:.0f} km nearest first, {ours / 1000:.0f} km ours: {saved:.1f}% saved of "
        f"{most:.1f}% that any order could save ({free:.1f}% if none kept any time)"
    )


def main(seconds: float, wanted: list[str]) -> None:
    if not LIST.exists():
        print(f"There is no {LIST}.")
        return
    for city, listed in sorted(cities().items()):
        if len(listed) < 100 or (wanted and city not in wanted):
            continue
        doors = filled_up(listed, Random(2026))
        shifts = teams_near(doors)
        answer = solve(shifts, doors, TRAVEL, Effort(seconds=seconds, clock=process_time))
        figures = answer.figures
        placed = sum(len(route.stops) for route in answer.routes)
        saved = 100 * figures.saved_seconds / figures.nearest_seconds
        nearest = f"{figures.nearest_seconds / HOUR:.1f} h ({saved:.1f}% saved)"
        late = f"{figures.nearest_late} visits late"
        print(
            f"{city:<12} {placed} of {len(doors)} placed, {figures.driving_seconds / HOUR:.1f} h "
            f"of driving; nearest first {nearest} with {late}, "
            f"list order {figures.list_order_seconds / HOUR:.1f} h",
            flush=True,
        )
        print(f"{'':<12} {in_kilometres(shifts, doors, answer.routes)}", flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]) if sys.argv[1:] else 10, sys.argv[2:])
