"""What the pages show of a plan: teams with their load, doors with their times, the map."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contacts.models import Priority
from outreach.accounts.models import User
from outreach.routing.boundary import boundary_of
from outreach.routing.durations import duration
from outreach.routing.faults import in_words
from outreach.routing.models import Plan, PlannedVisit
from outreach.routing.team_days import TeamDay

# A page with more rows than this for one reason helps nobody.
MOST_LISTED = 300
SOURCES = {
    "great circle": gettext_lazy("straight lines, a road factor and speeds by time of day"),
    "road network": gettext_lazy("the road network of OpenStreetMap"),
    "table service": gettext_lazy("the travel time server"),
}
MOVED_LATELY = timedelta(minutes=10)


@dataclass(frozen=True)
class Reason:
    """Those left out for one reason. Of very many only the first are listed."""

    label: str
    visits: list[PlannedVisit]

    @property
    def shown(self) -> list[PlannedVisit]:
        """Those that the page lists."""
        return self.visits[:MOST_LISTED]

    @property
    def unlisted(self) -> int:
        """How many more there are."""
        return max(0, len(self.visits) - MOST_LISTED)


@dataclass(frozen=True)
class Street:
    """The doors of one street, to choose them together."""

    name: str
    keys: list[int]


class DayOfPlan:
    """A plan with all that its page shows, read once."""

    def __init__(self, plan: Plan, viewer: User | None = None) -> None:
        self.plan, self.viewer = plan, viewer

    @cached_property
    def visits(self) -> list[PlannedVisit]:
        """All planned visits, with what a row shows."""
        found = self.plan.planned_visits.select_related(
            "enrollment__contact__address", "visit", "moved_by"
        ).order_by("route", "position", "-enrollment__contact__priority", "pk")
        visits, now = list(found), timezone.now()
        for each in visits:
            # Words for a page, which the record itself has no field for, hence the types.
            each.late = duration(each.late_seconds) if each.late_seconds else ""  # type: ignore[attr-defined]
            each.lately = _lately(each, self.viewer, now)  # type: ignore[attr-defined]
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

    @cached_property
    def left_out(self) -> list[PlannedVisit]:
        """Those in no route."""
        return [each for each in self.visits if each.left_out]

    @cached_property
    def reasons(self) -> list[Reason]:
        """Those in no route, by the reason that binds; the reason of most of them first."""
        by_label: dict[str, list[PlannedVisit]] = {}
        for each in self.left_out:
            by_label.setdefault(str(each.get_left_out_display()), []).append(each)
        reasons = [Reason(label, visits) for label, visits in by_label.items()]
        return sorted(reasons, key=lambda reason: -len(reason.visits))

    @cached_property
    def listed(self) -> list[PlannedVisit]:
        """Those that have a row on the page, and with it a place on the map."""
        placed = [each for each in self.visits if not each.left_out]
        return placed + [each for reason in self.reasons for each in reason.shown]

    @property
    def unlisted(self) -> int:
        """How many have none, for so many are left out."""
        return len(self.visits) - len(self.listed)

    @property
    def streets(self) -> list[Street]:
        """The streets with their doors, in order of the alphabet."""
        by_name: dict[str, list[int]] = {}
        for each in self.listed:
            name = street_of(each)
            if name and not each.enrollment.contact.stopped:
                by_name.setdefault(name, []).append(each.pk)
        return [Street(name, keys) for name, keys in sorted(by_name.items())]

    @property
    def without_place(self) -> int:
        """How many doors no map can show."""
        return sum(1 for each in self.visits if _place(each) is None)

    @cached_property
    def driving_seconds(self) -> int:
        """What all teams drive together."""
        return sum(team.route.travel_seconds for team in self.teams if team.stops)

    @property
    def driving(self) -> str:
        """What all teams drive together, in words."""
        return duration(self.driving_seconds)

    @property
    def saves(self) -> str:
        """How much less they drive than if each took its doors in the order of the list."""
        listed = sum(team.route.list_order_seconds for team in self.teams if team.stops)
        saved = listed - self.driving_seconds
        return duration(saved) if saved >= 60 else ""

    @property
    def pinned_count(self) -> int:
        """How many doors planning again keeps where they are."""
        return sum(bool(each.pin) for each in self.visits)

    @property
    def source(self) -> str:
        """Where the travel times come from, in words."""
        known = SOURCES.get(self.plan.travel_source)
        return str(known) if known else self.plan.travel_source

    @property
    def fault(self) -> str:
        """Why they do not come from the source that was set up, in words; or nothing."""
        return in_words(self.plan.travel_fault)

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
            "boundary": boundary_of(self.plan.office),
            "words": {
                "left": _("Left out"),
                "end": _("End"),
                "boundary": _("Area of the office"),
                "lately": _("%d of these were moved a moment ago by %s"),
                "stopped": _("%d that must not be visited left out"),
                "about": _("about %s at the doors"),
            },
            "secondsADoor": 60 * self.plan.campaign.minutes_a_visit,
            "teams": [self._team_on_map(team) for team in self.teams],
            "leftOut": [
                _door_on_map(each) for each in self.listed if each.left_out and _place(each)
            ],
        }

    def _team_on_map(self, team: TeamDay) -> dict[str, Any]:
        return {
            "name": team.route.team.name,
            "route": team.route.code,
            "end": team.route.team.end,
            "endLabel": team.route.team.end_label,
            "look": team.look,
            "shape": team.shape,
            "start": team.route.team.start,
            "startLabel": team.route.team.start_label or _("Start"),
            "stops": [_door_on_map(each) for each in team.stops if _place(each)],
        }


def street_of(planned: PlannedVisit) -> str:
    """Return the door's street without its house number, or nothing."""
    address = planned.enrollment.contact.address
    number, _space, name = (address.street if address else "").partition(" ")
    return name if number[:1].isdigit() else f"{number} {name}".strip()


def _lately(planned: PlannedVisit, viewer: User | None, now: datetime) -> str:
    """Return who else moved the door in the last minutes, or nothing."""
    who, at = planned.moved_by, planned.moved_at
    if who is None or at is None or who == viewer or now - at > MOVED_LATELY:
        return ""
    return who.short_name


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
        "pinned": bool(planned.pin),
        "stopped": bool(planned.enrollment.contact.stopped),
        "urgent": planned.enrollment.contact.priority == Priority.URGENT,
    }
