"""Shifts past midnight, and nights on which the clocks change."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from outreach.routing.days import instant, moment, shift_of
from outreach.routing.models import Plan
from outreach.routing.problem import Door, Effort, Shift, Window
from outreach.routing.solver import solve
from outreach.routing.travel import GreatCircle

ZONE = ZoneInfo("America/New_York")
HOME = (41.77, -72.52)
HOUR = 3600
SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)


@pytest.fixture
def night(campaign, in_new_york, team):
    """Return the shift of a day with these times."""

    def shift(day, begins, ends, **more):
        team.shift_from, team.shift_to = begins, ends
        for name, value in more.items():
            setattr(team, name, value)
        made_at = datetime.combine(day - timedelta(days=2), time(12), tzinfo=ZONE)
        return shift_of(team, Plan(campaign=campaign, office=in_new_york, day=day, made_at=made_at))

    return shift


def hours(shift):
    return (shift.hours.closes - shift.hours.opens) / HOUR


def test_a_shift_past_midnight_ends_on_the_next_day(night):
    day = date(2026, 6, 3)
    shift = night(day, time(20), time(2), latest_return=time(2, 30))
    assert hours(shift) == 6
    assert shift.back_by == instant(date(2026, 6, 4), time(2, 30), ZONE)


def test_its_break_may_be_before_or_after_midnight(night):
    day, minutes = date(2026, 6, 3), {"break_minutes": 30}
    (late,) = night(day, time(20), time(2), break_from=time(0), break_to=time(1), **minutes).breaks
    assert late.window.opens == instant(date(2026, 6, 4), time(0), ZONE)
    (over,) = night(day, time(20), time(2), break_from=time(23), break_to=time(1), **minutes).breaks
    assert over.window.closes - over.window.opens == 2 * HOUR


def test_a_break_before_a_shift_by_day_stays_on_its_day(night):
    times = {"break_from": time(7), "break_to": time(8), "break_minutes": 30}
    assert night(date(2026, 6, 3), time(9), time(17), **times).breaks_due == ()


def test_a_shift_without_length_is_none(night):
    assert night(date(2026, 6, 3), time(9), time(9)) is None


@pytest.mark.parametrize(
    ("day", "begins", "ends", "length"),
    [
        (SPRING, time(0, 30), time(5), 3.5),
        (AUTUMN, time(0, 30), time(5), 5.5),
        (SPRING - timedelta(days=1), time(22), time(4), 5),
        (AUTUMN - timedelta(days=1), time(22), time(4), 7),
        # 2:30 is not on the clock that night: the second that comes when it would have been.
        (SPRING - timedelta(days=1), time(22), time(2, 30), 4.5),
    ],
)
def test_a_shift_is_as_long_as_it_lasts_when_the_clocks_change(night, day, begins, ends, length):
    assert hours(night(day, begins, ends)) == length


@pytest.mark.parametrize("day", [SPRING, AUTUMN, date(2026, 6, 3)])
def test_no_team_is_sent_for_longer_than_the_night_lasts(day):
    opens, closes = (
        instant(day - timedelta(days=1), time(22), ZONE),
        instant(day, time(4), ZONE),
    )
    # One visit an hour, all round the clock of that night; the doors are next to each other.
    doors = [Door(key, HOME, (Window(opens, closes),), HOUR) for key in range(8)]
    shift = Shift(1, HOME, Window(opens, closes))
    answer = solve([shift], doors, GreatCircle(), Effort(seconds=None, iterations=50))
    (route,) = answer.routes
    assert len(route.stops) == (closes - opens) // HOUR
    assert len(answer.left_out) == 8 - len(route.stops)
    assert moment(route.returns) <= datetime.combine(day, time(4), tzinfo=ZONE)
    # The moments that people read go up by what passes, not by what the clock shows.
    arrivals = [moment(stop.arrives) for stop in route.stops]
    assert {b - a for a, b in pairwise(arrivals)} == {timedelta(hours=1)}
