"""When a team is at each door of its route. Plain numbers in and out, no models.

Times are whole seconds on one clock, such as seconds since 1970, so that a day with a change of
the clocks needs no special care.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from outreach.routing.travel import Place


@dataclass(frozen=True)
class Window:
    """A stretch of time in which a whole visit must lie."""

    opens: int
    closes: int

    def holds(self, seconds: int) -> bool:
        """Tell whether a visit of that length fits at all."""
        return self.closes - self.opens >= seconds


def within_all(windows: Sequence[Window]) -> Window:
    """Return the time common to all windows; one that holds no visit where there is none."""
    return Window(
        opens=max(window.opens for window in windows),
        closes=min(window.closes for window in windows),
    )


@dataclass(frozen=True)
class Shift:
    """When a team is out, and the place where it starts and to which it returns."""

    team: int
    start: Place
    hours: Window


@dataclass(frozen=True)
class Door:
    """A visit that is wanted: where, within which windows (all of them), how long, how soon."""

    key: int
    place: Place | None
    windows: tuple[Window, ...]
    seconds: int
    priority: int = 1

    @property
    def window(self) -> Window:
        """The time in which the visit may take place."""
        return within_all(self.windows)


@dataclass(frozen=True)
class Stop:
    """A door in a route: when the knock is, and by how much the visit overruns its window."""

    key: int
    arrives: int
    late_seconds: int


@dataclass(frozen=True)
class Timetable:
    """A team's day; `late_seconds` is by how much it overruns the shift."""

    team: int
    stops: tuple[Stop, ...]
    leaves: int
    returns: int
    late_seconds: int
    travel_seconds: int
    metres: int

    @property
    def is_kept(self) -> bool:
        """Whether every door is visited in its time and the team is back in its own."""
        return not self.late_seconds and not any(stop.late_seconds for stop in self.stops)


def timetable(
    shift: Shift, doors: Sequence[Door], seconds: Sequence[int], metres: Sequence[int]
) -> Timetable:
    """Return when the team knocks at `doors` in their order, each as early as it may.

    `seconds` and `metres` are the legs: from the start place, between the doors, and back. The
    team leaves just in time for the first door rather than waiting in front of it.
    """
    stops: list[Stop] = []
    clock = leaves = shift.hours.opens
    for door, leg in zip(doors, seconds, strict=False):
        window = door.window
        arrives = max(clock + leg, window.opens)
        leaves = arrives - leg if not stops else leaves
        clock = arrives + door.seconds
        stops.append(Stop(door.key, arrives, max(0, clock - window.closes)))
    returns = clock + (seconds[-1] if doors else 0)
    return Timetable(
        team=shift.team,
        stops=tuple(stops),
        leaves=leaves,
        returns=returns,
        late_seconds=max(0, returns - shift.hours.closes),
        travel_seconds=sum(seconds) if doors else 0,
        metres=sum(metres) if doors else 0,
    )
