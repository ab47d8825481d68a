"""Arrival times of a route whose doors were chosen by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from outreach.routing.days import moment, shift_of, travel_times_of
from outreach.routing.doors import doors_of
from outreach.routing.models import Plan, PlannedVisit, Route
from outreach.routing.problem import Door, Shift, Window
from outreach.routing.timetable import Timetable, timetable, timetable_of
from outreach.routing.travel import TravelMatrix, TravelTimes
from outreach.visits.models import Visit

# In a long route only so many of the nearest gaps are timed for a door that is put in.
GAPS_TIMED = 24


def stops_of(route: Route) -> list[PlannedVisit]:
    """Return the route's planned visits in their order, with the visits they became."""
    return list(route.planned_visits.select_related("visit").order_by("position"))


def is_done(planned: PlannedVisit) -> bool:
    """Tell whether a team was there already: it stays where it is."""
    return planned.visit is not None and planned.visit.status == Visit.Status.LOGGED


def fitted(
    route: Route,
    others: list[PlannedVisit],
    moving: list[PlannedVisit],
    now: datetime | None = None,
) -> list[PlannedVisit]:
    """Return all of them in an order: each of `moving` where it makes least late and least far."""
    done, open_others = _split(others)
    known = [*open_others, *moving]
    doors = doors_in(route.plan, [*done, *known])
    shift = _shift_from(route, doors, len(done), now)
    rest = doors[len(done) :]
    travel = travel_times_of(route.plan)
    matrix = travel.matrix([shift.start, *(each.place for each in rest), shift.finish])
    order = list(range(len(open_others)))
    for index in range(len(open_others), len(known)):
        order = _put_in(order, index, shift, rest, matrix)
    return [*done, *(known[index] for index in order)]


def _put_in(
    order: list[int], index: int, shift: Shift, doors: list[Door], matrix: TravelMatrix
) -> list[int]:
    home = len(doors) + 1

    def cost(order: list[int]) -> tuple[int, int]:
        legs = matrix.along([0, *(each + 1 for each in order), home])
        day = timetable(shift, [doors[each] for each in order], legs)
        return day.late_seconds + sum(stop.late_seconds for stop in day.stops), day.travel_seconds

    way = [0, *(each + 1 for each in order), home]
    seconds, new = matrix.seconds, index + 1

    def detour(at: int) -> int:
        before, after = way[at], way[at + 1]
        return int(seconds[before, new] + seconds[new, after] - seconds[before, after])

    gaps = sorted(range(len(order) + 1), key=detour)[:GAPS_TIMED]
    return min(([*order[:at], index, *order[at:]] for at in gaps), key=cost)


def retime(route: Route, planned: list[PlannedVisit], now: datetime | None = None) -> Timetable:
    """Give the visits in their order their positions and arrivals, and the route its hours.

    Those that are done come first and keep their times; the others follow from where the team is.
    Open visits that were published follow. Nothing is refused: what a person decides may be late,
    and the answer says by how much.
    """
    done, rest = _split(planned)
    doors = doors_in(route.plan, [*done, *rest])
    shift = _shift_from(route, doors, len(done), now)
    day = timetable_of(shift, doors[len(done) :], travel_times_of(route.plan))
    ordered = [*done, *rest]
    for position, each in enumerate(ordered, start=1):
        each.route, each.position, each.left_out = route, position, ""
    for each, stop in zip(rest, day.stops, strict=True):
        each.arrives_at, each.late_seconds = moment(stop.arrives), stop.late_seconds
    PlannedVisit.objects.bulk_update(
        ordered, ["route", "position", "left_out", "arrives_at", "late_seconds", "pin"]
    )
    fields = {**route_fields(day), **_whole_way(route, doors, done, day)}
    Route.objects.filter(pk=route.pk).update(**fields)
    _move_open_visits(route, ordered)
    return day


def route_fields(day: Timetable) -> dict[str, Any]:
    """Return what a route records of its timetable."""
    return {
        "starts_at": moment(day.leaves),
        "ends_at": moment(day.returns),
        "distance_metres": day.metres,
        "travel_seconds": day.travel_seconds,
        "late_seconds": day.late_seconds,
        "breaks": [[each.after, each.begins, each.seconds] for each in day.breaks],
    }


def list_order(shift: Shift, doors: Sequence[Door], travel: TravelTimes) -> tuple[int, str]:
    """Return the seconds of driving if the team took these doors as the list has them.

    That is urgent ones first, then the oldest, each leg at the hour at which it would be driven.
    The second value says why the travel times come from another source than was set up, or nothing.
    """
    listed = sorted(doors, key=lambda door: (-door.priority, door.key))
    places = [shift.start, *(door.place for door in listed), shift.finish]
    matrix = travel.matrix(places)
    day = timetable(shift, listed, matrix.along(range(len(places))))
    return day.travel_seconds, matrix.fell_back


def _whole_way(
    route: Route, doors: list[Door], done: list[PlannedVisit], day: Timetable
) -> dict[str, Any]:
    """Return the figures of the whole day where part of it is done, and those of the list."""
    start, travel = _shift(route, doors, None), travel_times_of(route.plan)
    seconds_in_list, fault = list_order(start, doors, travel)
    fields: dict[str, Any] = {"list_order_seconds": seconds_in_list}
    if fault:
        Plan.objects.filter(pk=route.plan.pk).update(travel_fault=fault[:200])
    if not done:
        return fields
    places = [start.start, *(door.place for door in doors[: len(done)])]
    legs = travel.matrix(places).along(range(len(places)))
    # When the team was to be at each door before; what a report says is not asked here.
    set_out = [route.starts_at, *(each.arrives_at for each in done)]
    left = [int(at.timestamp()) if at else day.leaves for at in set_out]
    driven = sum(leg.driven(at) - at for leg, at in zip(legs, left, strict=False))
    fields["starts_at"] = route.starts_at
    fields["travel_seconds"] = day.travel_seconds + driven
    fields["distance_metres"] = day.metres + round(sum(leg.metres for leg in legs))
    fields["breaks"] = [[each.after + len(done), each.begins, each.seconds] for each in day.breaks]
    return fields


def doors_in(plan: Plan, planned: list[PlannedVisit]) -> list[Door]:
    """Return the doors of these planned visits, in their order."""
    keys = [each.enrollment_id for each in planned]
    enrollments = plan.campaign.enrollments.filter(pk__in=keys)
    known = {each.pk: each for each in enrollments.select_related("contact__address")}
    return doors_of(plan, [known[key] for key in keys])


def shift_from(shift: Shift, done: Sequence[Door], now: datetime) -> Shift:
    """Return what is left of the shift once these doors are done: from the last of them, now on."""
    place = next((door.place for door in reversed(done) if door.place), shift.start)
    opens = max(shift.hours.opens, int(now.timestamp()))
    most = None if shift.most_visits is None else max(0, shift.most_visits - len(done))
    # Where it starts is where it ends, unless an end place is told: not where it is now.
    return replace(
        shift,
        start=place,
        end=shift.finish,
        hours=Window(opens, shift.hours.closes),
        most_visits=most,
    )


def _split(planned: list[PlannedVisit]) -> tuple[list[PlannedVisit], list[PlannedVisit]]:
    done = [each for each in planned if is_done(each)]
    return done, [each for each in planned if not is_done(each)]


def _shift_from(route: Route, doors: Sequence[Door], done: int, now: datetime | None) -> Shift:
    now = now or timezone.now()
    live = route.plan.status == Plan.Status.PUBLISHED
    shift = _shift(route, doors, now if live else None)
    return shift_from(shift, doors[:done], now) if done else shift


def _shift(route: Route, doors: Sequence[Door], now: datetime | None) -> Shift:
    """Return the team's shift; where it was removed since, from the route's own start on.

    A team whose start place was removed starts at its first door.
    """
    shift = shift_of(route.team, route.plan, now) or shift_of(route.team, route.plan)
    if shift:
        return shift
    places = [route.team.start, *(door.place for door in doors)]
    start = next((place for place in places if place), (0.0, 0.0))
    hours = route.team.hours_on(route.plan.day, route.plan.office.zone)
    opens = int((hours[0] if hours else route.starts_at or route.plan.made_at).timestamp())
    closes = int(hours[1].timestamp()) if hours else opens
    return Shift(route.team_id, start, Window(opens, closes), end=route.team.end)


def _move_open_visits(route: Route, planned: list[PlannedVisit]) -> None:
    published = {each.visit_id: each for each in planned if each.visit_id}
    visits = Visit.objects.select_for_update(of=("self",)).select_related("enrollment")
    for visit in visits.filter(pk__in=published, status=Visit.Status.OPEN):
        each = published[visit.pk]
        visit.move_to(route.team, each.position or 0, each.arrives_at)
