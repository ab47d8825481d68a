"""Pinned doors keep their team and place when the day is planned again."""

import pytest

from outreach.routing.models import PlannedVisit
from outreach.routing.moving import move_visits, pin_visits
from outreach.routing.planning import make_plan
from outreach.routing.refusals import Refused
from tests.routing.test_move_visits import order

Pin = PlannedVisit.Pin


@pytest.fixture
def placed(draft):
    """All doors with the first team, in the order of their keys: as no planner would do."""
    first = draft.routes.first()
    keys = sorted(draft.planned_visits.values_list("pk", flat=True))
    move_visits(draft, draft.version, keys, first, 1)
    return first


def enrollments(route):
    return list(route.planned_visits.order_by("position").values_list("enrollment", flat=True))


def test_it_keeps_team_and_place_around_which_it_plans(campaign, office, day, draft, placed):
    pinned = order(placed)[:2]
    kept = enrollments(placed)[:2]
    pin_visits(draft, draft.version, pinned, Pin.PLACE)
    draft.refresh_from_db()
    plan = make_plan(campaign, office, day, replace=draft.version)
    assert enrollments(placed)[:2] == kept
    assert set(
        plan.planned_visits.filter(pin=Pin.PLACE).values_list("enrollment", flat=True)
    ) == set(kept)


def test_it_keeps_a_place_with_nothing_pinned_before_it(campaign, office, day, draft, placed):
    kept = enrollments(placed)[3]
    pins = order(placed)
    pin_visits(draft, draft.version, pins, Pin.TEAM)
    draft.refresh_from_db()
    pin_visits(draft, draft.version, pins[3:4], Pin.PLACE)
    draft.refresh_from_db()
    make_plan(campaign, office, day, replace=draft.version)
    assert len(enrollments(placed)) == len(pins)
    assert enrollments(placed)[3] == kept


def test_it_keeps_the_team_alone(campaign, office, day, draft, placed, other_team):
    second = draft.routes.get(team=other_team)
    one = order(placed)[0]
    move_visits(draft, draft.version, [one], second)
    kept = enrollments(second)
    pin_visits(draft, draft.version, [one], Pin.TEAM)
    draft.refresh_from_db()
    make_plan(campaign, office, day, replace=draft.version)
    assert set(kept) <= set(enrollments(second))


def test_it_lets_go_of_what_is_taken_out(draft, placed):
    one = order(placed)[0]
    pin_visits(draft, draft.version, [one], Pin.PLACE)
    draft.refresh_from_db()
    move_visits(draft, draft.version, [one], None)
    assert draft.planned_visits.get(pk=one).pin == ""


def test_it_pins_only_what_has_a_place(draft, placed):
    one = order(placed)[0]
    move_visits(draft, draft.version, [one], None)
    version = draft.version
    with pytest.raises(Refused, match="Only doors in a route"):
        pin_visits(draft, version, [one], Pin.TEAM)
    draft.refresh_from_db()
    assert draft.version == version
