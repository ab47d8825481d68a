"""What every plan keeps, whatever is asked of it: tried on days that hypothesis makes up."""

import os
from collections import defaultdict

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.routing.problem import Break, Door, Effort, Shift, Window
from outreach.routing.solver import solve
from outreach.routing.speeds import pace_of
from outreach.routing.travel import GreatCircle

HOUR = 3600
TRAVEL = GreatCircle()
PACE = pace_of([(0, 8.0), (11 * HOUR, 4.0), (13 * HOUR, 12.0)])
# One speed; speeds by the hour, the search knowing the lowest; and one that is told too high a
# speed, so that what it finds may be late at the hour at which it is driven.
TRAVELS = (TRAVEL, GreatCircle(metres_a_second=4, pace=PACE), GreatCircle(pace=PACE))
EXAMPLES = int(os.environ.get("ROUTING_DAYS", "25"))

hours = st.tuples(st.integers(8, 16), st.integers(1, 9)).map(
    lambda pair: Window(pair[0] * HOUR, (pair[0] + pair[1]) * HOUR)
)
places = st.tuples(
    st.integers(-3, 3).map(lambda step: 41.7 + step / 100),
    st.integers(-3, 3).map(lambda step: -72.5 + step / 100),
)
breaks = st.builds(Break, hours, st.sampled_from([900, 1800, 2700]))


@st.composite
def shifts(draw, team):
    window = draw(hours)
    return Shift(
        team=team,
        start=draw(places),
        hours=window,
        end=draw(st.none() | places),
        latest_return=draw(
            st.none() | st.integers(-1, 1).map(lambda h: window.closes + h * HOUR // 2)
        ),
        breaks=tuple(draw(st.lists(breaks, max_size=2))),
        most_visits=draw(st.none() | st.integers(0, 5)),
        languages=frozenset(draw(st.sets(st.sampled_from(["es", "pl"])))),
        people=draw(st.integers(1, 2)),
        capacity=draw(st.none() | st.integers(0, 6)),
    )


@st.composite
def doors(draw, key, teams):
    pinned = draw(st.none() | st.sampled_from(range(teams))) if draw(st.booleans()) else None
    return Door(
        key=key,
        place=draw(places),
        windows=(Window(8 * HOUR, 20 * HOUR), draw(hours)),
        seconds=draw(st.sampled_from([0, 300, 600, 1500])),
        priority=draw(st.integers(1, 3)),
        any_of=tuple(draw(st.lists(hours, max_size=2))),
        preferred=tuple(draw(st.lists(hours, max_size=1))),
        language=draw(st.sampled_from(["", "", "", "es", "pl", "vi"])),
        people=draw(st.sampled_from([1, 1, 2])),
        group=draw(st.none() | st.integers(1, 2)),
        pinned_to=pinned,
        pinned_place=draw(st.none() | st.integers(1, 4)) if pinned is not None else None,
        load=draw(st.integers(0, 2)),
    )


@st.composite
def days(draw):
    teams = draw(st.integers(1, 3))
    count = draw(st.integers(1, 10))
    return (
        [draw(shifts(team)) for team in range(teams)],
        [draw(doors(key, teams)) for key in range(count)],
        draw(st.booleans()),
    )


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(days(), st.sampled_from(TRAVELS))
def test_every_plan_keeps_what_it_promises(day, travel):
    teams, wanted, fair = day
    effort = Effort(seconds=None, iterations=60, fair_share=fair)
    answer = solve(teams, wanted, travel, effort)
    by_key = {door.key: door for door in wanted}
    placed = [stop.key for route in answer.routes for stop in route.stops]
    assert sorted([*placed, *answer.left_out]) == sorted(by_key)
    for shift, route in zip(teams, answer.routes, strict=True):
        assert shift.team == route.team
        check(shift, route, by_key, travel)


def check(shift, route, by_key, travel):
    """Compute the day again from the travel times alone, trusting nothing but the order."""
    visited = [by_key[stop.key] for stop in route.stops]
    if not visited:
        return
    places = [shift.start, *(door.place for door in visited), shift.end or shift.start]
    legs = travel.matrix(places).along(range(len(places)))
    clock = route.leaves
    assert clock >= shift.hours.opens
    for at, (door, stop) in enumerate(zip(visited, route.stops, strict=True)):
        clock = rested(route, at, clock, legs[at])
        assert stop.arrives >= clock
        assert stop.late_seconds == 0
        clock = stop.arrives + door.seconds
        assert all(w.opens <= stop.arrives and clock <= w.closes for w in door.windows)
        assert not door.any_of or any(
            w.opens <= stop.arrives and clock <= w.closes for w in door.any_of
        )
        assert clock <= shift.hours.closes
        assert not door.language or door.language in shift.languages or door.pinned_to is not None
        assert door.people <= shift.people or door.pinned_to is not None
        assert door.pinned_to in (None, shift.team)
    assert route.returns >= rested(route, len(visited), clock, legs[-1], route.returns)
    assert route.returns <= (shift.latest_return or shift.hours.closes)
    assert shift.most_visits is None or len(visited) <= shift.most_visits
    assert shift.capacity is None or sum(door.load for door in visited) <= shift.capacity
    check_breaks(shift, route)
    check_pins(visited)


def rested(route, at, clock, leg, returns=None):
    """Return the earliest arrival over a leg on which the route takes its breaks."""
    for rest in route.breaks:
        if rest.after == at and (returns is None or rest.begins < returns):
            assert rest.begins >= clock or at == 0
            leg = leg.rest(clock, rest.begins)
            clock = rest.begins + rest.seconds
    return leg.ends(clock)


def check_breaks(shift, route):
    assert len(route.breaks) == len(shift.breaks_due)
    back = shift.latest_return or shift.hours.closes
    for rest, due in zip(route.breaks, shift.breaks_due, strict=True):
        assert rest.seconds == due.seconds
        assert due.window.opens <= rest.begins
        assert rest.begins + rest.seconds <= min(due.window.closes, back)


def check_pins(visited):
    places = [door.pinned_place for door in visited if door.pinned_place is not None]
    assert places == sorted(places)
    if 1 in places:
        assert visited[0].pinned_place == 1


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(days())
def test_equal_days_seeds_and_iterations_give_equal_plans(day):
    teams, wanted, fair = day
    effort = Effort(seconds=None, iterations=30, fair_share=fair)
    assert solve(teams, wanted, TRAVEL, effort) == solve(teams, wanted, TRAVEL, effort)


def test_doors_of_one_address_are_visited_one_after_the_other():
    by_group = defaultdict(list)
    home = (41.7, -72.5)
    wanted = [
        Door(key, (41.7 + (key % 4) / 100, -72.5), (Window(0, 9 * HOUR),), 600, group=key % 4)
        for key in range(12)
    ]
    answer = solve(
        [Shift(1, home, Window(0, 9 * HOUR)), Shift(2, home, Window(0, 9 * HOUR))],
        wanted,
        TRAVEL,
        Effort(seconds=None, iterations=200),
    )
    for route in answer.routes:
        for at, stop in enumerate(route.stops):
            by_group[stop.key % 4].append((route.team, at))
    assert not answer.left_out
    for found in by_group.values():
        (team, first), *_rest = found
        assert found == [(team, first + nth) for nth in range(3)]
