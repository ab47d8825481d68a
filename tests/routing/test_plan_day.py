"""Planning a day: who wants a visit, what is refused, and what the worker writes."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from contacts.models import Contact, Priority
from contacts.stopping import stop_contact
from outreach.campaigns.models import Campaign
from outreach.routing import solving
from outreach.routing.days import instant, travel_times_of
from outreach.routing.models import Plan, Search
from outreach.routing.planning import make_plan, prepare_plan
from outreach.routing.refusals import Refused
from outreach.routing.retiming import doors_in
from outreach.routing.solving import solve_waiting
from outreach.routing.tasks import solve_plan
from outreach.routing.wanting import wanting_visit
from outreach.visits.codelists import Disposition
from outreach.visits.models import Visit
from tests.factories import AddressFactory, VisitFactory
from tests.routing.reports import report

Status = Plan.Status


def keys(planned):
    return {each.enrollment_id for each in planned}


@pytest.fixture
def wanting(campaign, office, day):
    def ask(now=None):
        return set(wanting_visit(campaign, office, day, now or timezone.now()))

    return ask


def test_it_gives_every_door_a_team_a_place_and_a_time(draft):
    assert draft.status == Status.DRAFT
    placed = draft.planned_visits.filter(left_out="")
    assert placed.count() == 6
    for route in draft.routes.all():
        stops = list(route.planned_visits.order_by("position"))
        assert [stop.position for stop in stops] == list(range(1, len(stops) + 1))
        assert all(route.starts_at <= stop.arrives_at < route.ends_at for stop in stops)
    assert draft.travel_source == "great circle"


def test_it_lists_a_contact_without_coordinates_or_address(
    campaign, office, day, team, enroll, lost_address
):
    enroll(1)
    lost = enroll(1, address=lost_address) + enroll(1, address=None)
    plan = make_plan(campaign, office, day)
    left_out = plan.planned_visits.filter(left_out="NO_PLACE")
    assert keys(left_out) == {each.pk for each in lost}


def test_it_takes_the_urgent_ones_first(campaign, office, day, team, enroll):
    team.shift_from, team.shift_to = time(9), time(9, 30)
    team.save()
    enroll(4)
    near = AddressFactory(latitude=team.start_latitude, longitude=team.start_longitude)
    near_too = AddressFactory(latitude=near.latitude, longitude=near.longitude)
    enroll(3, address=near_too)
    urgent = enroll(1, priority=Priority.URGENT, address=near)
    plan = make_plan(campaign, office, day)
    assert urgent[0].pk in keys(plan.planned_visits.filter(left_out=""))
    assert plan.planned_visits.filter(left_out="SHIFT_FULL").exists()


def test_it_wants_nobody_who_is_done_stopped_or_elsewhere(campaign, enroll, wanting, other_office):
    done, stopped, elsewhere, left = enroll(4)
    done.closure, done.closed_at = "REACHED", timezone.now()
    done.save()
    stop_contact(stopped.contact, Contact.StopReason.DO_NOT_CONTACT)
    elsewhere.contact.office = other_office
    elsewhere.contact.save()
    assert wanting() == {left}


def test_it_wants_nobody_who_has_an_open_visit_of_today_or_later(enroll, wanting, team, day):
    (one,) = enroll(1)
    visit = VisitFactory(enrollment=one, team=team, day=day)
    assert wanting() == set()
    visit.day = day - timedelta(days=2)
    visit.save()
    assert wanting() == {one}


def test_it_stops_at_the_attempt_cap(campaign, enroll, wanting, team, agent):
    campaign.attempt_cap, campaign.hours_between_attempts = 1, 0
    campaign.save()
    tried, missed = enroll(2)
    report(tried, team, agent, Disposition.NO_ANSWER)
    report(missed, team, agent, Disposition.NOT_ATTEMPTED)
    assert wanting() == {missed}


def test_it_waits_between_attempts(campaign, office, enroll, team, agent, day):
    campaign.hours_between_attempts = 24
    campaign.save()
    (one,) = enroll(1)
    yesterday_at_three = datetime.combine(day - timedelta(days=1), time(15), tzinfo=office.zone)
    report(one, team, agent, Disposition.NO_ANSWER, at=yesterday_at_three)
    plan = make_plan(campaign, office, day)
    (planned,) = plan.planned_visits.all()
    assert planned.arrives_at >= yesterday_at_three + timedelta(hours=24)
    campaign.hours_between_attempts = 72
    campaign.save()
    assert not wanting_visit(campaign, office, day, timezone.now()).exists()


def test_it_does_not_believe_a_phone_from_the_future(campaign, office, enroll, team, agent, day):
    (one,) = enroll(1)
    received = timezone.now() - timedelta(days=3)
    at = timezone.now() + timedelta(days=900)
    report(one, team, agent, Disposition.NO_ANSWER, at=at, received_at=received)
    assert wanting_visit(campaign, office, day, timezone.now()).get().last_attempt == received


def test_it_plans_what_is_left_of_today(campaign, office, team, enroll, day):
    enroll(2)
    today = day - timedelta(days=1)
    now = datetime.combine(today, time(12, 30), tzinfo=office.zone)
    plan = make_plan(campaign, office, today, now=now)
    assert all(each.arrives_at >= now for each in plan.planned_visits.all())
    assert plan.planned_visits.filter(left_out="").count() == 2


def test_it_keeps_the_offices_clock_when_the_clocks_change(campaign, office, team, enroll):
    office.time_zone = "America/New_York"
    office.save()
    day = datetime(2027, 3, 14, tzinfo=UTC).date()
    campaign.ends_on = day
    campaign.save()
    enroll(1, available_from=time(12), available_to=time(13))
    plan = make_plan(campaign, office, day)
    arrives = plan.planned_visits.get().arrives_at.astimezone(ZoneInfo("America/New_York"))
    assert (arrives.hour, arrives.utcoffset()) == (12, timedelta(hours=-4))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"campaign": {"status": Campaign.Status.DRAFT}}, "is not running"),
        ({"campaign": {"visiting_days": ""}}, "makes no visits on a"),
        ({"team": {"is_active": False}}, "No team of Hartford"),
        ({"team": {"shift_from": None, "shift_to": None}}, "Route B has no shift"),
        ({"team": {"start_latitude": None, "start_longitude": None}}, "Route B has no start place"),
        ({"shift": -1}, "is over"),
        ({"shift": 100}, "outside the campaign"),
    ],
)
def test_it_refuses_with_the_reason(campaign, office, day, team, enroll, change, words):
    enroll(1)
    for record, name in ((campaign, "campaign"), (team, "team")):
        for field, value in change.get(name, {}).items():
            setattr(record, field, value)
        record.save()
    with pytest.raises(Refused, match=words):
        make_plan(campaign, office, day + timedelta(days=change.get("shift", 1) - 1))
    assert not Plan.objects.exists()


def test_it_refuses_an_office_of_another_campaign(campaign, other_office, day, team):
    with pytest.raises(Refused, match="takes no part"):
        make_plan(campaign, other_office, day)


def test_it_refuses_when_nobody_waits(campaign, office, day, team):
    with pytest.raises(Refused, match="No contact of Hartford"):
        make_plan(campaign, office, day)


def test_it_refuses_when_todays_shifts_are_over(campaign, office, day, team, enroll):
    enroll(1)
    today = day - timedelta(days=1)
    now = datetime.combine(today, time(18), tzinfo=office.zone)
    with pytest.raises(Refused, match="shifts are over"):
        make_plan(campaign, office, today, now=now)


def test_it_replaces_a_draft_only_for_someone_who_saw_it(campaign, office, day, draft, enroll):
    with pytest.raises(Refused, match="planned already"):
        make_plan(campaign, office, day)
    with pytest.raises(Refused, match="changed since"):
        make_plan(campaign, office, day, replace=draft.version - 1)
    enroll(1)
    codes = set(draft.routes.values_list("code", flat=True))
    again = make_plan(campaign, office, day, replace=draft.version)
    assert (again.pk, again.planned_visits.count()) == (draft.pk, 7)
    assert set(again.routes.values_list("code", flat=True)) == codes


def test_it_gives_a_second_person_the_plan_that_is_being_made(campaign, office, day, team, enroll):
    enroll(1)
    first, is_new = prepare_plan(campaign, office, day)
    second, is_new_again = prepare_plan(campaign, office, day)
    assert (first, is_new, is_new_again) == (second, True, False)


def test_it_says_on_the_plan_that_it_failed(campaign, office, day, team, enroll, monkeypatch):
    def fail(*_args):
        raise RuntimeError("no solver")

    monkeypatch.setattr(solving, "solve", fail)
    enroll(1)
    plan = make_plan(campaign, office, day)
    assert plan.status == Status.FAILED
    assert "Plan the day again" in plan.message
    monkeypatch.undo()
    assert make_plan(campaign, office, day).status == Status.DRAFT


def test_it_can_be_planned_again_when_the_worker_died(campaign, office, day, team, enroll):
    enroll(1)
    plan, _is_new = prepare_plan(campaign, office, day)
    version = plan.version
    long_ago = timezone.now() - timedelta(minutes=5)
    Plan.objects.update(status=Status.SOLVING, made_at=long_ago)
    Search.objects.update(heard_at=long_ago)
    plan = make_plan(campaign, office, day)
    assert plan.status == Status.DRAFT
    # The worker comes back to life: its version is gone, and it writes nothing.
    assert solve_plan.func(plan.pk, version) is False


def test_it_writes_nothing_when_started_again_meanwhile(
    campaign, office, day, team, enroll, monkeypatch
):
    enroll(1)
    plan, _is_new = prepare_plan(campaign, office, day)
    solve = solving.solve

    def meanwhile(*args):
        Plan.objects.update(version=9, status=Status.WAITING)
        return solve(*args)

    monkeypatch.setattr(solving, "solve", meanwhile)
    assert solve_waiting(plan) is False
    assert not plan.planned_visits.exists()


def test_it_creates_no_visit_before_it_is_published(draft):
    assert not Visit.objects.exists()


def test_its_legs_are_slower_in_the_rush(draft):
    way = travel_times_of(draft).matrix([(41.77, -72.52), (41.80, -72.55)]).leg(0, 1)
    noon, rush = (instant(draft.day, time(hour), draft.office.zone) for hour in (12, 16))
    assert way.ends(noon) - noon < way.ends(rush) - rush
    # A search is told of what is never too short.
    assert way.driving >= way.driven(rush) - rush


def test_what_it_saves_is_told_against_the_same_doors_in_list_order(draft):
    for route in draft.routes.filter(planned_visits__isnull=False).distinct():
        planned = route.planned_visits.select_related("enrollment")
        in_list = sorted(doors_in(draft, list(planned)), key=lambda door: door.key)
        start = route.team.start
        matrix = travel_times_of(draft).matrix([start, *(door.place for door in in_list), start])
        clock, driving = instant(draft.day, route.team.shift_from, draft.office.zone), 0
        for at, door in enumerate([*in_list, None]):
            leg = matrix.leg(at, at + 1)
            driving += leg.driven(clock) - clock
            clock = leg.ends(clock) + (door.seconds if door else 0)
        assert route.list_order_seconds == driving
