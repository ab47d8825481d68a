"""Publishing: all of a draft or nothing, once, and only what still wants a visit."""

import re
from datetime import datetime, time, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connections
from django.utils import timezone
from django.utils.formats import time_format

from contacts.models import Contact
from contacts.stopping import stop_contact
from outreach.campaigns.models import Campaign
from outreach.routing import publishing
from outreach.routing.models import Plan
from outreach.routing.planning import make_plan
from outreach.routing.publishing import publish_plan
from outreach.routing.refusals import Refused
from outreach.visits.models import Visit
from tests.factories import (
    CampaignFactory,
    EnrollmentFactory,
    TeamFactory,
    VisitFactory,
    today,
)


def test_it_opens_a_visit_for_every_door(draft, coordinator):
    plan = publish_plan(draft, draft.version, coordinator)
    assert (plan.status, plan.published_by) == (Plan.Status.PUBLISHED, coordinator)
    placed = plan.planned_visits.select_related("visit", "route", "enrollment")
    assert placed.count() == Visit.objects.count() == 6
    for planned in placed:
        visit = planned.visit
        assert (visit.status, visit.day, visit.position, visit.expected_at) == (
            Visit.Status.OPEN,
            plan.day,
            planned.position,
            planned.arrives_at,
        )
        assert (visit.team_id, visit.contact_id) == (
            planned.route.team_id,
            planned.enrollment.contact_id,
        )


def test_it_tells_the_second_who_published(draft, coordinator, office):
    opened = draft.version
    now = timezone.now()
    publish_plan(draft, opened, coordinator, now)
    clock = time_format(now.astimezone(office.zone), "TIME_FORMAT")
    with pytest.raises(Refused, match=rf"At {re.escape(clock)} Lin W\. published this plan"):
        publish_plan(draft, opened, coordinator)
    assert Visit.objects.count() == 6


def test_it_refuses_a_version_that_changed(draft, coordinator):
    Plan.objects.update(
        version=draft.version + 1, changed_by=coordinator, changed_at=timezone.now()
    )
    with pytest.raises(Refused, match=r"Lin W\. changed this plan"):
        publish_plan(draft, draft.version)
    assert not Visit.objects.exists()


def test_it_leaves_out_who_needs_no_visit_any_more(draft, campaign):
    first, second, third = draft.planned_visits.all()[:3]
    stop_contact(first.enrollment.contact, Contact.StopReason.DO_NOT_CONTACT)
    elsewhere = EnrollmentFactory(
        contact=second.enrollment.contact, campaign=CampaignFactory(offices=[draft.office])
    )
    VisitFactory(
        enrollment=elsewhere, team=TeamFactory(campaign=elsewhere.campaign, office=draft.office)
    )
    third.enrollment.closure, third.enrollment.closed_at = "REACHED", timezone.now()
    third.enrollment.save()
    plan = publish_plan(draft, draft.version)
    reasons = dict(plan.planned_visits.exclude(left_out="").values_list("pk", "left_out"))
    assert reasons == {first.pk: "STOPPED", second.pk: "OPEN_ELSEWHERE", third.pk: "NOT_WANTED"}
    for route in plan.routes.all():
        positions = list(
            route.planned_visits.order_by("position").values_list("position", flat=True)
        )
        assert positions == list(range(1, len(positions) + 1))
    assert Visit.objects.filter(team__campaign=campaign).count() == 3


def test_it_releases_open_visits_of_days_that_are_over(draft, team, enroll):
    yesterday = timezone.localdate(timezone=draft.office.zone) - timedelta(days=1)
    again = draft.planned_visits.first().enrollment
    (other,) = enroll(1)
    old = [VisitFactory(enrollment=each, team=team, day=yesterday) for each in (again, other)]
    publish_plan(draft, draft.version)
    assert {visit.status for visit in Visit.objects.filter(pk__in=[v.pk for v in old])} == {
        Visit.Status.CANCELLED
    }
    assert Visit.objects.get(contact=again.contact, status="OPEN").day == draft.day


def test_it_refuses_a_day_that_is_over_and_a_campaign_that_stopped(draft, campaign):
    with pytest.raises(Refused, match="is over"):
        publish_plan(draft, draft.version, now=timezone.now() + timedelta(days=5))
    campaign.status = Campaign.Status.CLOSED
    campaign.save()
    draft.campaign.refresh_from_db()
    with pytest.raises(Refused, match="is not running"):
        publish_plan(draft, draft.version)
    assert Plan.objects.get().status == Plan.Status.DRAFT


def test_it_refuses_when_no_door_is_left(draft):
    draft.planned_visits.update(left_out="TAKEN_OUT", route=None, position=None)
    with pytest.raises(Refused, match="No door of this plan"):
        publish_plan(draft, draft.version)
    draft.refresh_from_db()
    assert (draft.status, draft.published_at) == (Plan.Status.DRAFT, None)


def test_it_looks_again_when_another_campaign_was_quicker(draft, monkeypatch):
    taken = draft.planned_visits.first().enrollment
    look = publishing._open_visits

    def too_late(plan, planned):
        monkeypatch.setattr(publishing, "_open_visits", look)
        raise IntegrityError("one_open_visit_a_contact")

    monkeypatch.setattr(publishing, "_open_visits", too_late)
    plan = publish_plan(draft, draft.version)
    assert plan.status == Plan.Status.PUBLISHED
    assert Visit.objects.filter(enrollment=taken).count() == 1


def test_it_is_never_planned_again_after_publishing(draft, campaign, office, day, coordinator):
    publish_plan(draft, draft.version, coordinator)
    with pytest.raises(Refused, match=r"Lin W\. published this plan"):
        make_plan(campaign, office, day, replace=draft.version)


def test_a_draft_that_lay_until_noon_is_timed_from_then_on(
    campaign, office, team, enroll, monkeypatch
):
    campaign.visiting_days = "1234567"
    campaign.save()
    enroll(4)
    eight = datetime.combine(today(), time(8), tzinfo=office.zone)
    plan = make_plan(campaign, office, today(), now=eight)
    noon = eight.replace(hour=12)
    assert all(each.arrives_at < noon for each in plan.planned_visits.all())
    monkeypatch.setattr(timezone, "now", lambda: noon)
    publish_plan(plan, plan.version)
    for visit in Visit.objects.select_related("planned_visit"):
        assert visit.expected_at == visit.planned_visit.arrives_at > noon
    assert plan.routes.get().starts_at >= noon


@pytest.mark.django_db(transaction=True)
def test_it_is_published_once_by_two_at_the_same_moment(
    campaign, office, day, team, enroll, coordinator, other_coordinator
):
    enroll(6)
    draft = make_plan(campaign, office, day)
    answers, start = [], Barrier(2)

    def publish(user):
        try:
            plan = Plan.objects.get(pk=draft.pk)
            start.wait()
            publish_plan(plan, draft.version, user)
            answers.append("published")
        except Refused as refused:
            answers.append(str(refused))
        finally:
            connections.close_all()

    threads = [Thread(target=publish, args=[user]) for user in (coordinator, other_coordinator)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers)[1] == "published"
    assert "published this plan" in sorted(answers)[0]
    assert Visit.objects.count() == 6
