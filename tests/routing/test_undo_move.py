"""Going back a step, and bringing an earlier way back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.models import Contact
from contacts.stopping import stop_contact
from outreach.routing.arranging import STEPS_KEPT, bring_back, steps_of, undo
from outreach.routing.differing import difference
from outreach.routing.models import Arrangement
from outreach.routing.moving import move_visits
from outreach.routing.planning import make_plan
from outreach.routing.publishing import publish_plan
from outreach.routing.refusals import Refused
from outreach.visits.codelists import Disposition
from outreach.visits.models import Visit
from tests.routing.reports import log
from tests.routing.test_move_visits import order


def lying(plan):
    """Where every door lies: the whole of what undoing must give back."""
    rows = plan.planned_visits.order_by("enrollment")
    return list(rows.values_list("enrollment", "route__team", "position", "left_out", "pin"))


def test_it_gives_back_every_place_and_time(draft, coordinator):
    before, times = lying(draft), list(draft.planned_visits.values_list("pk", "arrives_at"))
    first, second = draft.routes.all()
    out = order(first)[:2] or order(second)[:2]
    move_visits(draft, draft.version, out, None)
    move_visits(draft, draft.version, out[:1], first, 1)
    for _step in range(2):
        assert undo(draft, draft.version, coordinator).moved
        draft.refresh_from_db()
    assert lying(draft) == before
    assert sorted(draft.planned_visits.values_list("pk", "arrives_at")) == sorted(times)
    with pytest.raises(Refused, match="nothing to undo"):
        undo(draft, draft.version, coordinator)


def test_it_undoes_planning_again(campaign, office, day, draft):
    keys = list(draft.planned_visits.values_list("pk", flat=True))
    # Nothing lies as the search would lay it, whatever it finds.
    move_visits(draft, draft.version, keys, None)
    before = lying(draft)
    plan = make_plan(campaign, office, day, replace=draft.version)
    assert lying(plan) != before
    undo(plan, plan.version, None)
    assert lying(plan) == before


def test_it_refuses_someone_who_saw_an_older_version(draft):
    first, second = draft.routes.all()
    move_visits(draft, draft.version, order(first)[:1] or order(second)[:1], None)
    before = lying(draft)
    with pytest.raises(Refused, match="changed"):
        undo(draft, draft.version - 1, None)
    assert lying(draft) == before
    assert steps_of(draft).count() == 1


def test_it_leaves_what_is_logged_and_who_is_stopped(draft, agent):
    first, second = draft.routes.all()
    keys = list(draft.planned_visits.values_list("pk", flat=True))
    move_visits(draft, draft.version, keys, first)
    publish_plan(draft, draft.version)
    move_visits(draft, draft.version, keys, second)
    logged, stopped = (draft.planned_visits.get(pk=key) for key in keys[:2])
    log(logged.visit, agent, Disposition.NO_ANSWER)
    stop_contact(stopped.enrollment.contact, Contact.StopReason.DO_NOT_CONTACT)
    undo(draft, draft.version, None)
    logged.refresh_from_db()
    assert logged.route == second
    assert set(order(first)) == set(keys[2:])
    assert draft.planned_visits.get(pk=stopped.pk).route is None
    open_visits = Visit.objects.filter(status=Visit.Status.OPEN)
    assert set(open_visits.values_list("team", flat=True)) == {first.team_id}
    assert open_visits.count() == len(keys) - 2


def test_it_brings_an_earlier_way_back_and_can_undo_that_too(draft):
    _first, second = draft.routes.all()
    before = lying(draft)
    keys = list(draft.planned_visits.values_list("pk", flat=True))
    move_visits(draft, draft.version, keys, second)
    moved = lying(draft)
    bring_back(draft, steps_of(draft).get(), draft.version, None)
    draft.refresh_from_db()
    assert lying(draft) == before
    undo(draft, draft.version, None)
    assert lying(draft) == moved


def test_it_compares_without_changing_anything(draft):
    _first, second = draft.routes.all()
    keys = list(draft.planned_visits.values_list("pk", flat=True))
    there = set(order(second))
    before = sum(route.travel_seconds for route in draft.routes.all())
    move_visits(draft, draft.version, keys, second)
    after, version = sum(route.travel_seconds for route in draft.routes.all()), draft.version
    found = difference(draft, steps_of(draft).get())
    assert found.all.now.driving_seconds == after
    assert found.all.then.driving_seconds == before
    assert {change.planned.pk for change in found.changes} == set(keys) - there
    draft.refresh_from_db()
    assert draft.version == version
    assert set(order(second)) == set(keys)


def test_it_forgets_the_oldest_steps(draft):
    one = draft.planned_visits.first()
    route = draft.routes.first()
    for _time in range(STEPS_KEPT + 3):
        move_visits(draft, draft.version, [one.pk], route, 1)
    assert Arrangement.objects.count() == STEPS_KEPT


def test_it_brings_the_oldest_way_back_that_is_kept(draft):
    one, route, before = draft.planned_visits.first(), draft.routes.first(), lying(draft)
    for _time in range(STEPS_KEPT):
        move_visits(draft, draft.version, [one.pk], route, 1)
    bring_back(draft, steps_of(draft).last(), draft.version, None)
    assert lying(draft) == before


def test_it_refuses_a_day_that_is_over(draft):
    move_visits(draft, draft.version, [draft.planned_visits.first().pk], None)
    with pytest.raises(Refused, match="This day is over"):
        undo(draft, draft.version, None, now=timezone.now() + timedelta(days=3))
