"""Moving doors by hand: to another team, to another place in the order, or out of the plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outreach.accounts.models import User
from outreach.routing.days import today_of
from outreach.routing.durations import duration
from outreach.routing.models import Plan, PlannedVisit, Route
from outreach.routing.publishing import new_visit
from outreach.routing.refusals import Refused, changed_meanwhile
from outreach.routing.retiming import fitted, retime
from outreach.routing.timetable import Timetable
from outreach.visits.models import Visit


@dataclass(frozen=True)
class Moved:
    """What a move came to: how many doors, and what it makes late, in sentences."""

    count: int
    warnings: tuple[str, ...] = ()


def move_visits(
    plan: Plan,
    version: int,
    chosen: Sequence[int],
    to: Route | None,
    position: int | None = None,
    user: User | None = None,
    now: datetime | None = None,
) -> Moved:
    """Put the planned visits with these keys into the route `to`, or out of the plan if None.

    `position` counts from 1; None is where each fits best. Open visits that were published move
    too. Raises Refused with the reason, and then moves none of them.
    """
    try:
        with transaction.atomic():
            moved = _move(plan.pk, version, chosen, to, position, user, now or timezone.now())
    except IntegrityError as clash:
        raise Refused(_("One of these contacts has an open visit elsewhere.")) from clash
    plan.refresh_from_db()
    return moved


def _move(
    key: int,
    version: int,
    chosen: Sequence[int],
    to: Route | None,
    position: int | None,
    user: User | None,
    now: datetime,
) -> Moved:
    plan = Plan.objects.select_related("campaign", "office").get(pk=key)
    _claim(plan, version, user, now)
    moving = _chosen(plan, chosen)
    for each in moving:
        _refuse(each, to)
    left = {each.route_id for each in moving if each.route_id} - {to.pk if to else None}
    if to is None:
        _take_out(moving, now)
    days = [_place(plan, to, moving, position)] if to else []
    for route in plan.routes.filter(pk__in=left).select_related("team"):
        route.plan = plan
        retime(route, list(route.planned_visits.order_by("position")))
    return Moved(len(moving), tuple(warning for day in days for warning in _warnings(day)))


def _claim(plan: Plan, version: int, user: User | None, now: datetime) -> None:
    """Count the change, if the plan still is what the user saw and its day is not over."""
    if plan.day < today_of(plan.office, now):
        raise Refused(_("This day is over. Its routes stay as they were."))
    movable = (Plan.Status.DRAFT, Plan.Status.PUBLISHED)
    same = Plan.objects.filter(pk=plan.pk, version=version, status__in=movable)
    changed = same.update(version=version + 1, changed_by=user, changed_at=now)
    plan.refresh_from_db()
    if not changed:
        raise changed_meanwhile(plan)


def _chosen(plan: Plan, chosen: Sequence[int]) -> list[PlannedVisit]:
    """Return the planned visits in the order in which they stand in their routes."""
    # Whoever stops one of these contacts now waits, and then cancels the visit that we make.
    found = (
        plan.planned_visits.filter(pk__in=chosen)
        .select_related("enrollment__contact__address", "visit")
        .select_for_update(of=("self", "enrollment__contact"))
    )
    if not found:
        raise Refused(_("Tick the doors to move first."))
    return sorted(found, key=lambda each: (each.route_id or 0, each.position or 0, each.pk))


def _refuse(planned: PlannedVisit, to: Route | None) -> None:
    contact, visit = planned.enrollment.contact, planned.visit
    door = contact.address.door if contact.address else contact.code
    if visit and visit.status == Visit.Status.LOGGED:
        raise Refused(_("%(door)s is logged already and stays where it is.") % {"door": door})
    if to is None:
        return
    if contact.stopped:
        raise Refused(_("%(door)s must not be contacted.") % {"door": door})
    if planned.enrollment.closed_at:
        raise Refused(_("%(door)s needs no visit any more.") % {"door": door})
    if contact.address is None:
        raise Refused(_("Contact %(code)s has no address to go to.") % {"code": contact.code})


def _take_out(moving: list[PlannedVisit], now: datetime) -> None:
    for each in moving:
        if each.visit_id:
            Visit.objects.filter(pk=each.visit_id, status=Visit.Status.OPEN).update(
                status=Visit.Status.CANCELLED, changed_at=now
            )
        if each.route_id:
            each.left_out = PlannedVisit.LeftOut.TAKEN_OUT
        each.route = each.position = each.arrives_at = None
        each.late_seconds = 0
    fields = ["left_out", "route", "position", "arrives_at", "late_seconds"]
    PlannedVisit.objects.bulk_update(moving, fields)


def _place(plan: Plan, to: Route, moving: list[PlannedVisit], position: int | None) -> Timetable:
    """Put the doors into the route from that position on, and open visits where published."""
    to.plan = plan
    keys = {each.pk for each in moving}
    others = [each for each in to.planned_visits.order_by("position") if each.pk not in keys]
    if position is None:
        day = retime(to, fitted(to, others, moving))
    else:
        day = retime(to, [*others[: position - 1], *moving, *others[position - 1 :]])
    if plan.status == Plan.Status.PUBLISHED:
        for each in moving:
            _open(plan, to, each)
    return day


def _open(plan: Plan, to: Route, planned: PlannedVisit) -> None:
    """Open a visit for a door that has none, or whose earlier one was cancelled."""
    if planned.visit and planned.visit.status == Visit.Status.OPEN:
        return
    contact = planned.enrollment.contact_id
    visit = new_visit(planned, contact, to.team_id, plan)
    visit.save()
    planned.visit = visit
    planned.save(update_fields=["visit"])


def _warnings(day: Timetable) -> list[str]:
    """Say what is late in the route that doors were moved into."""
    late = [stop for stop in day.stops if stop.late_seconds]
    warnings = []
    if late:
        warnings.append(
            ngettext(
                "%(count)d door of this route is now visited outside its time.",
                "%(count)d doors of this route are now visited outside their times.",
                len(late),
            )
            % {"count": len(late)}
        )
    if day.late_seconds:
        over = duration(day.late_seconds)
        warnings.append(_("The route now ends %(time)s after the shift.") % {"time": over})
    return warnings
