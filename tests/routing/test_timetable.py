"""When a team is at each door."""

from outreach.routing.timetable import Door, Shift, Window, timetable, within_all

HOUR = 3600
SHIFT = Shift(1, (41.77, -72.52), Window(9 * HOUR, 12 * HOUR))


def door(key, opens=9, closes=20, seconds=600):
    return Door(key, (41.77, -72.52), (Window(opens * HOUR, closes * HOUR),), seconds)


def test_it_knocks_as_early_as_it_may_and_comes_back():
    day = timetable(SHIFT, [door(1), door(2)], [300, 60, 240], [3000, 500, 2500])
    assert [stop.arrives - 9 * HOUR for stop in day.stops] == [300, 300 + 600 + 60]
    assert day.returns == 9 * HOUR + 300 + 600 + 60 + 600 + 240
    assert (day.travel_seconds, day.metres) == (600, 6000)
    assert day.is_kept


def test_it_leaves_just_in_time_for_the_first_door():
    day = timetable(SHIFT, [door(1, opens=11)], [300, 300], [1, 1])
    assert day.leaves == 11 * HOUR - 300
    assert day.stops[0].arrives == 11 * HOUR


def test_it_tells_by_how_much_a_visit_overruns_its_window():
    day = timetable(SHIFT, [door(1, opens=8, closes=9)], [300, 300], [1, 1])
    assert day.stops[0].late_seconds == 900
    assert not day.is_kept


def test_it_tells_by_how_much_the_shift_is_overrun():
    day = timetable(SHIFT, [door(1, seconds=3 * HOUR)], [60, 60], [1, 1])
    assert day.late_seconds == 120
    assert not day.is_kept


def test_it_stays_in_without_a_door():
    day = timetable(SHIFT, [], [0], [0])
    assert (day.stops, day.leaves, day.returns, day.travel_seconds) == ((), 32400, 32400, 0)


def test_it_keeps_to_all_windows_at_once():
    window = within_all([Window(9, 20), Window(12, 15)])
    assert window == Window(12, 15)
    assert window.holds(3)
    assert not window.holds(4)
    assert not within_all([Window(9, 12), Window(13, 15)]).holds(0)
