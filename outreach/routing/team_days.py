"""A team's route as the pages show it: its colour and shape, its load, its doors and breaks."""

from dataclasses import dataclass
from datetime import datetime

from outreach.routing.days import moment
from outreach.routing.durations import duration
from outreach.routing.models import PlannedVisit, Route

SHAPES = ("circle", "square", "triangle", "diamond", "pentagon", "cross")
COLOURS = 6
METRES_A_MILE = 1609.344


@dataclass(frozen=True)
class Row:
    """A line of a route's list: a door, or a break and when it begins (None: there is no room)."""

    planned: PlannedVisit | None = None
    rest: str = ""
    begins: datetime | None = None


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
        plan = self.route.plan
        hours = self.route.team.hours_on(plan.day, plan.office.zone)
        if hours is None:
            return 1
        start, end = (at.timestamp() for at in hours)
        return max(1, int(end - start))

    @property
    def shift_length(self) -> str:
        """How long the shift is, in words."""
        return duration(self.shift_seconds)

    @property
    def miles(self) -> float:
        """The way to go, in miles."""
        return self.route.distance_metres / METRES_A_MILE

    @property
    def driving(self) -> str:
        """The driving, in words."""
        return duration(self.route.travel_seconds)

    @property
    def rows(self) -> list["Row"]:
        """The doors with the breaks between them, as the list shows them."""
        rows = []
        for number, stop in enumerate([None, *self.stops]):
            rows += [Row(planned=stop)] if stop else []
            rows += [
                Row(rest=duration(seconds), begins=moment(begins) if begins else None)
                for after, begins, seconds in self.route.breaks
                if after == number and self.stops
            ]
        return rows

    @property
    def late(self) -> str:
        """By how much the route overruns the shift, in words, or nothing."""
        return duration(self.route.late_seconds) if self.route.late_seconds else ""
