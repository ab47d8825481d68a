"""Publishing a draft: its doors become open visits of the teams, all of them or none."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Contact
from outreach.accounts.models import User
from outreach.campaigns.models import Campaign
from outreach.routing.days import today_of
from outreach.routing.models import Plan, PlannedVisit
from outreach.routing.refusals import Refused, changed_meanwhile, published_already
from outreach.routing.retiming import retime, stops_of
from outreach.routing.wanting import wanting_visit
from outreach.visits.models import Visit

# Another campaign may open a visit of the same contact between our look and our writing.
TRIES = 3


def publish_plan(
    plan: Plan, version: int, user: User | None = None, now: datetime | None = None
) -> Plan:
    """Publish the draft as it was in that version and return it.

    Doors that need no visit any more are left out, with the reason. Raises Refused where someone
    published or changed it meanwhile, and then writes nothing.
    """
    for _try in range(TRIES):
        try:
            with transaction.atomic():
                _publish(plan.pk, version, user, now or timezone.now())
        except IntegrityError:
            continue
        plan.refresh_from_db()
        return plan
    raise Refused(_("Other visits of these contacts are being made right now. Try again."))


def _publish(key: int, version: int, user: User | None, now: datetime) -> None:
    plan = Plan.objects.select_related("campaign", "office").get(pk=key)
    _claim(plan, version, user, now)
    placed = list(
        plan.planned_visits.filter(route__isnull=False)
        .select_related("enrollment__contact", "route__team", "route__plan__office")
        .select_related("route__plan__campaign")
        .order_by("route", "position")
    )
    # Whoever stops one of them now waits, and then cancels the visit that we make.
    contacts = [each.enrollment.contact_id for each in placed]
    list(Contact.objects.select_for_update().filter(pk__in=contacts).order_by("pk"))
    release_past_visits(plan, contacts, now)
    wanting = wanting_visit(plan.campaign, plan.office, plan.day, now)
    wanted = set(wanting.values_list("pk", flat=True))
    _leave_out([each for each in placed if each.enrollment_id not in wanted])
    remaining = [each for each in placed if each.enrollment_id in wanted]
    if not remaining:
        raise Refused(_("No door of this plan wants a visit any more. Plan the day again."))
    _retime_what_is_behind(plan, remaining, now)
    _open_visits(plan, remaining)


def _retime_what_is_behind(plan: Plan, placed: Iterable[PlannedVisit], now: datetime) -> None:
    """Time the routes from now on whose draft lay until a door of them should have been visited."""
    late = [each.pk for each in placed if each.arrives_at and each.arrives_at < now]
    behind = plan.routes.filter(planned_visits__in=late).distinct().select_related("team")
    for route in behind:
        route.plan = plan
        retime(route, stops_of(route), now)


def _claim(plan: Plan, version: int, user: User | None, now: datetime) -> None:
    """Make the plan published if it still is the draft that the user saw."""
    draft = Plan.objects.filter(pk=plan.pk, version=version, status=Plan.Status.DRAFT)
    published = draft.update(
        status=Plan.Status.PUBLISHED, version=version + 1, published_by=user, published_at=now
    )
    plan.refresh_from_db()
    if not published:
        is_published = plan.status == Plan.Status.PUBLISHED
        raise published_already(plan) if is_published else changed_meanwhile(plan)
    if plan.campaign.status != Campaign.Status.RUNNING:
        raise Refused(_("%(campaign)s is not running.") % {"campaign": plan.campaign})
    if plan.day < today_of(plan.office, now):
        raise Refused(_("This day is over. It cannot be published any more."))


def unpublish_plan(
    plan: Plan, version: int, user: User | None = None, now: datetime | None = None
) -> Plan:
    """Make the published plan a draft again and return it; the teams' open visits are cancelled.

    Raises Refused once a team has logged a door: what is left is then planned anew instead.
    """
    now = now or timezone.now()
    with transaction.atomic():
        _take_back(plan, version, user, now)
        visits = Visit.objects.select_for_update().filter(planned_visit__plan=plan)
        if any(visit.status == Visit.Status.LOGGED for visit in visits):
            raise Refused(_("A door of this plan is logged already. Plan the rest anew instead."))
        Visit.objects.filter(planned_visit__plan=plan, status=Visit.Status.OPEN).update(
            status=Visit.Status.CANCELLED, changed_at=now
        )
        plan.planned_visits.update(visit=None)
        plan.arrangements.filter(deed="PROPOSAL").delete()
    plan.refresh_from_db()
    return plan


def _take_back(plan: Plan, version: int, user: User | None, now: datetime) -> None:
    if plan.day < today_of(plan.office, now):
        raise Refused(_("This day is over. Its routes stay as they were."))
    same = Plan.objects.filter(pk=plan.pk, version=version, status=Plan.Status.PUBLISHED)
    changed = same.update(
        status=Plan.Status.DRAFT,
        version=version + 1,
        published_by=None,
        published_at=None,
        changed_by=user,
        changed_at=now,
    )
    if not changed:
        plan.refresh_from_db()
        raise changed_meanwhile(plan)


def release_past_visits(plan: Plan, contacts: Iterable[int], now: datetime) -> int:
    """Cancel open visits of days that are over, and return how many.

    Those of the plan's campaign at its office, and those of any campaign with these contacts:
    nobody will make them, and each would block its contact for ever. The rows stay.
    """
    past = Visit.objects.filter(status=Visit.Status.OPEN, day__lt=today_of(plan.office, now))
    own = Q(enrollment__campaign=plan.campaign, team__office=plan.office)
    return past.filter(own | Q(contact__in=contacts)).update(
        status=Visit.Status.CANCELLED, changed_at=now
    )


def _leave_out(unwanted: list[PlannedVisit]) -> None:
    """Take them out of their routes with the reason, and let the others close up."""
    routes = {each.route_id: each.route for each in unwanted}
    taken = set(
        Visit.objects.filter(
            contact__in=[each.enrollment.contact_id for each in unwanted],
            status=Visit.Status.OPEN,
        ).values_list("contact_id", flat=True)
    )
    for each in unwanted:
        each.left_out = _reason(each, taken)
        each.route = each.position = each.arrives_at = None
        each.late_seconds, each.pin = 0, ""
    fields = ["left_out", "route", "position", "arrives_at", "late_seconds", "pin"]
    PlannedVisit.objects.bulk_update(unwanted, fields)
    for route in routes.values():
        if route:
            retime(route, stops_of(route))


def _reason(planned: PlannedVisit, taken: set[int]) -> PlannedVisit.LeftOut:
    contact = Contact.objects.get(pk=planned.enrollment.contact_id)
    if contact.stopped:
        return PlannedVisit.LeftOut.STOPPED
    if contact.pk in taken:
        return PlannedVisit.LeftOut.OPEN_ELSEWHERE
    return PlannedVisit.LeftOut.NOT_WANTED


def _open_visits(plan: Plan, planned: list[PlannedVisit]) -> None:
    current = {each.pk: each for each in plan.planned_visits.all()}
    visits = [
        new_visit(current[each.pk], each.enrollment.contact_id, each.route.team_id, plan)
        for each in planned
        if each.route
    ]
    made = Visit.objects.bulk_create(visits)
    for each, visit in zip(planned, made, strict=True):
        each.visit = visit
    PlannedVisit.objects.bulk_update(planned, ["visit"])


def new_visit(planned: PlannedVisit, contact: int, team: int, plan: Plan) -> Visit:
    """Return the open visit, not yet saved, that stands for a door in a route."""
    return Visit(
        enrollment_id=planned.enrollment_id,
        contact_id=contact,
        team_id=team,
        day=plan.day,
        position=planned.position or 0,
        expected_at=planned.arrives_at,
    )
