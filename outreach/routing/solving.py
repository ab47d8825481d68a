"""Solving a plan that waits: from the records to the solver and back, in one transaction."""

from django.db import transaction
from django.db.models import F

from outreach.routing.days import door_of, moment, shift_of
from outreach.routing.models import Plan, PlannedVisit, Route
from outreach.routing.planning import teams_of
from outreach.routing.solver import Answer, Effort, solve
from outreach.routing.timetable import Door, Timetable
from outreach.routing.travel import GreatCircle, TravelTimes
from outreach.routing.wanting import wanting_visit


def travel_times() -> TravelTimes:
    """Return where travel times come from."""
    return GreatCircle()


def solve_waiting(plan: Plan, effort: Effort | None = None) -> bool:
    """Fill the waiting plan with routes and make it a draft.

    Returns False, and writes nothing, where another worker has the plan or it was started again.
    """
    waiting = Plan.objects.filter(pk=plan.pk, version=plan.version, status=Plan.Status.WAITING)
    if not waiting.update(status=Plan.Status.SOLVING):
        return False
    travel = travel_times()
    shifts = [
        shift for team in teams_of(plan.campaign, plan.office) if (shift := shift_of(team, plan))
    ]
    answer = solve(shifts, doors_wanting(plan), travel, effort or Effort())
    return _write(plan, answer, travel.source)


def doors_wanting(plan: Plan) -> list[Door]:
    """Return the doors that want a visit on the plan's day, the most urgent first."""
    wanting = wanting_visit(plan.campaign, plan.office, plan.day, plan.made_at)
    return [door_of(each, plan, each.last_attempt) for each in wanting]


@transaction.atomic
def _write(plan: Plan, answer: Answer, source: str) -> bool:
    solving = Plan.objects.filter(pk=plan.pk, version=plan.version, status=Plan.Status.SOLVING)
    draft = {"status": Plan.Status.DRAFT, "version": F("version") + 1, "travel_source": source}
    if not solving.update(**draft):
        return False
    plan.planned_visits.all().delete()
    plan.routes.exclude(team__in=[route.team for route in answer.routes]).delete()
    planned = [each for route in answer.routes for each in _write_route(plan, route)]
    planned += [
        PlannedVisit(plan=plan, enrollment_id=key, left_out=reason.value)
        for key, reason in answer.left_out.items()
    ]
    PlannedVisit.objects.bulk_create(planned)
    plan.refresh_from_db()
    return True


def _write_route(plan: Plan, day: Timetable) -> list[PlannedVisit]:
    # The row stays when the day is planned again, and with it the address of its sheet.
    route, _created = Route.objects.update_or_create(
        plan=plan, team_id=day.team, defaults=route_fields(day)
    )
    return [
        PlannedVisit(
            plan=plan,
            enrollment_id=stop.key,
            route=route,
            position=position,
            arrives_at=moment(stop.arrives),
            late_seconds=stop.late_seconds,
        )
        for position, stop in enumerate(day.stops, start=1)
    ]


def route_fields(day: Timetable) -> dict[str, object]:
    """Return what a route records of its timetable."""
    return {
        "starts_at": moment(day.leaves),
        "ends_at": moment(day.returns),
        "distance_metres": day.metres,
        "travel_seconds": day.travel_seconds,
        "late_seconds": day.late_seconds,
    }
