"""Moving doors by hand, before and after publishing."""

from dataclasses import replace
from datetime import time, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.models import Contact
from contacts.stopping import stop_contact
from outreach.routing import retiming
from outreach.routing.models import Plan
from outreach.routing.moving import move_visits
from outreach.routing.planning import make_plan
from outreach.routing.publishing import publish_plan
from outreach.routing.refusals import Refused
from outreach.routing.travel import GreatCircle
from outreach.visits.codelists import Disposition
from outreach.visits.models import Visit
from tests.routing.reports import log


def order(route):
    return list(route.planned_visits.order_by("position").values_list("pk", flat=True))


@pytest.fixture
def routes(draft):
    """Two routes, all six doors in the first."""
    first, second = draft.routes.all()
    keys = list(draft.planned_visits.values_list("pk", flat=True))
    move_visits(draft, draft.version, keys, first)
    return first, second


def test_it_moves_to_another_team_at_a_place(draft, routes, coordinator):
    first, second = routes
    one, two, three, *_rest = order(first)
    move_visits(draft, draft.version, [one, two], second, 1, user=coordinator)
    move_visits(draft, draft.version, [three], second, 2)
    assert order(second) == [one, three, two]
    stops = second.planned_visits.order_by("position")
    assert [stop.position for stop in stops] == [1, 2, 3]
    times = [stop.arrives_at for stop in stops]
    assert times == sorted(times)
    assert [stop.position for stop in first.planned_visits.order_by("position")] == [1, 2, 3]


def test_it_changes_the_order_within_a_route(draft, routes):
    first, _second = routes
    before = order(first)
    move_visits(draft, draft.version, [before[-1]], first, 1)
    assert order(first) == [before[-1], *before[:-1]]


def test_it_puts_a_door_where_it_fits_best(draft, routes):
    first, second = routes
    first.refresh_from_db()
    before, one = order(first), order(first)[3]
    best = first.travel_seconds
    move_visits(draft, draft.version, [one], second)
    move_visits(draft, draft.version, [one], first)
    first.refresh_from_db()
    assert sorted(order(first)) == sorted(before)
    assert first.travel_seconds <= best


def test_it_takes_out_and_puts_back(draft, routes):
    first, _second = routes
    one = order(first)[0]
    move_visits(draft, draft.version, [one], None)
    planned = draft.planned_visits.get(pk=one)
    assert (planned.left_out, planned.route, planned.arrives_at) == ("TAKEN_OUT", None, None)
    assert len(order(first)) == 5
    move_visits(draft, draft.version, [one], first, 99)
    assert order(first)[-1] == one


def test_it_places_a_door_without_coordinates_by_hand(
    campaign, office, day, team, enroll, lost_address
):
    enroll(1)
    enroll(1, address=lost_address)
    plan = make_plan(campaign, office, day)
    lost = plan.planned_visits.get(left_out="NO_PLACE")
    moved = move_visits(plan, plan.version, [lost.pk], plan.routes.get())
    assert (moved.count, moved.warnings) == (1, ())
    lost.refresh_from_db()
    assert lost.arrives_at is not None


def test_it_says_what_the_move_makes_late(draft, routes, team):
    first = draft.routes.get(team=team)
    contact = Contact.objects.get(enrollments__planned_visits=order(first)[-1])
    contact.available_from, contact.available_to = time(9), time(9, 15)
    contact.save()
    team.shift_to = time(9, 20)
    team.save()
    moved = move_visits(draft, draft.version, order(first)[:1], first)
    assert "1 door of this route is now visited outside its time." in moved.warnings
    assert any("after the shift" in warning for warning in moved.warnings)
    late = draft.planned_visits.filter(late_seconds__gt=0)
    assert [each.enrollment.contact for each in late] == [contact]
    first.refresh_from_db()
    assert first.late_seconds > 0
    move_visits(draft, draft.version, [late.get().pk], None)
    assert not draft.planned_visits.filter(late_seconds__gt=0).exists()


def test_a_team_whose_start_place_was_removed_starts_at_its_first_door(draft, routes):
    first, second = routes
    keys = order(first)
    second.team.start_latitude = second.team.start_longitude = None
    second.team.save()
    moved = move_visits(draft, draft.version, keys, second)
    assert moved.warnings == ()
    assert moved.driving_seconds <= 0


def test_it_lets_two_coordinators_see_each_other(draft, routes, coordinator):
    first, second = routes
    opened = draft.version
    move_visits(draft, opened, order(first)[:1], second, user=coordinator)
    before = order(first)
    with pytest.raises(Refused, match=r"Lin W\. changed this plan"):
        move_visits(draft, opened, before[:1], second)
    assert order(first) == before


@pytest.fixture
def published(draft, routes):
    return publish_plan(draft, draft.version)


def test_it_moves_the_open_visit_too(published, routes):
    first, second = routes
    one = order(first)[0]
    move_visits(published, published.version, [one], second)
    visit = Visit.objects.get(planned_visit=one)
    planned = published.planned_visits.get(pk=one)
    assert (visit.team, visit.position) == (second.team, 1)
    assert (visit.expected_at, visit.status) == (planned.arrives_at, Visit.Status.OPEN)
    assert list(
        Visit.objects.filter(team=first.team)
        .order_by("position")
        .values_list("position", flat=True)
    ) == [1, 2, 3, 4, 5]


def test_it_cancels_the_open_visit_and_opens_another(published, routes):
    first, second = routes
    one = order(first)[0]
    old = Visit.objects.get(planned_visit=one)
    move_visits(published, published.version, [one], None)
    old.refresh_from_db()
    assert old.status == Visit.Status.CANCELLED
    move_visits(published, published.version, [one], second)
    visit = Visit.objects.get(planned_visit=one)
    assert (visit.team, visit.status) == (second.team, Visit.Status.OPEN)
    assert visit != old


def test_it_leaves_logged_visits_alone(published, routes, agent):
    first, second = routes
    one, two, *_rest = order(first)
    log(Visit.objects.get(planned_visit=one), agent, Disposition.NO_ANSWER)
    for to in (second, None):
        with pytest.raises(Refused, match="is logged already"):
            move_visits(published, published.version, [one, two], to)
    assert Visit.objects.get(planned_visit=two).team == first.team


def test_it_refuses_who_must_not_be_contacted(draft, routes):
    first, second = routes
    one = draft.planned_visits.get(pk=order(first)[0])
    stop_contact(one.enrollment.contact, Contact.StopReason.DO_NOT_CONTACT)
    with pytest.raises(Refused, match="must not be contacted"):
        move_visits(draft, draft.version, [one.pk], second)


def test_it_refuses_a_contact_with_an_open_visit_elsewhere(published, routes, day):
    first, second = routes
    one = order(first)[0]
    move_visits(published, published.version, [one], None)
    planned = published.planned_visits.get(pk=one)
    Visit.objects.create(enrollment=planned.enrollment, team=first.team, day=day)
    version = published.version
    with pytest.raises(Refused, match="has an open visit elsewhere"):
        move_visits(published, version, [one], second)
    assert Plan.objects.get().version == version


def test_it_refuses_a_day_that_is_over(draft, routes):
    first, second = routes
    with pytest.raises(Refused, match="This day is over"):
        move_visits(
            draft, draft.version, order(first), second, now=timezone.now() + timedelta(days=3)
        )


moves = st.lists(
    st.tuples(
        st.lists(st.integers(0, 5), min_size=1, max_size=3),
        st.sampled_from([0, 1, None]),
        st.sampled_from([None, 1, 2, 50]),
    ),
    max_size=5,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves)
def test_it_never_loses_or_doubles_a_door(draft, routes, moves):
    keys = sorted(draft.planned_visits.values_list("pk", flat=True))
    for chosen, to, position in moves:
        target = None if to is None else routes[to]
        move_visits(draft, draft.version, [keys[index] for index in chosen], target, position)
    assert sorted(draft.planned_visits.values_list("pk", flat=True)) == keys
    for route in routes:
        positions = route.planned_visits.order_by("position").values_list("position", flat=True)
        assert list(positions) == list(range(1, len(positions) + 1))


def test_it_says_on_the_plan_that_travel_times_fell_back(draft, routes, monkeypatch):
    def fallen(places):
        return replace(GreatCircle().matrix(places), fell_back="no answer in time")

    source = SimpleNamespace(matrix=fallen, source="great circle")
    monkeypatch.setattr(retiming, "travel_times_of", lambda _plan: source)
    first, second = routes
    move_visits(draft, draft.version, order(first)[:1], second)
    assert draft.travel_fault == "no answer in time"
