"""The pages of plans, as those who may see them and as those who may not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from outreach.routing.models import Plan, Search
from outreach.routing.planning import make_plan, prepare_plan
from outreach.routing.publishing import publish_plan
from outreach.visits.models import Visit
from tests.factories import UserFactory
from tests.routing.test_move_visits import order

HTMX = {"HTTP_HX_REQUEST": "true"}


def url(name, day, **more):
    return reverse(f"routing:{name}", kwargs={"slug": "eastside-fall", "day": day, **more})


@pytest.fixture
def lin(coordinator, signed_in):
    return signed_in(coordinator)


def test_it_plans_a_day_from_the_list(lin, campaign, office, team, enroll, day):
    enroll(2)
    path = reverse("routing:plans", args=[campaign.slug])
    assert b"No day is planned yet" in lin.get(path).content
    response = lin.post(path, {"office": office.code, "day": day}, follow=True)
    assert response.redirect_chain[-1][0] == f"{url('plan', day)}?office=hartford"
    assert b"Left out" in response.content
    assert b"Draft" in lin.get(path).content


def test_it_says_why_a_day_cannot_be_planned_and_keeps_what_was_chosen(lin, campaign, office, day):
    path = reverse("routing:plans", args=[campaign.slug])
    response = lin.post(path, {"office": office.code, "day": day})
    assert "No team of Hartford goes out" in response.text
    assert f'value="{day}"' in response.text
    assert lin.post(path, {"office": office.code, "day": "soon"}).status_code == 200
    assert lin.post(path, {"office": "denver", "day": day}).status_code == 200
    assert not Plan.objects.exists()


def test_it_opens_a_day_that_is_planned_already(lin, draft, campaign, office, day):
    path = reverse("routing:plans", args=[campaign.slug])
    version = draft.version
    response = lin.post(path, {"office": office.code, "day": day}, follow=True)
    assert "planned already" in response.text
    draft.refresh_from_db()
    assert draft.version == version


def test_it_offers_to_plan_a_day_without_a_plan(lin, campaign, day):
    assert "not planned yet" in lin.get(url("plan", day)).text


@pytest.mark.parametrize("day", ["2026-02-30", "2026-1-1", "tomorrow", "0000-00-00"])
def test_it_knows_no_day_that_the_calendar_lacks(lin, campaign, day):
    assert lin.get(f"/campaigns/eastside-fall/plans/{day}/").status_code == 404


def test_it_shows_routes_and_the_map(lin, draft, day):
    text = lin.get(url("plan", day)).text
    for team in ("Route B", "Route C"):
        assert team in text
    planned = draft.planned_visits.first()
    assert planned.enrollment.contact.address.door in text
    assert 'id="plan-map-data"' in text
    assert "style=" not in text


def test_it_asks_as_many_queries_for_one_door_as_for_many(
    lin, draft, day, enroll, django_assert_num_queries
):
    lin.get(url("plan", day))  # which reads the user's time zone into the session
    with CaptureQueriesContext(connection) as few:
        lin.get(url("plan", day))
    enroll(12)
    make_plan(draft.campaign, draft.office, day, replace=draft.version)
    with django_assert_num_queries(len(few)):
        lin.get(url("plan", day))
    assert len(few) <= 18


def test_it_publishes_after_saying_what_that_means(lin, draft, day):
    page = lin.get(url("publish_plan", day)).text
    assert "6 doors, about" in page
    assert "0 left out" in page
    response = lin.post(url("publish_plan", day), {"version": draft.version}, follow=True)
    assert "Published." in response.text
    assert Visit.objects.count() == 6
    again = lin.post(url("publish_plan", day), {"version": draft.version}, follow=True)
    assert "Lin W. published this plan" in again.text
    assert lin.get(url("publish_plan", day)).status_code == 302
    assert lin.post(url("publish_plan", day), {}, follow=True).status_code == 200


def test_it_moves_the_ticked_doors(lin, draft, day):
    route = draft.routes.last()
    keys = list(draft.planned_visits.values_list("pk", flat=True))[:2]
    data = {"version": draft.version, "visit": keys, "to": route.code, "position": 1}
    response = lin.post(url("move_visits", day), data, follow=True)
    assert "2 doors moved." in response.text
    assert set(order(route)[:2]) == set(keys)
    stale = lin.post(url("move_visits", day), data, follow=True)
    assert "Lin W. changed this plan" in stale.text
    data = {"version": draft.version + 1, "visit": keys[:1], "to": "out"}
    assert "1 door moved." in lin.post(url("move_visits", day), data, follow=True).text
    assert draft.planned_visits.get(pk=keys[0]).left_out == "TAKEN_OUT"


@pytest.mark.parametrize(
    "data", [{}, {"to": "nowhere"}, {"visit": "x"}, {"position": "0"}, {"visit": 999_999}]
)
def test_it_asks_again_where_a_move_makes_no_sense(lin, draft, day, data):
    good = {"version": draft.version, "to": "out"}
    response = lin.post(url("move_visits", day), {**good, **data}, follow=True)
    assert 'class="notice error"' in response.text
    draft.refresh_from_db()
    assert not draft.planned_visits.exclude(left_out="").exists()


def test_it_plans_a_draft_again(lin, draft, day, enroll):
    enroll(1)
    lin.post(url("plan_again", day), {"version": draft.version})
    assert draft.planned_visits.count() == 7
    response = lin.post(url("plan_again", day), {"version": draft.version}, follow=True)
    assert "changed since you opened it" in response.text


def test_it_shows_progress_until_the_routes_are_there(
    lin, campaign, office, day, team, enroll, coordinator
):
    enroll(1)
    plan, _new = prepare_plan(campaign, office, day, coordinator)
    page = lin.get(url("plan", day)).text
    assert "Waiting to be planned" in page
    assert "Waiting for the worker" not in page
    Plan.objects.update(made_at=timezone.now() - timedelta(seconds=30))
    assert "Waiting for the worker" in lin.get(url("plan_progress", day), **HTMX).text
    long_ago = timezone.now() - timedelta(minutes=5)
    Plan.objects.update(made_at=long_ago)
    Search.objects.update(heard_at=long_ago)
    assert "seems to have stopped" in lin.get(url("plan_progress", day), **HTMX).text
    assert lin.get(url("plan_progress", day)).status_code == 302
    lin.post(url("plan_again", day), {"version": plan.version})
    done = lin.get(url("plan_progress", day), **HTMX)
    assert done["HX-Redirect"].startswith(url("plan", day))


def test_it_says_that_planning_failed(lin, draft, day):
    Plan.objects.update(status=Plan.Status.FAILED, message="Something went wrong.")
    text = lin.get(url("plan", day)).text
    assert "could not be planned" in text
    assert "Plan again" in text


def test_it_prints_a_sheet_that_discloses_nothing(lin, draft, day, campaign):
    route = next(route for route in draft.routes.all() if route.planned_visits.exists())
    text = lin.get(url("route_sheet", day, code=route.code)).text
    contact = route.planned_visits.first().enrollment.contact
    main = text.split("<main")[1]
    assert contact.address.door in main
    assert contact.given_name in main
    assert contact.family_name not in main
    printed = main.split("</nav>")[1]
    for word in (campaign.name, "Doorstep", "overdose", "drug", "pill", "treatment", "custody"):
        assert word.lower() not in printed.lower()
    assert lin.get(url("route_sheet", day, code="nothing")).status_code == 404


def test_it_gives_the_board_todays_plans(lin, draft, campaign, office):
    empty = lin.get(reverse("routing:board_plans"), **HTMX).text
    assert "No routes for today" in empty
    Plan.objects.update(day=timezone.localdate(timezone=office.zone))
    text = lin.get(reverse("routing:board_plans"), **HTMX).text
    assert "Eastside fall" in text
    assert "6 doors" in text
    assert "No routes for today" not in text


@pytest.mark.parametrize("who", ["other_coordinator", "agent", "manager", "administrator"])
def test_it_does_not_exist_for_others(who, request, signed_in, draft, day, campaign):
    client = signed_in(request.getfixturevalue(who))
    route = draft.routes.first()
    for path in (
        reverse("routing:plans", args=[campaign.slug]),
        url("plan", day),
        url("plan", day) + "?office=hartford",
        url("plan_progress", day),
        url("publish_plan", day),
        url("route_sheet", day, code=route.code),
    ):
        assert client.get(path).status_code == 404, path
    for name in ("publish_plan", "move_visits", "plan_again"):
        assert client.post(url(name, day), {"version": draft.version}).status_code == 404
    assert not Visit.objects.exists()


def test_it_shows_a_shared_campaign_without_the_other_offices_plan(
    draft, day, campaign, other_office, other_coordinator, signed_in
):
    campaign.offices.add(other_office)
    client = signed_in(other_coordinator)
    assert "not planned yet" in client.get(url("plan", day)).text
    assert client.get(url("plan", day) + "?office=hartford").status_code == 404
    assert client.post(url("publish_plan", day), {"version": draft.version}).status_code == 404
    listed = client.get(reverse("routing:plans", args=[campaign.slug])).text
    assert "No day is planned yet" in listed


def test_it_asks_visitors_to_sign_in(client, draft, day):
    assert client.get(url("plan", day))["Location"].startswith("/accounts/login/")


def test_it_lets_someone_of_two_offices_choose(draft, day, campaign, other_office, signed_in):
    user = UserFactory(role="coordinator", office=draft.office)
    other_office.staff.add(user)
    campaign.offices.add(other_office)
    client = signed_in(user)
    text = client.get(url("plan", day) + "?office=hartford").text
    assert "Denver" in text
    assert "not planned yet" in client.get(url("plan", day) + "?office=denver").text


def test_it_marks_what_was_logged(lin, draft, day):
    publish_plan(draft, draft.version)
    Visit.objects.update(status=Visit.Status.LOGGED)
    text = lin.get(url("plan", day)).text
    assert "Logged" in text
    assert text.count("disabled") >= 6
