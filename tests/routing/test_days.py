"""What the solver is told of a team's day and of a door."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from outreach.routing.boundary import hull
from outreach.routing.days import instant, parts_of_day, shift_of, untried_parts
from outreach.routing.doors import doors_of
from outreach.routing.models import Plan, Route
from outreach.routing.team_days import TeamDay
from outreach.visits.codelists import Disposition
from tests.factories import AddressFactory
from tests.routing.reports import report


@pytest.fixture
def plan(campaign, office, day):
    return Plan(campaign=campaign, office=office, day=day, made_at=timezone.now())


def test_it_tells_all_of_a_teams_day(plan, team, office, day):
    team.end_latitude, team.end_longitude = 41.9, -72.6
    team.break_from, team.break_to, team.break_minutes = time(12), time(13), 30
    team.latest_return, team.most_visits, team.languages = time(18), 7, ["es"]
    shift = shift_of(team, plan)
    assert shift.finish == (41.9, -72.6)
    assert shift.back_by == instant(day, time(18), office.zone)
    assert [each.seconds for each in shift.breaks] == [1800]
    assert (shift.most_visits, shift.languages, shift.people) == (7, {"es"}, 1)


@pytest.fixture
def night_team(team):
    team.shift_from, team.shift_to, team.latest_return = time(20), time(2, 30), time(3)
    team.break_from, team.break_to, team.break_minutes = time(23, 30), time(0, 30), 30
    team.save()
    return team


def test_a_shift_that_ends_earlier_than_it_begins_ends_on_the_next_day(
    plan, night_team, office, day
):
    shift, next_day = shift_of(night_team, plan), day + timedelta(days=1)
    assert shift.hours.opens == instant(day, time(20), office.zone)
    assert shift.hours.closes == instant(next_day, time(2, 30), office.zone)
    assert shift.back_by == instant(next_day, time(3), office.zone)
    (rest,) = shift.breaks
    assert rest.window.opens == instant(day, time(23, 30), office.zone)
    assert rest.window.closes == instant(next_day, time(0, 30), office.zone)


@pytest.mark.usefixtures("in_new_york")
@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2026, 11, 14), 6.5),
        # The clocks go back from 2 to 1 in the night to 1 November.
        (date(2026, 10, 31), 7.5),
        # They go on from 2 to 3 in the night to 8 March: half past two is half past three.
        (date(2026, 3, 7), 6.5),
    ],
)
def test_a_shift_over_a_change_of_the_clocks_is_as_long_as_it_lasts(
    campaign, office, night_team, day, hours
):
    made_at = datetime(2026, 1, 1, tzinfo=UTC)
    plan = Plan(campaign=campaign, office=office, day=day, made_at=made_at)
    shift = shift_of(night_team, plan).hours
    assert shift.closes - shift.opens == hours * 3600
    assert TeamDay(Route(plan=plan, team=night_team), 0, []).shift_seconds == hours * 3600


def test_it_does_not_ask_for_languages_that_nobody_told(plan, team):
    assert {"en", "es"} <= shift_of(team, plan).languages


def test_the_second_attempt_prefers_a_part_of_the_day_not_tried_yet(
    plan, campaign, office, team, agent, enroll, day
):
    campaign.visiting_from, campaign.visiting_to = time(9), time(20)
    (one,) = enroll(1)
    (before,) = doors_of(plan, [one])
    assert before.preferred == ()
    morning = datetime.combine(day - timedelta(days=2), time(10), tzinfo=office.zone)
    report(one, team, agent, Disposition.NO_ANSWER, at=morning)
    (door,) = doors_of(plan, [one])
    opens = [instant(day, at, office.zone) for at in (time(12), time(17))]
    assert [each.opens for each in door.preferred] == opens
    evening = datetime.combine(day - timedelta(days=1), time(18), tzinfo=office.zone)
    parts = untried_parts(campaign, day, office.zone, [morning, evening])
    assert [each.opens for each in parts] == opens[:1]


def test_it_has_the_parts_that_the_campaign_visits(campaign, office, day):
    campaign.visiting_from, campaign.visiting_to = time(13), time(16)
    (only,) = parts_of_day(campaign, day, office.zone)
    assert only.closes - only.opens == 3 * 3600


def test_it_sends_two_where_nobody_goes_alone(plan, agent, enroll):
    one, other = enroll(1) + enroll(1, address=AddressFactory())
    one.contact.address.safety_flags.create(kind="GO_IN_PAIRS", source="VISIT", raised_by=agent)
    assert [door.people for door in doors_of(plan, [one, other])] == [2, 1]


def test_it_visits_contacts_at_one_address_together(plan, enroll):
    door, other = doors_of(plan, enroll(2, address=AddressFactory()))
    assert door.group == other.group is not None


def test_the_outline_holds_every_point():
    points = [(0.0, 0.0), (0.0, 2.0), (2.0, 0.0), (2.0, 2.0), (1.0, 1.0), (1.0, 0.0)]
    assert set(hull(points)) == {(0.0, 0.0), (0.0, 2.0), (2.0, 0.0), (2.0, 2.0)}
    assert hull([(1.0, 1.0)]) == [(1.0, 1.0)]
