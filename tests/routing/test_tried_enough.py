"""The attempt cap and the hours between attempts hold whatever a person moves or brings back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from outreach.routing.arranging import undo
from outreach.routing.models import PlannedVisit
from outreach.routing.moving import move_visits, split_visits
from outreach.routing.publishing import publish_plan
from outreach.routing.refusals import Refused
from outreach.visits.codelists import Disposition
from outreach.visits.models import Visit
from tests.routing.reports import report


@pytest.fixture
def tried(draft, team, agent, campaign):
    """A door of the draft that may be tried once only, and was tried meanwhile."""
    door = draft.planned_visits.select_related("enrollment").first()
    move_visits(draft, draft.version, [door.pk], draft.routes.first(), 1)
    campaign.attempt_cap = 1
    campaign.save()
    weeks_ago = timezone.now() - timedelta(days=20)
    report(door.enrollment, team, agent, Disposition.NO_ANSWER, at=weeks_ago)
    return door


@pytest.fixture
def published(draft, tried):
    return publish_plan(draft, draft.version)


def has_open_visit(door):
    return Visit.objects.filter(enrollment=door.enrollment, status=Visit.Status.OPEN).exists()


def test_it_opens_no_visit_beyond_the_cap(published, tried):
    with pytest.raises(Refused, match="was tried as often"):
        move_visits(published, published.version, [tried.pk], published.routes.first())
    assert not has_open_visit(tried)


def test_it_opens_no_visit_within_the_hours_of_rest(published, tried, campaign, team, agent):
    campaign.attempt_cap = 9
    campaign.save()
    lately = timezone.now() - timedelta(hours=1)
    report(tried.enrollment, team, agent, Disposition.NO_ANSWER, at=lately)
    campaign.hours_between_attempts = 72
    campaign.save()
    published.campaign.refresh_from_db()
    with pytest.raises(Refused, match="was tried as often"):
        move_visits(published, published.version, [tried.pk], published.routes.first())
    campaign.hours_between_attempts = 0
    campaign.save()
    move_visits(published, published.version, [tried.pk], published.routes.first())
    assert has_open_visit(tried)


def test_splitting_passes_it_over(published, tried):
    keys = list(published.planned_visits.values_list("pk", flat=True))
    split_visits(published, published.version, keys)
    assert published.planned_visits.get(pk=tried.pk).route is None
    assert not has_open_visit(tried)


def test_undoing_what_was_done_before_publishing_leaves_it_out(published, tried):
    undo(published, published.version, None)
    left = published.planned_visits.get(pk=tried.pk)
    assert left.left_out == PlannedVisit.LeftOut.NOT_WANTED
    assert not has_open_visit(tried)


def test_a_visit_that_is_open_may_go_to_another_team(draft, campaign):
    publish_plan(draft, draft.version)
    door = draft.planned_visits.first()
    campaign.attempt_cap = 1
    campaign.save()
    for route in draft.routes.all():
        move_visits(draft, draft.version, [door.pk], route)
        assert draft.planned_visits.get(pk=door.pk).route == route
