"""What the pages show of a plan: teams with their load, doors with their times, the map."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.models import Priority
from outreach.routing.durations import duration
from outreach.routing.models import Plan, PlannedVisit, Route

SHAPES = ("circle", "square", "triangle", "diamond", "pentagon", "cross")
COLOURS = 6
METRES_A_MILE = 1609.344


@dataclass
class TeamDay:
    """A team's route as the page shows it; `number` chooses its colour and its shape."""

    route: Route
    number: int
    stops: list[PlannedVisit]

    @property
    def sheet_url(self) -> str:
        """The address of the sheet to print."""
        return self.route.plan.address("routing:route_sheet", code=self.route.code)

    @property
    def look(self) -> str:
        """The class of the team's colour."""
        return f"look-{self.number % COLOURS}"

    @property
    def shape(self) -> str:
        """The symbol of the team's doors: no two of 36 teams share colour and shape."""
        return SHAPES[(self.number + self.number // COLOURS) % len(SHAPES)]

    @property
    def seconds(self) -> int:
        """How long the team is out."""
        if not (self.stops and self.route.starts_at and self.route.ends_at):
            return 0
        return int((self.route.ends_at - self.route.starts_at).total_seconds())

    @property
    def duration(self) -> str:
        """How long the team is out, in words."""
        return duration(self.seconds)

    @property
    def shift_seconds(self) -> int:
        """How long the shift is; 1 where it was removed, for a bar needs a length."""
        team = self.route.team
        if team.shift_from is None or team.shift_to is None:
            return 1
        start, end = (
            datetime.combine(date.min, at, UTC) for at in (team.shift_from, team.shift_to)
        )
        return int((end - start).total_seconds())

    @property
    def shift_length(self) -> str:
        """How long the shift is, in words."""
        return duration(self.shift_seconds)

    @property
    def miles(self) -> float:
        """The way to go, in miles."""
        return self.route.distance_metres / METRES_A_MILE

    @property
    def late(self) -> str:
        """By how much the route overruns the shift, in words, or nothing."""
        return duration(self.route.late_seconds) if self.route.late_seconds else ""


class DayOfPlan:
    """A plan with all that its page shows, read once."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    @cached_property
    def visits(self) -> list[PlannedVisit]:
        """All planned visits, with what a row shows."""
        found = self.plan.planned_visits.select_related(
            "enrollment__contact__address", "visit"
        ).order_by("route", "position", "-enrollment__contact__priority", "pk")
        visits = list(found)
        for each in visits:
            each.late = duration(each.late_seconds) if each.late_seconds else ""  # type: ignore[attr-defined]
            each.is_urgent = each.enrollment.contact.priority == Priority.URGENT  # type: ignore[attr-defined]
        return visits

    @cached_property
    def teams(self) -> list[TeamDay]:
        """The teams by name."""
        stops: dict[int | None, list[PlannedVisit]] = {}
        for each in self.visits:
            stops.setdefault(each.route_id, []).append(each)
        routes = self.plan.routes.select_related("team").order_by("team__name", "pk")
        return [
            TeamDay(route, number, stops.get(route.pk, [])) for number, route in enumerate(routes)
        ]

    @property
    def left_out(self) -> list[PlannedVisit]:
        """Those in no route."""
        return [each for each in self.visits if each.left_out]

    @property
    def doors(self) -> int:
        """How many doors have a place in a route."""
        return sum(len(team.stops) for team in self.teams)

    @property
    def teams_out(self) -> int:
        """How many teams have a door to go to."""
        return sum(bool(team.stops) for team in self.teams)

    @property
    def miles(self) -> float:
        """The way of all teams together, in miles."""
        return sum(team.miles for team in self.teams)

    @property
    def late_count(self) -> int:
        """How many doors and teams are late after moves by hand."""
        doors = sum(bool(each.late_seconds) for each in self.visits if not each.left_out)
        return doors + sum(bool(team.route.late_seconds) for team in self.teams)

    @property
    def meaning(self) -> str:
        """What publishing means, in one line: "63 doors, about 2 h 50 a team, 3 left out"."""
        out = [team.seconds for team in self.teams if team.stops]
        doors = ngettext("%(count)d door", "%(count)d doors", self.doors) % {"count": self.doors}
        count = len(self.left_out)
        left = ngettext("%(count)d left out", "%(count)d left out", count) % {"count": count}
        about = _("about %(time)s a team") % {"time": duration(sum(out) / len(out) if out else 0)}
        return ", ".join([doors, about, left])

    def map_data(self) -> dict[str, Any]:
        """Return what the map draws. Places are [latitude, longitude] in degrees."""
        return {
            "sprite": static("routing/pins.svg"),
            "tiles": settings.MAP_TILE_URL,
            "credit": settings.MAP_TILE_CREDIT,
            "teams": [self._team_on_map(team) for team in self.teams],
            "leftOut": [_door_on_map(each) for each in self.left_out if _place(each)],
        }

    def _team_on_map(self, team: TeamDay) -> dict[str, Any]:
        return {
            "name": team.route.team.name,
            "look": team.look,
            "shape": team.shape,
            "start": team.route.team.start,
            "startLabel": team.route.team.start_label or _("Start"),
            "stops": [_door_on_map(each) for each in team.stops if _place(each)],
        }


def _place(planned: PlannedVisit) -> tuple[float, float] | None:
    address = planned.enrollment.contact.address
    return address.place if address else None


def _door_on_map(planned: PlannedVisit) -> dict[str, Any]:
    address = planned.enrollment.contact.address
    at = planned.arrives_at
    return {
        "id": planned.pk,
        "place": _place(planned),
        "door": address.door if address else "",
        "label": date_format(timezone.localtime(at), "TIME_FORMAT")
        if at
        else planned.get_left_out_display(),
        "position": planned.position,
        "urgent": planned.enrollment.contact.priority == Priority.URGENT,
    }
