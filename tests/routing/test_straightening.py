"""Each route once more by itself."""

from itertools import permutations
from random import Random

from outreach.routing.problem import Break, Door, Effort, Shift, Window
from outreach.routing.searching import Budget
from outreach.routing.situation import situation_of
from outreach.routing.straightening import straightened
from outreach.routing.travel import GreatCircle

HOUR = 3600
HOME = (41.77, -72.52)
DAY = Window(9 * HOUR, 17 * HOUR)
NOON = (Break(Window(12 * HOUR, 14 * HOUR), 1800),)


def situation(**more):
    chance = Random(3)
    shifts = [Shift(team, HOME, DAY, breaks=NOON) for team in (1, 2)]
    places = [(HOME[0] + chance.gauss(0, 0.1), HOME[1] + chance.gauss(0, 0.1)) for _ in range(12)]
    doors = [Door(key, place, (DAY,), 600, **more) for key, place in enumerate(places)]
    return situation_of(shifts, doors, GreatCircle())


def straight(day, orders):
    return straightened(day, orders, Budget(Effort(seconds=None, iterations=600)))


def test_each_team_keeps_its_doors_and_drives_the_shortest_way():
    day = situation()
    found = straight(day, [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]])
    assert [sorted(route) for route in found] == [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]]
    for team, route in enumerate(found):
        ways = [day.way(team, way) for way in permutations(route) if day.is_kept(team, way)]
        assert day.is_kept(team, route)
        assert day.way(team, route) == min(ways)


def test_an_order_that_a_person_pinned_stays():
    day = situation()
    pinned = [
        Door(each.key, each.place, each.windows, 600, pinned_to=1, pinned_place=each.key + 1)
        for each in day.doors[:6]
    ]
    day = situation_of(day.shifts, [*pinned, *day.doors[6:]], GreatCircle())
    assert straight(day, [[0, 1, 2, 3, 4, 5], []]) == [[0, 1, 2, 3, 4, 5], []]
