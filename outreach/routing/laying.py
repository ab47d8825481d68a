"""Putting doors into routes and out of them, inside a transaction that has claimed the plan."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from outreach.accounts.models import User
from outreach.routing.days import today_of
from outreach.routing.models import ArrangedVisit, Plan, PlannedVisit, Route
from outreach.routing.publishing import new_visit, release_past_visits
from outreach.routing.refusals import Refused, changed_meanwhile
from outreach.routing.retiming import fitted, is_done, retime, stops_of
from outreach.routing.timetable import Timetable
from outreach.routing.wanting import may_be_tried
from outreach.visits.models import Visit

FIELDS = ["left_out", "route", "position", "arrives_at", "late_seconds", "pin"]


def claim(plan: Plan, version: int, user: User | None, now: datetime) -> None:
    """Count the change, if the plan still is what the user saw and its day is not over."""
    if plan.day < today_of(plan.office, now):
        raise Refused(_("This day is over. Its routes stay as they were."))
    movable = (Plan.Status.DRAFT, Plan.Status.PUBLISHED)
    same = Plan.objects.filter(pk=plan.pk, version=version, status__in=movable)
    changed = same.update(version=version + 1, changed_by=user, changed_at=now)
    plan.refresh_from_db()
    if not changed:
        raise changed_meanwhile(plan)


def locked(plan: Plan, chosen: Iterable[int] | None = None) -> list[PlannedVisit]:
    """Return planned visits, or all of them, in the order in which they stand in their routes."""
    # Whoever stops one of these contacts now waits, and then cancels the visit that we make.
    found = plan.planned_visits.select_related("enrollment__contact__address", "visit")
    found = found.select_for_update(of=("self", "enrollment__contact"))
    if chosen is not None:
        found = found.filter(pk__in=list(chosen))
    return sorted(found, key=lambda each: (each.route_id or 0, each.position or 0, each.pk))


def why_not(planned: PlannedVisit) -> str:
    """Say why the door cannot be in a route, or nothing."""
    contact = planned.enrollment.contact
    door = contact.address.door if contact.address else contact.code
    if contact.stopped:
        return _("%(door)s must not be contacted.") % {"door": door}
    if planned.enrollment.closed_at:
        return _("%(door)s needs no visit any more.") % {"door": door}
    if contact.address is None:
        return _("Contact %(code)s has no address to go to.") % {"code": contact.code}
    return ""


def tried_enough(plan: Plan, planned: Iterable[PlannedVisit]) -> set[int]:
    """Return the keys of doors for which no visit may be opened: the cap, or the hours of rest.

    A draft opens none, and a visit that is open or made may go to another place.
    """
    if plan.status != Plan.Status.PUBLISHED:
        return set()
    new = {each.enrollment_id: each.pk for each in planned if _needs_visit(each)}
    asked = plan.campaign.enrollments.filter(pk__in=new)
    allowed = may_be_tried(asked, plan.campaign, plan.office, plan.day)
    return {new[key] for key in set(new) - set(allowed.values_list("pk", flat=True))}


def _needs_visit(planned: PlannedVisit) -> bool:
    return planned.visit is None or planned.visit.status == Visit.Status.CANCELLED


def take_out(planned: Iterable[PlannedVisit], reason: str, now: datetime) -> None:
    """Take the doors out of their routes; open visits that were published are cancelled."""
    leaving = list(planned)
    for each in leaving:
        if each.visit_id:
            Visit.objects.filter(pk=each.visit_id, status=Visit.Status.OPEN).update(
                status=Visit.Status.CANCELLED, changed_at=now
            )
        if each.route_id or reason != PlannedVisit.LeftOut.TAKEN_OUT:
            each.left_out = reason
        each.route = each.position = each.arrives_at = None
        each.late_seconds, each.pin = 0, ""
    PlannedVisit.objects.bulk_update(leaving, FIELDS)


def put_in(
    plan: Plan, to: Route, moving: list[PlannedVisit], position: int | None, now: datetime
) -> Timetable:
    """Put the doors into the route from that position on, and open visits where published."""
    to.plan = plan
    keys = {each.pk for each in moving}
    others = [each for each in stops_of(to) if each.pk not in keys]
    if position is None:
        day = retime(to, fitted(to, others, moving, now), now)
    else:
        day = retime(to, [*others[: position - 1], *moving, *others[position - 1 :]], now)
    open_visits(plan, to, moving, now)
    return day


def open_visits(plan: Plan, to: Route, moving: Iterable[PlannedVisit], now: datetime) -> None:
    """Open a visit for each door of a published plan that has none, or had it cancelled."""
    if plan.status != Plan.Status.PUBLISHED:
        return
    new = [each for each in moving if _needs_visit(each)]
    if new:
        release_past_visits(plan, [each.enrollment.contact_id for each in new], now)
    for each in new:
        visit = new_visit(each, each.enrollment.contact_id, to.team_id, plan)
        visit.save()
        each.visit = visit
        each.save(update_fields=["visit"])


def close_up(plan: Plan, routes: Iterable[int], now: datetime) -> None:
    """Time the routes anew that doors were taken from."""
    for route in plan.routes.filter(pk__in=routes).select_related("team"):
        route.plan = plan
        retime(route, stops_of(route), now)


def lay(plan: Plan, arranged: list[ArrangedVisit], user: User | None, now: datetime) -> int:
    """Lay the doors as arranged and return how many changed their place.

    What is done stays. Whoever must not be visited any more stays out, as does whoever was tried
    enough. Doors that the arrangement does not know are taken out; what the plan does not know
    comes into it.
    """
    wanted = {each.enrollment_id: each for each in arranged}
    _add(plan, wanted)
    here = locked(plan)
    tried = tried_enough(plan, here)
    before = {each.pk: (each.route_id, each.position) for each in here}
    routes = _routes(plan, {each.team_id for each in arranged if each.team_id})
    orders: defaultdict[int, list[tuple[int, PlannedVisit]]] = defaultdict(list)
    for each in here:
        target = wanted.get(each.enrollment_id)
        if is_done(each):
            continue
        if target and target.team_id and each.pk in tried:
            _leave(each, PlannedVisit.LeftOut.NOT_WANTED, now)
        elif target is None or target.team_id is None or why_not(each):
            reason = target.left_out if target else ""
            _leave(each, reason, now)
        else:
            each.pin = target.pin
            orders[routes[target.team_id].pk].append((target.position or 0, each))
    touched = {route for route, _at in before.values() if route} | set(orders)
    for route in plan.routes.filter(pk__in=touched).select_related("team"):
        route.plan = plan
        done = [each for each in here if is_done(each) and each.route_id == route.pk]
        follow = [each for _at, each in sorted(orders[route.pk], key=lambda pair: pair[0])]
        retime(route, [*done, *follow], now)
        open_visits(plan, route, follow, now)
    moved = [each for each in here if before[each.pk] != (each.route_id, each.position)]
    mark(moved, user, now)
    return len(moved)


def _add(plan: Plan, wanted: dict[int, ArrangedVisit]) -> None:
    """Write down the doors that wait for a visit since the plan was made, in no route as yet."""
    known = set(plan.planned_visits.values_list("enrollment", flat=True))
    PlannedVisit.objects.bulk_create(
        PlannedVisit(
            plan=plan,
            enrollment_id=key,
            left_out=each.left_out or PlannedVisit.LeftOut.TAKEN_OUT,
        )
        for key, each in wanted.items()
        if key not in known
    )


def mark(moved: list[PlannedVisit], user: User | None, now: datetime) -> None:
    """Write on the doors who moved them, for the other coordinators."""
    for each in moved:
        each.moved_by, each.moved_at = user, now
    PlannedVisit.objects.bulk_update(moved, ["moved_by", "moved_at"])


def _leave(planned: PlannedVisit, reason: str, now: datetime) -> None:
    if planned.route_id or reason not in ("", planned.left_out):
        take_out([planned], reason or PlannedVisit.LeftOut.TAKEN_OUT, now)


def _routes(plan: Plan, teams: set[int]) -> dict[int, Route]:
    for team in teams - set(plan.routes.values_list("team", flat=True)):
        Route.objects.create(plan=plan, team_id=team)
    return {route.team_id: route for route in plan.routes.all()}
