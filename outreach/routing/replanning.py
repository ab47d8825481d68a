"""Planning the rest of a published day anew: from where the teams are, keeping what is done."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from outreach.accounts.models import User
from outreach.routing.days import shift_of, today_of, travel_times_of
from outreach.routing.doors import doors_of
from outreach.routing.models import ArrangedVisit, Arrangement, Plan, PlannedVisit, Search
from outreach.routing.planning import teams_of
from outreach.routing.problem import Door, Shift
from outreach.routing.refusals import Refused, changed_meanwhile
from outreach.routing.retiming import doors_in, is_done, shift_from
from outreach.routing.solver import Answer, Effort, solve
from outreach.routing.solving import end_search, with_reporter
from outreach.routing.wanting import wanting_visit
from outreach.visits.models import Visit

# A team is on its way to the next door when it is expected there so soon.
ON_ITS_WAY = timedelta(minutes=10)


def ask_for_rest(
    plan: Plan, version: int, user: User | None = None, now: datetime | None = None
) -> Search:
    """Have the worker propose how the rest of today could go. Raises Refused with the reason.

    The teams keep their doors until someone takes the proposal up.
    """
    from outreach.routing.tasks import solve_rest

    now = now or timezone.now()
    if plan.status != Plan.Status.PUBLISHED or plan.version != version:
        raise changed_meanwhile(plan)
    if plan.day != today_of(plan.office, now):
        raise Refused(_("Only the rest of today can be planned anew."))
    if not any(shift_of(team, plan, now) for team in teams_of(plan.campaign, plan.office)):
        raise Refused(_("Today's shifts are over."))
    plan.searches.filter(is_rest_of_day=True, heard_at__lt=now - timedelta(minutes=2)).filter(
        state__in=[Search.State.WAITING, Search.State.SEARCHING]
    ).update(state=Search.State.FAILED)
    try:
        with transaction.atomic():
            search = Search.objects.create(
                plan=plan, version=version, is_rest_of_day=True, by=user, asked_at=now, heard_at=now
            )
            solve_rest.enqueue(search.pk)
    except IntegrityError as clash:
        raise Refused(_("The rest of this day is being planned right now.")) from clash
    search.refresh_from_db()
    return search


def propose_rest(search: Search, effort: Effort | None = None) -> Arrangement | None:
    """Solve what is left of the day and keep the answer as a proposal; None where it is stale."""
    waiting = Search.objects.filter(pk=search.pk, state=Search.State.WAITING)
    if not waiting.update(state=Search.State.SEARCHING, heard_at=timezone.now()):
        return None
    plan, now = search.plan, search.asked_at
    planned = list(
        plan.planned_visits.select_related("visit", "route", "enrollment__contact__address")
        .filter(enrollment__contact__stopped="")
        .order_by("route", "position")
    )
    shifts = _shifts(plan, planned, now)
    doors = _doors(plan, planned, now)
    rest = [each for each in planned if each.route and not is_done(each)]
    initial: dict[int, list[int]] = {}
    for each in rest:
        if each.route:
            initial.setdefault(each.route.team_id, []).append(each.enrollment_id)
    travel = travel_times_of(plan, shifts)
    answer = solve(shifts, doors, travel, with_reporter(effort or Effort(), search, initial))
    proposal = _keep(plan, planned, answer, search)
    end_search(search, Search.State.DONE)
    return proposal


def _shifts(plan: Plan, planned: list[PlannedVisit], now: datetime) -> list[Shift]:
    """Return what is left of each team's shift, from the last door that it logged."""
    shifts = []
    for team in teams_of(plan.campaign, plan.office):
        done = [
            (each.visit.changed_at, each)
            for each in planned
            if each.visit and is_done(each) and each.visit.team_id == team.pk
        ]
        shift = shift_of(team, plan, now)
        if shift:
            latest = [each for _at, each in sorted(done, key=lambda pair: pair[0])]
            shifts.append(shift_from(shift, doors_in(plan, latest), now) if done else shift)
    return shifts


def _doors(plan: Plan, planned: list[PlannedVisit], now: datetime) -> list[Door]:
    """Return the doors still to visit, pinned as they are, and those that wait for a visit."""
    rest = {each.enrollment_id: each for each in planned if _is_open(each)}
    wanting = set(
        wanting_visit(plan.campaign, plan.office, plan.day, now).values_list("pk", flat=True)
    )
    enrollments = plan.campaign.enrollments.open().filter(pk__in=[*rest, *wanting])
    doors = doors_of(plan, enrollments.select_related("contact__address").order_by("pk"))
    places = _places(rest.values())
    return [_held(door, rest.get(door.key), places, now) for door in doors]


def _is_open(planned: PlannedVisit) -> bool:
    visit = planned.visit
    return bool(planned.route and visit and visit.status == Visit.Status.OPEN)


def _places(rest: Iterable[PlannedVisit]) -> dict[int, int]:
    """Return the place of each open visit among the open visits of its route, from 1."""
    places: dict[int, int] = {}
    count: dict[int | None, int] = {}
    for each in rest:
        count[each.route_id] = places[each.pk] = count.get(each.route_id, 0) + 1
    return places


def _held(door: Door, planned: PlannedVisit | None, places: dict[int, int], now: datetime) -> Door:
    if planned is None or planned.route is None:
        return door
    place, team = places[planned.pk], planned.route.team_id
    if place == 1 and planned.arrives_at and planned.arrives_at <= now + ON_ITS_WAY:
        return replace(door, pinned_to=team, under_way=True)
    if not planned.pin:
        return door
    is_at_place = planned.pin == PlannedVisit.Pin.PLACE
    return replace(door, pinned_to=team, pinned_place=place if is_at_place else None)


@transaction.atomic
def _keep(
    plan: Plan, planned: list[PlannedVisit], answer: Answer, search: Search
) -> Arrangement | None:
    """Keep the answer as the plan's one proposal, unless the plan changed meanwhile."""
    current = Plan.objects.select_for_update().get(pk=plan.pk)
    if current.version != search.version or current.status != Plan.Status.PUBLISHED:
        return None
    plan.arrangements.filter(deed=Arrangement.Deed.PROPOSAL).delete()
    pins = {each.enrollment_id: each.pin for each in planned}
    done = [each for each in planned if is_done(each)]
    proposal = Arrangement.objects.create(
        plan=plan,
        deed=Arrangement.Deed.PROPOSAL,
        version=search.version,
        by=search.by,
    )
    rows = []
    for route in answer.routes:
        before = [each for each in done if each.visit and each.visit.team_id == route.team]
        keys = [each.enrollment_id for each in before] + [stop.key for stop in route.stops]
        rows += [
            ArrangedVisit(
                arrangement=proposal,
                enrollment_id=key,
                team_id=route.team,
                position=position,
                pin=pins.get(key, ""),
            )
            for position, key in enumerate(keys, start=1)
        ]
    rows += [
        ArrangedVisit(arrangement=proposal, enrollment_id=key, left_out=reason.value)
        for key, reason in answer.left_out.items()
    ]
    ArrangedVisit.objects.bulk_create(rows)
    return proposal
