"""What the plan's page asks for while it is open: parts, tries, the pulse, comparisons, sheets."""

from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from outreach.routing import solving
from outreach.routing.falling_back import Fault
from outreach.routing.faults import WORDS
from outreach.routing.models import Arrangement, Plan, Search
from outreach.routing.moving import move_visits
from outreach.routing.planning import make_plan, prepare_plan
from outreach.routing.problem import Progress
from outreach.routing.publishing import publish_plan
from outreach.routing.solver import Effort
from outreach.routing.solving import solve_waiting
from outreach.routing.telling import Reporter
from outreach.visits.models import Visit
from tests.factories import UserFactory
from tests.routing.test_move_visits import order
from tests.routing.test_plan_pages import HTMX, url


@pytest.fixture
def lin(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def marcus(office, signed_in):
    return signed_in(
        UserFactory(first_name="Marcus", last_name="T", role="coordinator", office=office)
    )


@pytest.fixture
def keys(draft):
    return list(draft.planned_visits.order_by("pk").values_list("pk", flat=True))


def test_it_renews_the_parts_that_a_move_changes(lin, draft, day, keys):
    data = {"version": draft.version, "visit": keys[:2], "to": draft.routes.last().code}
    text = lin.post(url("move_visits", day), data, **HTMX).text
    for part in ("plan-side", "plan-lists", "plan-map-box", "plan-actions", "plan-dialogs"):
        assert f'id="{part}" ' in text or f'id="{part}"' in text
    assert text.count('hx-swap-oob="true"') == 5
    assert "<html" not in text
    assert "2 doors moved." in text
    assert "driving" in text
    assert "Undo" in text


def test_it_says_what_a_move_would_cost_without_moving(lin, draft, day, keys):
    route = draft.routes.last()
    before = order(route)
    data = {"version": draft.version, "visit": keys, "to": route.code}
    assert "If you move them:" in lin.post(url("try_move", day), data, **HTMX).text
    draft.refresh_from_db()
    assert (order(route), draft.version) == (before, data["version"])
    assert not Arrangement.objects.exists()
    stale = lin.post(url("try_move", day), data | {"version": 999}, **HTMX).text
    assert "changed" in stale
    assert lin.post(url("try_move", day), {}, **HTMX).text.strip() == ""


def test_it_undoes_splits_and_pins(lin, draft, day, keys):
    post = {"version": draft.version, "visit": keys}
    assert "6 doors moved." in lin.post(url("split_visits", day), post, follow=True).text
    draft.refresh_from_db()
    post = {"version": draft.version, "visit": keys[:1], "pin": "PLACE"}
    assert "1 door pinned." in lin.post(url("pin_visits", day), post, follow=True).text
    draft.refresh_from_db()
    post |= {"version": draft.version, "pin": ""}
    assert "1 door let go." in lin.post(url("pin_visits", day), post, follow=True).text
    draft.refresh_from_db()
    said = lin.post(url("undo_move", day), {"version": draft.version}, follow=True).text
    assert "Undone: Split among teams." in said
    draft.refresh_from_db()
    said = lin.post(url("undo_move", day), {"version": draft.version}, follow=True).text
    assert "nothing to undo" in said


@pytest.mark.parametrize("name", ["split_visits", "pin_visits"])
def test_it_asks_to_tick_doors_first(lin, draft, day, name):
    said = lin.post(url(name, day), {"version": draft.version}, follow=True).text
    assert "Tick the doors to move first." in said


def test_two_coordinators_see_each_other(lin, marcus, coordinator, draft, day, keys):
    assert lin.get(url("plan_pulse", day)).status_code == 302
    version = draft.version
    marcus.get(url("plan_pulse", day), {"version": version}, **HTMX)
    seen = lin.get(url("plan_pulse", day), {"version": version}, **HTMX).text
    assert "Also here now: Marcus T" in seen
    assert "changed this plan" not in seen
    to = draft.routes.first()
    move_visits(draft, version, keys[:3], to, user=coordinator)
    told = marcus.get(url("plan_pulse", day), {"version": version}, **HTMX).text
    assert "Lin W. changed this plan" in told
    assert "3 doors" in told
    assert "moved by Lin W." in marcus.get(url("plan", day)).text
    assert "moved by Lin W." not in lin.get(url("plan", day)).text


def test_the_pulse_names_no_contact(lin, draft, day):
    from outreach.accounts.models import AuditEntry

    before = AuditEntry.objects.count()
    text = lin.get(url("plan_pulse", day), {"version": 1}, **HTMX).text
    assert "Street" not in text
    assert AuditEntry.objects.count() == before


def test_every_renewal_is_a_look_that_is_written_down(lin, draft, day, keys):
    from outreach.accounts.models import AuditEntry

    before = AuditEntry.objects.filter(object_repr="plan").count()
    data = {"version": draft.version, "visit": keys[:1], "to": "out"}
    lin.post(url("move_visits", day), data, **HTMX)
    assert AuditEntry.objects.filter(object_repr="plan").count() == before + 1


def test_a_plan_published_while_another_edits_is_a_clear_message(lin, marcus, draft, day, keys):
    version = draft.version
    marcus.post(url("publish_plan", day), {"version": version})
    data = {"version": version, "visit": keys[:1], "to": "out"}
    text = lin.post(url("move_visits", day), data, **HTMX).text
    assert 'class="notice error"' in text
    assert "Marcus T. published this plan." in text
    assert Visit.objects.filter(status=Visit.Status.OPEN).count() == 6


def test_it_compares_and_brings_back(lin, draft, day, keys):
    assert "Nothing to compare with yet" in lin.get(url("compare_plans", day)).text
    move_visits(draft, draft.version, keys, draft.routes.last())
    text = lin.get(url("compare_plans", day)).text
    assert "less driving" in text or "more driving" in text or "same driving" in text
    way = draft.arrangements.get()
    assert lin.get(url("compare_plans", day), {"with": "nothing"}).status_code == 404
    data = {"version": draft.version, "with": way.code}
    assert "moved." in lin.post(url("take_up", day), data, follow=True).text
    stale = lin.post(url("take_up", day), data, follow=True).text
    assert "changed this plan" in stale
    assert "no longer there" in lin.post(url("take_up", day), {}, follow=True).text


def test_it_takes_a_plan_back_and_asks_for_the_rest_only_today(lin, draft, day):
    publish_plan(draft, draft.version)
    said = lin.post(url("plan_rest", day), {"version": draft.version}, follow=True).text
    assert "Only the rest of today" in said
    said = lin.post(url("unpublish_plan", day), {"version": draft.version}, follow=True).text
    assert "A draft again." in said
    said = lin.post(url("unpublish_plan", day), {"version": draft.version}, follow=True).text
    assert 'class="notice error"' in said


def test_it_waits_no_more_for_a_rest_of_the_day_of_which_nothing_is_heard(lin, draft, day, office):
    publish_plan(draft, draft.version)
    Plan.objects.update(day=day - timedelta(days=1))
    today, words = day - timedelta(days=1), "could not be planned. Try again."
    search = Search.objects.create(plan=draft, version=draft.version, is_rest_of_day=True)
    assert 'id="rest-progress"' in lin.get(url("plan_progress", today), **HTMX).text
    assert words not in lin.get(url("plan", today)).text
    Search.objects.filter(pk=search.pk).update(heard_at=timezone.now() - timedelta(minutes=3))
    answer = lin.get(url("plan_progress", today), **HTMX)
    assert answer.headers["HX-Redirect"].startswith(url("plan", today))
    assert words in lin.get(url("plan", today)).text


def test_it_prints_every_teams_sheet(lin, draft, day, keys):
    text = lin.get(url("all_sheets", day)).text
    for planned in draft.planned_visits.filter(left_out=""):
        assert planned.enrollment.contact.address.door in text
    assert text.count("sheet-of-team") == sum(
        1 for route in draft.routes.all() if route.planned_visits.exists()
    )


def test_a_route_that_ends_after_midnight_says_so_on_the_page_and_on_paper(lin, draft, day, office):
    route = draft.routes.filter(planned_visits__isnull=False).first()
    assert "(next day)" not in lin.get(url("plan", day)).text
    late = datetime.combine(day + timedelta(days=1), time(0, 40), office.zone)
    draft.routes.filter(pk=route.pk).update(ends_at=late)
    assert lin.get(url("plan", day)).text.count("(next day)") == 1
    assert (
        "12:40 a.m. (next day)"
        in lin.get(draft.address("routing:route_sheet", code=route.code)).text
    )


def test_it_compares_ends_after_midnight(lin, draft, day, office, keys):
    move_visits(draft, draft.version, keys, draft.routes.last())
    assert "(next day)" not in lin.get(url("compare_plans", day)).text
    late = datetime.combine(day + timedelta(days=1), time(0, 40), office.zone)
    draft.routes.filter(pk=draft.routes.last().pk).update(ends_at=late)
    # Of the team and of all, as it is now; the other way is timed anew.
    assert lin.get(url("compare_plans", day)).text.count("12:40 a.m. (next day)") == 2


def test_it_says_what_driving_is_saved_and_where_times_come_from(lin, draft, day):
    draft.routes.update(list_order_seconds=9_000, travel_seconds=1_800)
    text = lin.get(url("plan", day)).text
    assert "Saves about" in text
    assert "of driving against going in list order" in text
    assert "Travel times come from" in text


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("SILENT ReadTimeout", "gave none: it did not answer, ReadTimeout."),
        ("NOT_BUILT", "gave none: no road network was built."),
        # As plans had it before there were codes.
        ("no answer in time", "gave none: no answer in time."),
    ],
)
def test_it_says_why_travel_times_are_a_guess(lin, draft, day, fault, words):
    Plan.objects.update(travel_fault=fault)
    assert words in lin.get(url("plan", day)).text


def test_every_fault_has_its_words():
    assert set(WORDS) == set(Fault)


def test_it_plans_several_days_from_the_page(lin, campaign, office, team, enroll, day):
    campaign.visiting_days = "1234567"
    campaign.save()
    enroll(2)
    path = reverse("routing:plans", args=[campaign.slug])
    said = lin.post(path, {"office": office.code, "day": day, "days": 3}, follow=True).text
    assert "3 days are being planned" in said
    assert Plan.objects.count() == 3
    assert lin.post(path, {"office": office.code, "day": day, "days": 99}).status_code == 200


@pytest.fixture
def waiting(campaign, office, day, team, enroll, coordinator):
    enroll(2)
    plan, _new = prepare_plan(campaign, office, day, coordinator)
    return plan


def test_it_shows_the_best_so_far_and_can_end_the_search(lin, waiting, day):
    search = waiting.searches.get()
    Plan.objects.update(status=Plan.Status.SOLVING)
    Reporter(search).progress(Progress(7, 9, 3_600, 2.0, 0.4))
    text = lin.get(url("plan_progress", day), **HTMX).text
    assert "Best so far: 7 of 9 doors, 1 h 00 of driving." in text
    assert 'value="40"' in text
    assert "Stop and keep the best so far" in text
    reporter = Reporter(search)
    assert not reporter.cancelled()
    assert "Ending the search" in lin.post(url("cancel_search", day), follow=True).text
    assert Reporter(search).cancelled()
    assert "Ending with the best so far" in lin.get(url("plan_progress", day), **HTMX).text


def test_a_search_that_is_ended_keeps_the_best(waiting):
    waiting.searches.update(is_cancelled=True)
    assert solve_waiting(waiting, Effort(seconds=60))
    waiting.refresh_from_db()
    assert waiting.status == Plan.Status.DRAFT
    assert waiting.planned_visits.count() == 2
    assert waiting.searches.get().state == Search.State.DONE


def test_one_of_several_days_waits_for_those_before_it(lin, waiting, campaign, office, day):
    long_ago = timezone.now() - timedelta(minutes=5)
    Plan.objects.update(made_at=long_ago)
    Search.objects.update(heard_at=long_ago)
    other = Plan.objects.create(campaign=campaign, office=office, day=day + timedelta(days=1))
    other.searches.create(version=1, state=Search.State.SEARCHING)
    text = lin.get(url("plan_progress", day), **HTMX).text
    assert "Another day of this office is planned first." in text
    assert "seems to have stopped" not in text


def test_it_searches_from_the_routes_as_they_lie(campaign, office, day, draft, monkeypatch):
    seen = {}
    solve = solving.solve

    def spy(shifts, doors, travel, effort):
        seen.update(effort.initial)
        return solve(shifts, doors, travel, effort)

    monkeypatch.setattr(solving, "solve", spy)
    make_plan(campaign, office, day, replace=draft.version)
    assert sorted(key for doors in seen.values() for key in doors) == sorted(
        draft.planned_visits.values_list("enrollment", flat=True)
    )


def test_it_lists_at_most_so_many_of_one_reason(lin, draft, day, monkeypatch, keys):
    from outreach.routing import presenting

    monkeypatch.setattr(presenting, "MOST_LISTED", 2)
    move_visits(draft, draft.version, keys, None)
    text = lin.get(url("plan", day)).text
    assert "4 more. Plan more days, or add teams." in text
    assert "No door has a place in a route" in text


def test_no_tile_server_learns_anything_unless_one_is_set(lin, draft, day, settings):
    response = lin.get(url("plan", day))
    assert response.context["map_data"]["tiles"] == ""
    policy = response["Content-Security-Policy"].split("img-src")[1].split(";")[0]
    assert policy.split() == ["'self'", "data:"]
    settings.MAP_TILE_URL = "https://tiles.example.org/{z}/{x}/{y}.png"
    tiles = lin.get(url("plan", day)).context["map_data"]["tiles"]
    assert tiles == settings.MAP_TILE_URL
