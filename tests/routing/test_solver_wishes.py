"""What a coordinator asks of a plan beyond windows: pins, languages, pairs, breaks, a start."""

from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from outreach.routing.problem import Break, Door, Effort, Shift, Window
from outreach.routing.solver import LeftOut, solve
from outreach.routing.timetable import timetable_of
from outreach.routing.travel import GreatCircle

HOUR = 3600
HOME = (41.77, -72.52)
DAY = Window(9 * HOUR, 17 * HOUR)
VISITING = (Window(9 * HOUR, 20 * HOUR),)
TRAVEL = GreatCircle()
QUICK = Effort(seconds=None, iterations=200)


def shift(team=1, **more):
    return Shift(team, HOME, more.pop("hours", DAY), **more)


def door(key, north=0.0, **more):
    place = more.pop("place", (HOME[0] + north, HOME[1]))
    return Door(key, place, more.pop("windows", VISITING), more.pop("seconds", 600), **more)


def keys(answer):
    return [[stop.key for stop in route.stops] for route in answer.routes]


def test_a_language_is_spoken_and_a_pair_comes():
    teams = [shift(1, people=1), shift(2, languages=frozenset({"es"}))]
    wanted = [door(1, language="es"), door(2, people=2), door(3, language="es", people=2)]
    assert sorted(keys(solve(teams, wanted, TRAVEL, QUICK))[1]) == [1, 2, 3]


def test_it_says_which_wish_no_team_can_meet():
    teams = [shift(1, people=1, languages=frozenset({"es"})), shift(2)]
    wanted = [
        door(1, language="vi"),
        door(2, people=3),
        door(3, language="es", people=2),
        door(4, pinned_to=9),
        door(5, place=None),
        door(6, place=(0.0, 0.0)),
        door(7, place=(-41.77, 107.48)),
        door(8, windows=(Window(9 * HOUR, 10 * HOUR), Window(11 * HOUR, 12 * HOUR))),
        door(9, any_of=(Window(19 * HOUR, 20 * HOUR),)),
    ]
    assert solve(teams, wanted, TRAVEL, QUICK).left_out == {
        1: LeftOut.NO_LANGUAGE,
        2: LeftOut.NO_PAIR,
        3: LeftOut.NO_PAIR,
        4: LeftOut.NO_TEAM,
        5: LeftOut.NO_PLACE,
        6: LeftOut.TOO_FAR,
        7: LeftOut.TOO_FAR,
        8: LeftOut.NO_WINDOW,
        9: LeftOut.NO_WINDOW,
    }


def test_a_break_that_fills_the_only_window_keeps_the_visit_out():
    noon = Window(12 * HOUR, 13 * HOUR)
    rest = Break(noon, HOUR)
    answer = solve([shift(breaks=(rest,))], [door(1, any_of=(noon,))], TRAVEL, QUICK)
    assert answer.left_out == {1: LeftOut.NO_WINDOW}


def test_the_first_pinned_stay_first_and_the_later_keep_their_order():
    wanted = [door(key, 0.01 * key) for key in range(6)]
    wanted[5] = door(5, 0.05, pinned_to=1, pinned_place=1)
    wanted[0] = door(0, 0.0, pinned_to=1, pinned_place=2)
    wanted[4] = door(4, 0.04, pinned_to=1, pinned_place=5)
    wanted[2] = door(2, 0.02, pinned_to=1, pinned_place=6)
    (route,) = keys(solve([shift()], wanted, TRAVEL, QUICK))
    assert route[:2] == [5, 0]
    assert route.index(4) < route.index(2)
    assert sorted(route) == list(range(6))


def test_a_visit_under_way_is_the_first_though_its_window_is_over():
    wanted = [door(1), door(2, 0.02, pinned_to=1, under_way=True, windows=(Window(0, 10),))]
    (route,) = keys(solve([shift()], wanted, TRAVEL, QUICK))
    assert route == [2, 1]


def test_a_pinned_visit_goes_before_an_urgent_one():
    short = shift(hours=Window(9 * HOUR, 9 * HOUR + 1500))
    wanted = [door(1, priority=3, seconds=900), door(2, pinned_to=1, seconds=900)]
    answer = solve([short], wanted, TRAVEL, QUICK)
    assert keys(answer) == [[2]]
    assert answer.left_out == {1: LeftOut.SHIFT_FULL}


def test_a_team_ends_elsewhere_and_may_come_back_after_its_last_visit():
    away = (HOME[0] + 0.1, HOME[1])
    hours = Window(9 * HOUR, 10 * HOUR)
    late = shift(hours=hours, latest_return=11 * HOUR)
    assert keys(solve([late], [door(1, 0.1, seconds=900)], TRAVEL, QUICK)) == [[1]]
    assert keys(solve([shift(hours=hours)], [door(1, 0.1, seconds=900)], TRAVEL, QUICK)) == [[]]
    there = shift(hours=hours, end=away)
    assert keys(solve([there], [door(1, 0.1, seconds=900)], TRAVEL, QUICK)) == [[1]]


def test_a_team_takes_no_more_visits_and_no_more_goods_than_it_can():
    wanted = [door(key, load=2) for key in range(5)]
    few = solve([shift(1, most_visits=2), shift(2, capacity=3)], wanted, TRAVEL, QUICK)
    assert [len(route) for route in keys(few)] == [2, 1]
    assert set(few.left_out.values()) == {LeftOut.SHIFT_FULL}


def test_a_part_of_the_day_that_was_not_tried_yet_is_preferred():
    evening = Window(15 * HOUR, 17 * HOUR)
    wanted = [door(key, 0.01 * key, preferred=(evening,)) for key in range(4)]
    wanted.append(door(9, windows=(Window(9 * HOUR, 10 * HOUR),)))
    (route,) = solve([shift()], wanted, TRAVEL, QUICK).routes
    arrives = {stop.key: stop.arrives for stop in route.stops}
    assert arrives.pop(9) < 10 * HOUR
    assert len(arrives) == 4
    assert all(15 * HOUR <= each <= 17 * HOUR for each in arrives.values())


def test_a_break_lies_in_its_window_between_the_visits():
    rest = Break(Window(12 * HOUR, 13 * HOUR), 1800)
    wanted = [door(key, 0.001 * key, seconds=1500) for key in range(14)]
    answer = solve([shift(breaks=(rest,))], wanted, TRAVEL, QUICK)
    (route,) = answer.routes
    (taken,) = route.breaks
    assert 12 * HOUR <= taken.begins <= 13 * HOUR - 1800
    assert 0 < taken.after < len(route.stops)
    assert route.is_kept
    assert len(route.stops) == 14


def test_an_earlier_plan_is_where_it_starts():
    wanted = [door(key, 0.01 * key) for key in range(6)]
    effort = Effort(
        seconds=None, iterations=0, initial={1: [3, 1, 99], 2: [0, 2]}, fair_share=False
    )
    first = solve([shift(1), shift(2)], wanted, TRAVEL, effort)
    assert keys(first) == [[3, 1], [0, 2]]


def test_cancelling_keeps_the_best_and_progress_is_told():
    ticks, seen = iter(range(10**6)), []
    effort = Effort(
        seconds=10**6,
        idle_iterations=10**9,
        clock=lambda: next(ticks) / 10,
        progress=seen.append,
        cancelled=lambda: len(seen) > 0,
    )
    wanted = [door(key, 0.01 * (key % 7)) for key in range(30)]
    answer = solve([shift(1), shift(2)], wanted, TRAVEL, effort)
    assert answer.was_cancelled
    assert seen[0].wanted == 30
    assert 0 < seen[0].placed <= 30
    assert sum(map(len, keys(answer))) >= seen[0].placed


def test_a_search_that_is_ended_at_once_leaves_out_nobody_for_whom_there_is_room():
    ticks = count()
    effort = Effort(seconds=None, cancelled=lambda: True, clock=lambda: next(ticks))
    wanted = [door(key, 0.01 * (key % 7), priority=1 + key % 3) for key in range(30)]
    answer = solve([shift(1), shift(2)], wanted, TRAVEL, effort)
    assert answer.was_cancelled
    assert not answer.left_out


def test_a_shift_past_midnight_over_a_change_of_the_clocks():
    zone = ZoneInfo("America/New_York")
    opens, closes = (
        int(datetime(2026, 11, day, hour, tzinfo=zone).timestamp())
        for day, hour in ((0 + 1, 0), (1, 4))
    )
    assert closes - opens == 5 * HOUR
    night = shift(hours=Window(opens, closes))
    wanted = [door(key, windows=(Window(opens, closes),), seconds=HOUR) for key in range(6)]
    answer = solve([night], wanted, TRAVEL, QUICK)
    assert len(answer.routes[0].stops) == 5
    assert answer.left_out == {5: LeftOut.SHIFT_FULL} or len(answer.left_out) == 1


def test_the_same_key_twice_is_refused():
    with pytest.raises(ValueError, match="A door is there twice"):
        solve([shift()], [door(1), door(1)], TRAVEL, QUICK)


def test_the_figures_compare_orders_of_the_same_doors():
    wanted = [door(key, north) for key, north in enumerate((0.05, 0.01, 0.04, 0.02, 0.03))]
    answer = solve([shift()], wanted, TRAVEL, QUICK)
    figures, (route,) = answer.figures, answer.routes
    assert figures.driving_seconds == route.travel_seconds
    assert figures.metres == route.metres
    assert figures.list_order_seconds > figures.nearest_seconds >= figures.driving_seconds
    assert figures.list_order_seconds == timetable_of(shift(), wanted, TRAVEL).travel_seconds
    assert figures.saved_seconds == figures.nearest_seconds - figures.driving_seconds


@pytest.mark.slow
def test_five_thousand_visits_get_a_sound_plan():
    wanted = [
        door(key, place=(HOME[0] + (key % 71) / 700, HOME[1] + (key // 71) / 700))
        for key in range(5_000)
    ]
    teams = [shift(team) for team in range(40)]
    answer = solve(teams, wanted, TRAVEL, Effort(seconds=10))
    placed = [stop.key for route in answer.routes for stop in route.stops]
    assert all(route.is_kept for route in answer.routes)
    assert sorted([*placed, *answer.left_out]) == list(range(5_000))
    assert len(placed) > 1_000
