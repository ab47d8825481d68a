"""Solving a plan that waits: from the records to the solver and back, in one transaction."""

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from outreach.routing.arranging import keep
from outreach.routing.days import moment, shift_of, travel_times_of
from outreach.routing.doors import doors_of
from outreach.routing.falling_back import FallingBack
from outreach.routing.models import Arrangement, Plan, PlannedVisit, Route, Search
from outreach.routing.planning import teams_of
from outreach.routing.problem import Door, Shift
from outreach.routing.retiming import list_order, route_fields
from outreach.routing.solver import Answer, Effort, solve
from outreach.routing.telling import Reporter
from outreach.routing.timetable import Timetable
from outreach.routing.wanting import wanting_visit

FAILURE = gettext_noop("Something went wrong while planning. Plan the day again.")


def solve_waiting(plan: Plan, effort: Effort | None = None) -> bool:
    """Fill the waiting plan with routes and make it a draft. Pinned doors keep team and place.

    Returns False, and writes nothing, where another worker has the plan or it was started again.
    """
    waiting = Plan.objects.filter(pk=plan.pk, version=plan.version, status=Plan.Status.WAITING)
    if not waiting.update(status=Plan.Status.SOLVING):
        return False
    search = begin_search(plan)
    shifts, doors = shifts_out(plan), doors_wanting(plan)
    travel = travel_times_of(plan, shifts)
    answer = solve(shifts, doors, travel, _effort(plan, search, effort))
    in_list = _in_list_order(plan, answer, shifts, doors)
    written = _write(plan, answer, in_list)
    end_search(search, Search.State.DONE)
    return written


def shifts_out(plan: Plan) -> list[Shift]:
    """Return the shifts of the plan's teams."""
    teams = teams_of(plan.campaign, plan.office)
    return [shift for team in teams if (shift := shift_of(team, plan))]


def doors_wanting(plan: Plan) -> list[Door]:
    """Return the doors that want a visit on the plan's day, the most urgent first."""
    wanting = list(wanting_visit(plan.campaign, plan.office, plan.day, plan.made_at))
    pins = {
        each.enrollment_id: each
        for each in plan.planned_visits.exclude(pin="").select_related("route")
    }
    return [_pinned(door, pins.get(door.key)) for door in doors_of(plan, wanting)]


def _pinned(door: Door, planned: PlannedVisit | None) -> Door:
    if planned is None or planned.route is None:
        return door
    is_at_place = planned.pin == PlannedVisit.Pin.PLACE
    return replace(
        door,
        pinned_to=planned.route.team_id,
        pinned_place=planned.position if is_at_place else None,
    )


def begin_search(plan: Plan) -> Search:
    """Return the search that was asked for this version of the plan, now running."""
    search = plan.searches.filter(version=plan.version, state=Search.State.WAITING).first()
    search = search or Search(plan=plan, version=plan.version)
    search.state, search.heard_at = Search.State.SEARCHING, timezone.now()
    search.save()
    return search


def end_search(search: Search, state: str, message: str = "") -> None:
    """Write down that the search is over."""
    Search.objects.filter(pk=search.pk).update(
        state=state, message=message, share=1, heard_at=timezone.now()
    )


def say_it_failed(plan: Plan) -> None:
    """Write on the plan, if it is still being solved in that version, that this failed."""
    solving = Plan.objects.filter(pk=plan.pk, version=plan.version, status=Plan.Status.SOLVING)
    solving.update(status=Plan.Status.FAILED, message=FAILURE)
    for search in plan.searches.filter(version=plan.version):
        end_search(search, Search.State.FAILED, FAILURE)


def _effort(plan: Plan, search: Search, effort: Effort | None) -> Effort:
    """Start from the routes as they lie, tell how far it is, and end when asked to."""
    return with_reporter(effort or Effort(), search, initial_of(plan))


def with_reporter(effort: Effort, search: Search, initial: dict[int, list[int]]) -> Effort:
    """Return the effort with where to start from, and with whom to tell."""
    reporter = Reporter(search)
    return replace(
        effort, initial=initial, progress=reporter.progress, cancelled=reporter.cancelled
    )


def initial_of(plan: Plan) -> dict[int, list[int]]:
    """Return the doors of each team as they lie now."""
    rows = plan.planned_visits.filter(route__isnull=False).order_by("route", "position")
    routes: dict[int, list[int]] = {}
    for team, enrollment in rows.values_list("route__team", "enrollment"):
        routes.setdefault(team, []).append(enrollment)
    return routes


def _in_list_order(
    plan: Plan, answer: Answer, shifts: list[Shift], doors: list[Door]
) -> dict[int, int]:
    """Return the seconds that each team would drive in the order of the list.

    They come from where the routes' own come from, or nothing would be saved but the difference
    of two sources; and before the transaction, which no server may hold up.
    """
    travel = travel_times_of(plan)
    if answer.fell_back and isinstance(travel, FallingBack):
        travel = travel.guess
    listed = {shift.team: shift for shift in shifts}
    known = {door.key: door for door in doors}
    return {
        day.team: list_order(listed[day.team], [known[stop.key] for stop in day.stops], travel)[0]
        for day in answer.routes
    }


@transaction.atomic
def _write(plan: Plan, answer: Answer, in_list: dict[int, int]) -> bool:
    solving = Plan.objects.filter(pk=plan.pk, version=plan.version, status=Plan.Status.SOLVING)
    draft: dict[str, Any] = {"status": Plan.Status.DRAFT, "version": F("version") + 1}
    draft |= {"travel_source": answer.source, "travel_fault": answer.fell_back[:200]}
    if not solving.update(**draft):
        return False
    if plan.planned_visits.exists():
        count = plan.planned_visits.count()
        keep(plan, Arrangement.Deed.PLAN_AGAIN, count, plan.made_by, timezone.now())
    pins = dict(plan.planned_visits.exclude(pin="").values_list("enrollment", "pin"))
    plan.planned_visits.all().delete()
    plan.routes.exclude(team__in=[route.team for route in answer.routes]).delete()
    planned = [
        each
        for route in answer.routes
        for each in _write_route(plan, route, in_list[route.team], pins)
    ]
    planned += [
        PlannedVisit(plan=plan, enrollment_id=key, left_out=reason.value)
        for key, reason in answer.left_out.items()
    ]
    PlannedVisit.objects.bulk_create(planned)
    plan.refresh_from_db()
    return True


def _write_route(
    plan: Plan, day: Timetable, seconds_in_list: int, pins: dict[int, str]
) -> list[PlannedVisit]:
    figures = {**route_fields(day), "list_order_seconds": seconds_in_list}
    # The row stays when the day is planned again, and with it the address of its sheet.
    route, _created = Route.objects.update_or_create(plan=plan, team_id=day.team, defaults=figures)
    return [
        PlannedVisit(
            plan=plan,
            enrollment_id=stop.key,
            route=route,
            position=position,
            arrives_at=moment(stop.arrives),
            late_seconds=stop.late_seconds,
            pin=pins.get(stop.key, ""),
        )
        for position, stop in enumerate(day.stops, start=1)
    ]
