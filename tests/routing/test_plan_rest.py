"""Planning the rest of today anew, from where the teams are."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from outreach.routing import replanning, retiming
from outreach.routing.arranging import bring_back
from outreach.routing.differing import difference
from outreach.routing.models import Arrangement, PlannedVisit, Search
from outreach.routing.moving import move_visits, pin_visits
from outreach.routing.planning import make_plan
from outreach.routing.publishing import publish_plan, unpublish_plan
from outreach.routing.refusals import Refused
from outreach.routing.replanning import ask_for_rest
from outreach.routing.solver import Effort
from outreach.visits.codelists import Disposition
from outreach.visits.models import Visit
from tests.factories import VisitFactory
from tests.routing.reports import log
from tests.routing.test_move_visits import order


@pytest.fixture(autouse=True)
def _search_briefly_for_the_rest(monkeypatch):
    monkeypatch.setattr(replanning, "Effort", lambda: Effort(seconds=None, iterations=50))


@pytest.fixture
def noon(day, office):
    return datetime.combine(day - timedelta(days=1), time(12), tzinfo=office.zone)


@pytest.fixture
def published(campaign, office, day, team, other_team, enroll, coordinator, noon, monkeypatch):
    """Today's routes, published in the morning, all doors with the first team."""
    monkeypatch.setattr(timezone, "now", lambda: noon - timedelta(hours=4))
    enroll(8)
    plan = make_plan(campaign, office, noon.date(), coordinator)
    keys = sorted(plan.planned_visits.values_list("pk", flat=True))
    move_visits(plan, plan.version, keys, plan.routes.get(team=team))
    publish_plan(plan, plan.version)
    monkeypatch.setattr(timezone, "now", lambda: noon)
    return plan


@pytest.fixture
def route(published, team):
    return published.routes.get(team=team)


@pytest.fixture
def done(route, agent, noon):
    """The first three doors, logged; where the team is now is at the third."""
    visits = [Visit.objects.get(planned_visit=key) for key in order(route)[:3]]
    for hour, visit in enumerate(visits, start=9):
        log(visit, agent, Disposition.NO_ANSWER, at=noon.replace(hour=hour))
    return visits


def proposal_of(plan):
    return plan.arrangements.get(deed=Arrangement.Deed.PROPOSAL)


def test_it_proposes_and_changes_nothing_until_taken_up(published, route, done, noon):
    before = order(route)
    search = ask_for_rest(published, published.version, now=noon)
    assert search.state == Search.State.DONE
    published.refresh_from_db()
    assert order(route) == before
    bring_back(published, proposal_of(published), published.version, None, noon)
    assert order(route)[:3] == [visit.planned_visit.pk for visit in done]
    assert not published.arrangements.filter(deed=Arrangement.Deed.PROPOSAL).exists()
    rest = published.planned_visits.filter(visit__status=Visit.Status.OPEN)
    assert rest.count() == 5
    assert all(each.arrives_at >= noon for each in rest)
    for each in rest:
        assert (each.visit.team_id, each.visit.position) == (each.route.team_id, each.position)


def test_it_starts_from_the_last_logged_door(published, route, done, noon, monkeypatch):
    seen = []

    def solve(shifts, doors, *rest):
        seen.extend(shifts)
        return replanning_solve(shifts, doors, *rest)

    replanning_solve = replanning.solve
    monkeypatch.setattr(replanning, "solve", solve)
    ask_for_rest(published, published.version, now=noon)
    mine = next(shift for shift in seen if shift.team == route.team_id)
    assert mine.start == done[-1].contact.address.place
    assert mine.finish == route.team.start
    assert mine.hours.opens == int(noon.timestamp())


def test_it_keeps_what_is_pinned(published, route, done, noon):
    last = order(route)[-1]
    pin_visits(published, published.version, [last], PlannedVisit.Pin.TEAM)
    published.refresh_from_db()
    ask_for_rest(published, published.version, now=noon)
    bring_back(published, proposal_of(published), published.version, None, noon)
    assert published.planned_visits.get(pk=last).route == route


def test_it_takes_in_who_waits_since_the_plan_was_made(published, route, done, noon, enroll):
    (new,) = enroll(1)
    ask_for_rest(published, published.version, now=noon)
    found = difference(published, proposal_of(published))
    assert [each.reason_now for each in found.changes if each.planned.enrollment == new] == [
        "Not in the plan yet"
    ]
    assert not published.planned_visits.filter(enrollment=new).exists()
    bring_back(published, proposal_of(published), published.version, None, noon)
    taken_in = published.planned_visits.get(enrollment=new)
    assert taken_in.visit.status == Visit.Status.OPEN
    assert taken_in.visit.team == taken_in.route.team


def test_it_closes_a_visit_of_yesterday_that_nobody_made(
    published, route, done, noon, enroll, other_team, day
):
    (new,) = enroll(1)
    old = VisitFactory(enrollment=new, team=other_team, day=noon.date() - timedelta(days=1))
    ask_for_rest(published, published.version, now=noon)
    bring_back(published, proposal_of(published), published.version, None, noon)
    old.refresh_from_db()
    assert old.status == Visit.Status.CANCELLED
    assert Visit.objects.get(enrollment=new, status=Visit.Status.OPEN).day == noon.date()


def test_it_is_good_only_for_the_plan_it_saw(published, route, done, noon):
    ask_for_rest(published, published.version, now=noon)
    move_visits(published, published.version, [order(route)[-1]], None, now=noon)
    with pytest.raises(Refused, match="changed since this was proposed"):
        bring_back(published, proposal_of(published), published.version, None, noon)


def test_it_times_moves_from_where_the_team_is(published, route, done, noon):
    last = order(route)[-1]
    move_visits(published, published.version, [last], route, 1, now=noon)
    assert order(route)[:4] == [*(visit.planned_visit.pk for visit in done), last]
    times = list(route.planned_visits.order_by("position").values_list("arrives_at", flat=True))
    assert min(times[3:]) >= noon
    assert retiming.stops_of(route)[0].arrives_at < noon


@pytest.mark.parametrize(
    ("hours", "words"), [(6, "shifts are over"), (30, "Only the rest of today")]
)
def test_it_refuses_what_is_too_late(published, noon, hours, words):
    with pytest.raises(Refused, match=words):
        ask_for_rest(published, published.version, now=noon + timedelta(hours=hours))


def test_it_refuses_a_draft_and_an_old_version(published, draft_of_tomorrow, noon):
    with pytest.raises(Refused):
        ask_for_rest(published, published.version - 1, now=noon)
    with pytest.raises(Refused):
        ask_for_rest(draft_of_tomorrow, draft_of_tomorrow.version, now=noon)


@pytest.fixture
def draft_of_tomorrow(published, campaign, office, day, enroll, noon):
    enroll(1)
    return make_plan(campaign, office, day, now=noon)


def test_it_takes_a_plan_back_until_a_door_is_logged(published, route, agent, noon):
    unpublish_plan(published, published.version, now=noon)
    assert published.status == published.Status.DRAFT
    assert set(Visit.objects.values_list("status", flat=True)) == {Visit.Status.CANCELLED}
    publish_plan(published, published.version)
    assert Visit.objects.filter(status=Visit.Status.OPEN).count() == 8
    log(Visit.objects.filter(status=Visit.Status.OPEN)[0], agent, Disposition.NO_ANSWER, at=noon)
    with pytest.raises(Refused, match="logged already"):
        unpublish_plan(published, published.version, now=noon)
    published.refresh_from_db()
    assert published.status == published.Status.PUBLISHED
    with pytest.raises(Refused):
        unpublish_plan(published, published.version - 1, now=noon)
