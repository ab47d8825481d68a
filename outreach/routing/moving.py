"""Moving doors by hand: to another team, to another place in the order, or out of the plan."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outreach.accounts.models import User
from outreach.routing.arranging import keep
from outreach.routing.durations import duration
from outreach.routing.laying import (
    claim,
    close_up,
    locked,
    mark,
    put_in,
    take_out,
    tried_enough,
    why_not,
)
from outreach.routing.models import Arrangement, Plan, PlannedVisit, Route
from outreach.routing.refusals import Refused
from outreach.routing.retiming import is_done
from outreach.routing.splitting import split_evenly
from outreach.routing.timetable import Timetable

Target = tuple[Route | None, list[PlannedVisit], int | None]


@dataclass(frozen=True)
class Moved:
    """What a move came to: how many doors, what it costs, and what it makes late, in sentences.

    `driving_seconds` is how much more all teams drive together; less than 0 is a saving.
    """

    count: int
    warnings: tuple[str, ...] = ()
    driving_seconds: int = 0

    @property
    def cost(self) -> str:
        """What the move costs or saves in driving, in words."""
        if abs(self.driving_seconds) < 30:
            return _("No more driving than before.")
        time = duration(abs(self.driving_seconds))
        if self.driving_seconds > 0:
            return _("%(time)s more driving in all.") % {"time": time}
        return _("%(time)s less driving in all.") % {"time": time}


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
    with _all_or_nothing():
        moved = _move(plan.pk, version, chosen, to, position, user, now or timezone.now())
    plan.refresh_from_db()
    return moved


def try_move(
    plan: Plan, version: int, chosen: Sequence[int], to: Route | None, position: int | None = None
) -> Moved:
    """Return what the move would come to, and move nothing. Raises Refused as the move would."""
    with _all_or_nothing():
        moved = _move(plan.pk, version, chosen, to, position, None, timezone.now())
        transaction.set_rollback(True)
    return moved


def split_visits(
    plan: Plan,
    version: int,
    chosen: Sequence[int],
    user: User | None = None,
    now: datetime | None = None,
) -> Moved:
    """Give each team as many of the chosen doors as every other, near to one another."""
    with _all_or_nothing():
        moved = _split(plan.pk, version, chosen, user, now or timezone.now())
    plan.refresh_from_db()
    return moved


def pin_visits(
    plan: Plan, version: int, chosen: Sequence[int], pin: str, user: User | None = None
) -> int:
    """Pin the chosen doors that are in a route, or let them go if `pin` is empty; return how many.

    Planning again keeps what is pinned.
    """
    with transaction.atomic():
        claim(plan, version, user, timezone.now())
        placed = plan.planned_visits.filter(pk__in=list(chosen), route__isnull=False)
        count = placed.update(pin=pin)
        if not count:
            raise Refused(_("Only doors in a route can be pinned."))
    return count


@contextmanager
def _all_or_nothing() -> Iterator[None]:
    """Open a transaction that tells of a contact's other open visit in words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as clash:
        raise Refused(_("One of these contacts has an open visit elsewhere.")) from clash


def _move(
    key: int,
    version: int,
    chosen: Sequence[int],
    to: Route | None,
    position: int | None,
    user: User | None,
    now: datetime,
) -> Moved:
    plan, moving = _begin(key, version, chosen, Arrangement.Deed.MOVE, user, now)
    tried = tried_enough(plan, moving)
    for each in moving:
        _refuse(each, to, each.pk in tried)
    return _carry(plan, [(to, moving, position)], user, now)


def _split(
    key: int, version: int, chosen: Sequence[int], user: User | None, now: datetime
) -> Moved:
    plan, moving = _begin(key, version, chosen, Arrangement.Deed.SPLIT, user, now)
    tried = tried_enough(plan, moving)
    able = (each for each in moving if not is_done(each) and not why_not(each))
    free = [each for each in able if each.pk not in tried]
    routes = list(plan.routes.select_related("team").filter(team__is_active=True))
    if not routes or not free:
        raise Refused(_("There is nothing to split, or no team to split it among."))
    addresses = [each.enrollment.contact.address for each in free]
    places = [address.place if address else None for address in addresses]
    shares = split_evenly(places, [route.team.start for route in routes])
    targets: list[Target] = [
        (route, [each for each, share in zip(free, shares, strict=True) if share == index], None)
        for index, route in enumerate(routes)
    ]
    return _carry(plan, [target for target in targets if target[1]], user, now)


def _begin(
    key: int,
    version: int,
    chosen: Sequence[int],
    deed: Arrangement.Deed,
    user: User | None,
    now: datetime,
) -> tuple[Plan, list[PlannedVisit]]:
    """Claim the plan, remember how it was, and return the chosen doors."""
    plan = Plan.objects.select_related("campaign", "office").get(pk=key)
    claim(plan, version, user, now)
    moving = locked(plan, chosen)
    if not moving:
        raise Refused(_("Tick the doors to move first."))
    keep(plan, deed, len(moving), user, now)
    return plan, moving


def _carry(plan: Plan, targets: list[Target], user: User | None, now: datetime) -> Moved:
    before = _driving(plan)
    moving = [each for _to, several, _at in targets for each in several]
    left = {each.route_id for each in moving if each.route_id}
    days = []
    for to, several, position in targets:
        if to is None:
            take_out(several, PlannedVisit.LeftOut.TAKEN_OUT, now)
        else:
            days.append(put_in(plan, to, several, position, now))
    close_up(plan, left - {to.pk for to, _several, _at in targets if to}, now)
    mark(moving, user, now)
    warnings = tuple(warning for day in days for warning in _warnings(day))
    return Moved(len(moving), warnings, _driving(plan) - before)


def _driving(plan: Plan) -> int:
    """Return what all teams drive together, in seconds."""
    return plan.routes.aggregate(sum=Sum("travel_seconds"))["sum"] or 0


def _refuse(planned: PlannedVisit, to: Route | None, is_tried: bool) -> None:
    contact = planned.enrollment.contact
    door = contact.address.door if contact.address else contact.code
    if is_done(planned):
        raise Refused(_("%(door)s is logged already and stays where it is.") % {"door": door})
    if to is not None and (problem := why_not(planned)):
        raise Refused(problem)
    if to is not None and is_tried:
        message = _("%(door)s was tried as often, or as lately, as the campaign allows.")
        raise Refused(message % {"door": door})


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
