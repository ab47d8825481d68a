"""A door that is pinned at a place stands there, also with nothing pinned before it."""

from dataclasses import replace

import pytest

from outreach.routing.problem import Door, Effort, Shift, Window
from outreach.routing.solver import solve
from outreach.routing.travel import GreatCircle

HOUR = 3600
HOME = (41.77, -72.52)
DAY, VISITING = Window(9 * HOUR, 17 * HOUR), Window(9 * HOUR, 20 * HOUR)


def door(key, **more):
    place = (HOME[0] + 0.01 * (key + 1), HOME[1])
    return Door(key, place, more.pop("windows", (VISITING,)), 600, **more)


def order(doors, **more):
    effort = Effort(seconds=None, iterations=200)
    answer = solve([Shift(1, HOME, DAY, **more)], doors, GreatCircle(), effort)
    assert not answer.left_out
    assert answer.routes[0].is_kept
    return [stop.key for stop in answer.routes[0].stops]


@pytest.mark.parametrize("places", [{0: 4}, {7: 2, 3: 5}, {6: 3, 2: 7}, {5: 1, 1: 4}])
def test_it_stands_at_its_place(places):
    doors = [replace(door(key), pinned_to=1, pinned_place=place) for key, place in places.items()]
    doors += [door(key) for key in range(8) if key not in places]
    found = order(doors)
    assert {key: found.index(key) + 1 for key in places} == places


def test_it_is_last_where_the_route_is_shorter():
    assert order([replace(door(0), pinned_to=1, pinned_place=9), door(1), door(2)])[-1] == 0


def test_its_window_comes_before_its_place():
    early = door(0, windows=(VISITING, Window(9 * HOUR, 9 * HOUR + 1800)))
    doors = [replace(early, pinned_to=1, pinned_place=6), *map(door, range(1, 8))]
    assert order(doors).index(0) < 5


def test_the_others_take_the_shortest_way_around_it():
    """There and back along one street: the way out has the first, the way home the others."""
    found = order([replace(door(7), pinned_to=1, pinned_place=2), *map(door, range(7))])
    assert found[1] == 7
    assert found[2:] == sorted(found[2:], reverse=True)


def test_it_does_not_part_doors_of_one_address():
    home = (HOME[0] + 0.03, HOME[1])
    family = [replace(door(key), place=home, group=1) for key in (10, 11, 12)]
    doors = [replace(door(0), pinned_to=1, pinned_place=2), *family]
    found = order(doors)
    at = min(found.index(each.key) for each in family)
    assert sorted(found[at : at + 3]) == [10, 11, 12]
