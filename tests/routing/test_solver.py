"""The solver's promises, on days small enough to check by hand or by trying everything."""

from itertools import permutations
from random import Random
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.routing import rounds, searching
from outreach.routing.solver import Effort, LeftOut, solve
from outreach.routing.timetable import Door, Shift, Window, timetable
from outreach.routing.travel import GreatCircle

HOUR = 3600
HOME = (41.77, -72.52)
FAR = (42.77, -72.52)
VISITING = Window(9 * HOUR, 20 * HOUR)
QUICK = Effort(seconds=None, iterations=300)
TRAVEL = GreatCircle()


def shift(team=1, start=HOME, opens=9, closes=17):
    return Shift(team, start, Window(int(opens * HOUR), int(closes * HOUR)))


def door(key, north=0.0, east=0.0, window=None, seconds=600, priority=1):
    place = (HOME[0] + north, HOME[1] + east)
    return Door(key, place, (VISITING, window or VISITING), seconds, priority)


def many_doors(count, seed=1):
    chance = Random(seed)
    return [
        door(
            key, chance.gauss(0, 0.03), chance.gauss(0, 0.03), priority=chance.choice([1, 1, 2, 3])
        )
        for key in range(count)
    ]


def test_it_answers_for_no_visits():
    answer = solve([shift(1), shift(2)], [], TRAVEL, QUICK)
    assert [route.stops for route in answer.routes] == [(), ()]
    assert answer.left_out == {}


def test_it_answers_for_no_teams():
    answer = solve([], [door(1)], TRAVEL, QUICK)
    assert answer.routes == ()
    assert answer.left_out == {1: LeftOut.NO_SHIFT}


def test_it_lists_a_door_without_coordinates():
    lost = Door(7, None, (VISITING,), 600)
    answer = solve([shift()], [lost, door(1)], TRAVEL, QUICK)
    assert answer.left_out == {7: LeftOut.NO_PLACE}
    assert [stop.key for stop in answer.routes[0].stops] == [1]


def test_it_keeps_to_the_persons_own_times():
    noon = Window(12 * HOUR, 13 * HOUR)
    answer = solve([shift()], [door(1, window=noon), door(2)], TRAVEL, QUICK)
    arrives = {stop.key: stop.arrives for stop in answer.routes[0].stops}
    assert 12 * HOUR <= arrives[1] <= 13 * HOUR - 600
    assert not answer.left_out


def test_it_says_that_no_time_fits():
    evening = Window(18 * HOUR, 20 * HOUR)
    short = Window(10 * HOUR, 10 * HOUR + 300)
    doors = [
        door(1, window=evening),
        door(2, window=short),
        Door(3, (52.0, -72.5), (VISITING,), 600),
    ]
    answer = solve([shift()], doors, TRAVEL, QUICK)
    closed = dict.fromkeys((1, 2), LeftOut.NO_WINDOW)
    assert answer.left_out == {**closed, 3: LeftOut.TOO_FAR}


def test_it_sends_the_team_whose_shift_fits():
    evening = Window(18 * HOUR, 20 * HOUR)
    late = shift(2, opens=15, closes=21)
    answer = solve([shift(1), late], [door(1, window=evening)], TRAVEL, QUICK)
    assert [[stop.key for stop in route.stops] for route in answer.routes] == [[], [1]]


def test_it_says_that_the_shift_is_full():
    doors = [door(key, seconds=HOUR) for key in range(3)]
    answer = solve([shift(closes=11.2)], doors, TRAVEL, QUICK)
    assert len(answer.routes[0].stops) == 2
    assert list(answer.left_out.values()) == [LeftOut.SHIFT_FULL]


def test_it_gives_up_many_near_doors_for_one_far_urgent_one():
    near = [door(key, 0.001 * key) for key in range(12)]
    urgent = Door(99, (HOME[0] + 0.17, HOME[1]), (VISITING,), 600, priority=3)
    answer = solve([shift(closes=11.1)], [*near, urgent], TRAVEL, QUICK)
    assert 99 in {stop.key for stop in answer.routes[0].stops}
    assert set(answer.left_out.values()) == {LeftOut.SHIFT_FULL}


def test_it_shares_the_work_among_teams():
    teams = [shift(team) for team in range(4)]
    answer = solve(teams, many_doors(40), TRAVEL, QUICK)
    counts = [len(route.stops) for route in answer.routes]
    assert sum(counts) == 40
    assert min(counts) >= 6


def test_it_answers_the_same_for_the_same_seed_and_iterations():
    teams, doors = [shift(1), shift(2, closes=12)], many_doors(40)
    first, second = (solve(teams, doors, TRAVEL, QUICK) for _ in range(2))
    assert first == second


def test_it_stops_when_its_time_is_up():
    effort = Effort(seconds=0.3, idle_iterations=10**9)
    answer = solve([shift(1)], many_doors(20), TRAVEL, effort)
    assert answer.routes[0].is_kept


day = st.builds(
    lambda seed, count, hours, teams: (
        [shift(team, closes=9 + hours) for team in range(teams)],
        many_doors(count, seed),
    ),
    seed=st.integers(0, 10_000),
    count=st.integers(1, 14),
    hours=st.sampled_from([0.5, 1, 2]),
    teams=st.integers(1, 2),
)


@settings(max_examples=25, deadline=None)
@given(day)
def test_it_places_each_door_once_in_time_or_says_why_not(day):
    shifts, doors = day
    answer = solve(shifts, doors, TRAVEL, QUICK)
    placed = [stop.key for route in answer.routes for stop in route.stops]
    assert sorted([*placed, *answer.left_out]) == [door.key for door in doors]
    assert all(route.is_kept for route in answer.routes)


@settings(max_examples=25, deadline=None)
@given(day)
def test_it_leaves_out_nobody_for_whom_less_urgent_ones_could_give_way(day):
    shifts, doors = day
    answer = solve(shifts, doors, TRAVEL, QUICK)
    by_key = {door.key: door for door in doors}
    for key, reason in answer.left_out.items():
        assert reason != LeftOut.SHIFT_FULL or not any(
            fits_instead(by_key[key], shift, [by_key[stop.key] for stop in route.stops])
            for shift, route in zip(shifts, answer.routes, strict=True)
        )


def fits_instead(door, shift, route):
    """Whether the door fits in the route if all that is less urgent gives way to it."""
    kept = [other for other in route if other.priority >= door.priority]
    orders = permutations([*kept, door]) if len(kept) < 5 else insertions(kept, door)
    return any(is_kept(shift, order) for order in orders)


def insertions(kept, door):
    return ([*kept[:at], door, *kept[at:]] for at in range(len(kept) + 1))


def is_kept(shift, order):
    matrix = TRAVEL.matrix([shift.start, *(door.place for door in order)])
    legs = matrix.along([0, *range(1, len(order) + 1), 0])
    return timetable(shift, order, legs).is_kept


def test_it_starts_from_nobody_where_prizes_do_not_cover_the_way():
    # Each far door is worth its detour from the next, all of them are not worth the way there.
    far = [Door(key, (42.2 + key / 1000, -72.5), (VISITING,), 60, worth=400) for key in range(40)]
    near = Door(99, (41.771, -72.521), (VISITING,), 60, worth=500)
    asked = []

    def search(model, start, budget, part, wanted):
        asked.append((start, part))
        return searching.search(model, start, budget, part, wanted)

    with patch.object(rounds, "search", search):
        answer = solve(
            [shift(closes=20)], [*far, near], TRAVEL, Effort(seconds=None, iterations=2000)
        )
    assert [stop.key for stop in answer.routes[0].stops] == [99]
    # All iterations but the descent go to the plan that visits nobody.
    assert asked == [(None, 0), ([[]], 1)]


def must_be_visited(doors):
    """Return for the last search of that day whether each visit must be made."""
    with patch.object(rounds, "search", wraps=searching.search) as search:
        solve([shift()], doors, TRAVEL, QUICK)
    model = search.call_args.args[0]
    return [each.required for each in model.data.clients()]


def test_once_all_have_a_place_nobody_may_be_left_out():
    assert must_be_visited(many_doors(5)) == [True] * 5


def test_where_not_all_have_a_place_anybody_may_give_way():
    assert not any(must_be_visited(many_doors(80)))


def test_who_is_not_worth_any_way_may_be_left_out_again():
    near = [Door(key, (41.771, -72.521), (VISITING,), 60, worth=2000) for key in range(5)]
    assert not any(must_be_visited(near))
