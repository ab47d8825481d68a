"""Arrival times of a route whose doors were chosen by hand."""

from outreach.routing.days import door_of, moment, shift_of
from outreach.routing.models import PlannedVisit, Route
from outreach.routing.solving import route_fields, travel_times
from outreach.routing.timetable import Door, Shift, Timetable, Window, timetable
from outreach.routing.wanting import with_attempts
from outreach.visits.models import Visit


def fitted(
    route: Route, others: list[PlannedVisit], moving: list[PlannedVisit]
) -> list[PlannedVisit]:
    """Return all of them in an order: each of `moving` where it makes least late and least far."""
    known = [*others, *moving]
    shift, doors = _shift(route), _doors(route, known)
    matrix = travel_times().matrix([shift.start, *(door.place for door in doors)])

    def cost(order: list[int]) -> tuple[int, int]:
        legs = matrix.along([0, *(index + 1 for index in order), 0])
        day = timetable(shift, [doors[index] for index in order], *legs)
        return day.late_seconds + sum(stop.late_seconds for stop in day.stops), day.travel_seconds

    order = list(range(len(others)))
    for index in range(len(others), len(known)):
        order = min(
            ([*order[:at], index, *order[at:]] for at in range(len(order) + 1)),
            key=cost,
        )
    return [known[index] for index in order]


def retime(route: Route, planned: list[PlannedVisit]) -> Timetable:
    """Give the visits in their order their positions and arrivals, and the route its hours.

    Open visits that were published follow. Nothing is refused: what a person decides may be late,
    and the answer says by how much.
    """
    day = _timetable(route, planned)
    for position, (each, stop) in enumerate(zip(planned, day.stops, strict=True), start=1):
        each.route, each.position, each.left_out = route, position, ""
        each.arrives_at, each.late_seconds = moment(stop.arrives), stop.late_seconds
    PlannedVisit.objects.bulk_update(
        planned, ["route", "position", "left_out", "arrives_at", "late_seconds"]
    )
    Route.objects.filter(pk=route.pk).update(**route_fields(day))
    _move_open_visits(route, planned)
    return day


def _timetable(route: Route, planned: list[PlannedVisit]) -> Timetable:
    shift = _shift(route)
    doors = _doors(route, planned)
    matrix = travel_times().matrix([shift.start, *(door.place for door in doors)])
    return timetable(shift, doors, *matrix.along([0, *range(1, len(doors) + 1), 0]))


def _shift(route: Route) -> Shift:
    """Return the team's shift; where it was removed since, from the route's own start on."""
    shift = shift_of(route.team, route.plan)
    if shift:
        return shift
    opens = int((route.starts_at or route.plan.made_at).timestamp())
    return Shift(route.team_id, route.team.start or (0.0, 0.0), Window(opens, opens))


def _doors(route: Route, planned: list[PlannedVisit]) -> list[Door]:
    keys = [each.enrollment_id for each in planned]
    enrollments = with_attempts(route.plan.campaign.enrollments.filter(pk__in=keys))
    known = {each.pk: each for each in enrollments.select_related("contact__address")}
    return [door_of(known[key], route.plan, known[key].last_attempt) for key in keys]


def _move_open_visits(route: Route, planned: list[PlannedVisit]) -> None:
    published = {each.visit_id: each for each in planned if each.visit_id}
    visits = Visit.objects.select_for_update(of=("self",)).select_related("enrollment")
    for visit in visits.filter(pk__in=published, status=Visit.Status.OPEN):
        each = published[visit.pk]
        visit.move_to(route.team, each.position or 0, each.arrives_at)
