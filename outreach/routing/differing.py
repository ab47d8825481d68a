"""What two ways to lay a plan's doors differ in: teams, driving, ends, and who goes where."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from outreach.routing.arranging import restore
from outreach.routing.durations import duration
from outreach.routing.models import Arrangement, Plan, PlannedVisit


@dataclass(frozen=True)
class Figures:
    """A team's day in numbers; `ends_at` is None where it stays in.

    `ends_next_day`: that is past midnight by the clocks of the office.
    """

    doors: int = 0
    driving_seconds: int = 0
    late_seconds: int = 0
    ends_at: datetime | None = None
    ends_next_day: bool = False

    @property
    def driving(self) -> str:
        """The driving in words."""
        return duration(self.driving_seconds)


@dataclass(frozen=True)
class Pair:
    """The same team, or all of them, now and in the other way."""

    name: str
    now: Figures
    then: Figures

    @property
    def saves(self) -> str:
        """How much less driving the other way has, in words; empty where it has no less."""
        less = self.now.driving_seconds - self.then.driving_seconds
        return duration(less) if less >= 30 else ""

    @property
    def costs(self) -> str:
        """How much more driving the other way has, in words; empty where it has no more."""
        more = self.then.driving_seconds - self.now.driving_seconds
        return duration(more) if more >= 30 else ""


@dataclass(frozen=True)
class Change:
    """A door that is elsewhere in the other way; a team of '' is out of the plan."""

    planned: PlannedVisit
    team_now: str
    reason_now: str
    team_then: str
    position_then: int | None
    reason_then: str


@dataclass(frozen=True)
class Difference:
    """Two ways beside one another."""

    teams: list[Pair]
    all: Pair
    changes: list[Change]


def difference(plan: Plan, other: Arrangement) -> Difference:
    """Compare the plan as it is with `other`.

    The other way is laid for real, timed, looked at and given back: what is shown is what taking
    it would give. Raises Refused where it could not be taken.
    """
    now, before = _figures(plan), _doors(plan)
    with transaction.atomic():
        restore(plan, other, plan.version, None, timezone.now())
        then, after = _figures(plan), _doors(plan)
        transaction.set_rollback(True)
    names = sorted(set(now) | set(then))
    pairs = [Pair(each, now.get(each, Figures()), then.get(each, Figures())) for each in names]
    changes = [
        _change(before[key], after[key])
        for key in before
        if key in after and _where(before[key]) != _where(after[key])
    ]
    changes += [_change(None, after[key]) for key in after if key not in before]
    return Difference(pairs, Pair("", _sum(now.values()), _sum(then.values())), changes)


def _figures(plan: Plan) -> dict[str, Figures]:
    doors: defaultdict[int | None, int] = defaultdict(int)
    for route in plan.planned_visits.values_list("route", flat=True):
        doors[route] += 1
    return {
        route.team.name: Figures(
            doors[route.pk],
            route.travel_seconds,
            route.late_seconds,
            route.ends_at if doors[route.pk] else None,
            bool(doors[route.pk]) and route.ends_next_day,
        )
        for route in plan.routes.select_related("team", "plan__office")
    }


def _doors(plan: Plan) -> dict[int, PlannedVisit]:
    visits = plan.planned_visits.select_related("route__team", "enrollment__contact__address")
    return {each.pk: each for each in visits.order_by("route__team__name", "position", "pk")}


def _where(planned: PlannedVisit) -> tuple[int | None, bool]:
    # Places within a route shift with every door put before them: the team is what matters.
    return planned.route_id, bool(planned.left_out)


def _change(now: PlannedVisit | None, then: PlannedVisit) -> Change:
    """Compare a door's places; None where the plan does not know the door as yet."""
    return Change(
        planned=now or then,
        team_now=now.route.team.name if now and now.route else "",
        reason_now=now.get_left_out_display() if now else _("Not in the plan yet"),
        team_then=then.route.team.name if then.route else "",
        position_then=then.position,
        reason_then=then.get_left_out_display(),
    )


def _sum(figures: Collection[Figures]) -> Figures:
    return Figures(
        sum(each.doors for each in figures),
        sum(each.driving_seconds for each in figures),
        sum(each.late_seconds for each in figures),
        max((each.ends_at for each in figures if each.ends_at), default=None),
        any(each.ends_next_day for each in figures),
    )
