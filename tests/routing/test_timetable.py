"""When a team is at each door."""

from outreach.routing.problem import Break
from outreach.routing.timetable import Door, Shift, Window, timetable, within_all
from outreach.routing.travel import Leg

HOUR = 3600
SHIFT = Shift(1, (41.77, -72.52), Window(9 * HOUR, 12 * HOUR))


def legs(*seconds):
    return [Leg(each) for each in seconds]


def door(key, opens=9, closes=20, seconds=600):
    return Door(key, (41.77, -72.52), (Window(opens * HOUR, closes * HOUR),), seconds)


def test_it_knocks_as_early_as_it_may_and_comes_back():
    day = timetable(
        SHIFT, [door(1), door(2)], [Leg(240, 60, 3000), Leg(0, 60, 500), Leg(180, 60, 2500)]
    )
    assert [stop.arrives - 9 * HOUR for stop in day.stops] == [300, 300 + 600 + 60]
    assert day.returns == 9 * HOUR + 300 + 600 + 60 + 600 + 240
    assert (day.travel_seconds, day.metres) == (420, 6000)
    assert day.is_kept


def test_it_leaves_just_in_time_for_the_first_door():
    day = timetable(SHIFT, [door(1, opens=11)], legs(300, 300))
    assert day.leaves == 11 * HOUR - 300
    assert day.stops[0].arrives == 11 * HOUR


def test_it_tells_by_how_much_a_visit_overruns_its_window():
    day = timetable(SHIFT, [door(1, opens=8, closes=9)], legs(300, 300))
    assert day.stops[0].late_seconds == 900
    assert not day.is_kept


def test_it_tells_by_how_much_the_shift_is_overrun():
    day = timetable(SHIFT, [door(1, seconds=3 * HOUR)], legs(60, 60))
    assert day.late_seconds == 120
    assert not day.is_kept


def test_it_stays_in_without_a_door():
    day = timetable(SHIFT, [], legs(0))
    assert (day.stops, day.leaves, day.returns, day.travel_seconds) == ((), 32400, 32400, 0)


def test_it_keeps_to_all_windows_at_once():
    window = within_all([Window(9, 20), Window(12, 15)])
    assert window == Window(12, 15)
    assert window.holds(3)
    assert not window.holds(4)
    assert not within_all([Window(9, 12), Window(13, 15)]).holds(0)


def resting(opens, closes, seconds=1800, **more):
    window = Window(int(opens * HOUR), int(closes * HOUR))
    return Shift(1, SHIFT.start, SHIFT.hours, breaks=(Break(window, seconds),), **more)


def test_a_break_is_taken_where_it_costs_least():
    day = timetable(resting(10, 11), [door(1, seconds=HOUR), door(2, opens=11)], legs(60, 60, 60))
    (rest,) = day.breaks
    assert (rest.after, rest.begins) == (1, 10 * HOUR + 60)
    assert day.stops[1].arrives == 11 * HOUR
    assert day.is_kept


def test_a_break_is_taken_after_the_way_back_where_there_is_time():
    day = timetable(resting(10, 12), [door(1)], legs(60, 60))
    assert day.returns == 9 * HOUR + 720
    assert day.breaks[0].begins == 10 * HOUR
    assert day.is_kept


def test_a_visit_too_long_for_the_break_leaves_it_no_room():
    late = door(1, opens=9, closes=12, seconds=3 * HOUR - 600)
    day = timetable(resting(10, 11), [late], legs(60, 60))
    assert not day.is_kept


def test_a_break_outside_the_shift_is_not_due():
    shift = resting(13, 14)
    assert shift.breaks_due == ()
    assert timetable(shift, [door(1)], legs(60, 60)).breaks == ()


def test_the_way_on_may_begin_before_the_break():
    doors = [door(1, seconds=HOUR), door(2)]
    day = timetable(resting(10.5, 11), doors, legs(0, HOUR, 0))
    # An hour's way from 10:00 on, the break at 10:30 on the way, there by 11:30.
    assert day.breaks[0].begins == 10.5 * HOUR
    assert day.stops[1].arrives == 11.5 * HOUR


def test_it_knocks_in_the_first_of_the_windows_that_it_can_keep():
    choice = (Window(9 * HOUR, 9 * HOUR + 900), Window(11 * HOUR, 12 * HOUR))
    either = Door(1, SHIFT.start, (Window(9 * HOUR, 20 * HOUR),), 600, any_of=choice)
    assert timetable(SHIFT, [either], legs(300, 0)).stops[0].arrives == 9 * HOUR + 300
    assert timetable(SHIFT, [either], legs(301, 0)).stops[0].arrives == 11 * HOUR


def test_the_last_visit_ends_within_the_shift_whenever_the_team_may_return():
    shift = Shift(1, SHIFT.start, SHIFT.hours, latest_return=13 * HOUR)
    doors = [door(1, seconds=3 * HOUR - 60)]
    assert timetable(shift, doors, legs(60, HOUR)).is_kept
    assert timetable(shift, doors, legs(61, HOUR - 60)).late_seconds == 1
