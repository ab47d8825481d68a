"""How long a leg takes at the speed of each hour; who leaves later is never there earlier."""

from datetime import date, time
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from outreach.routing.days import instant, pace_on
from outreach.routing.speeds import BY_HOUR, pace_of
from outreach.routing.travel import Leg

HOUR = 3600
PACE = pace_of([(hour * HOUR, speed) for hour, speed in BY_HOUR])
seconds = st.integers(0, 30 * HOUR)
metres = st.integers(0, 200_000)


def test_a_leg_into_the_rush_is_driven_at_both_speeds():
    into_the_rush = pace_of([(0, 8.0), (15 * HOUR, 4.0)])
    # 100 seconds at 8 metres a second, and then 50 at 4.
    assert into_the_rush.after(15 * HOUR - 100, 1000) == 15 * HOUR + 50
    assert into_the_rush.before(15 * HOUR + 50, 1000) == 15 * HOUR - 100


@given(seconds, st.integers(0, 8 * HOUR), metres)
@example(15 * HOUR - 1, 1, 10_000)
def test_who_leaves_later_is_never_there_earlier(departs, later, far):
    assert PACE.after(departs, far) <= PACE.after(departs + later, far)


@given(seconds, metres)
def test_it_leaves_as_late_as_is_in_time(arrives, far):
    leaves = PACE.before(arrives, far)
    assert PACE.after(leaves, far) <= arrives <= PACE.after(leaves + 1, far)


@given(seconds, metres)
def test_it_is_the_same_for_many_at_once(departs, far):
    assert PACE.all_after(np.array([departs]), np.array([far])).tolist() == [
        PACE.after(departs, far)
    ]


@given(seconds, metres)
def test_no_way_takes_longer_than_at_the_slowest(departs, far):
    most = far / PACE.slowest(departs, departs + far)
    assert PACE.after(departs, far) <= departs + most + 1


@given(seconds, seconds, metres)
def test_a_leg_cut_in_two_takes_as_long_as_whole(departs, later, far):
    leg = Leg(far, 60, far, PACE)
    now = departs + later
    assert leg.rest(departs, now).ends(now) == max(now, leg.ends(departs))


def test_the_rush_is_slower_than_the_day_and_the_day_than_the_night():
    rush, day, night = (PACE.after(hour * HOUR, 1000) - hour * HOUR for hour in (16, 12, 23))
    assert rush > day > night


def test_it_follows_the_clocks_of_the_office():
    zone, changed = ZoneInfo("America/New_York"), date(2026, 3, 8)
    pace = pace_on(changed, zone)
    before, after = (instant(changed, time(14, 59), zone), instant(changed, time(15), zone))
    assert (pace.slowest(before, before + 60), pace.slowest(after, after + 60)) == (8.0, 7.0)
