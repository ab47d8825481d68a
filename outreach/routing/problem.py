"""What a day's planning is told: teams, doors and how hard to try. Plain values, no models.

Times are whole seconds on one clock, such as seconds since 1970, so that a shift past midnight or
over a change of the clocks needs no special care. Keys of teams and doors are the caller's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic

from outreach.routing.travel import Place


@dataclass(frozen=True)
class Window:
    """A stretch of time in which a whole visit (or break) must lie."""

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
class Break:
    """A rest of `seconds` that must lie in the window, between two visits or on the way.

    It is due only where the part of its window inside the shift holds it.
    """

    window: Window
    seconds: int


@dataclass(frozen=True)
class Shift:
    """When a team is out, where it starts and ends, and what it can do.

    All visits lie within `hours`. It is back at `end` (None: at `start`) by `latest_return`, which
    may be earlier or later than `hours.closes` (None: by then). `most_visits` None is no limit.
    A re-plan of the rest of a day gives where the team is now as `start`, and now as `opens`.
    """

    team: int
    start: Place
    hours: Window
    end: Place | None = None
    latest_return: int | None = None
    breaks: tuple[Break, ...] = ()
    most_visits: int | None = None
    languages: frozenset[str] = frozenset()
    people: int = 2
    # What the team can carry, in units of `Door.load`; None: anything.
    capacity: int | None = None

    @property
    def finish(self) -> Place:
        """Where it returns to."""
        return self.end or self.start

    @property
    def back_by(self) -> int:
        """When it must have returned."""
        return self.hours.closes if self.latest_return is None else self.latest_return

    @property
    def breaks_due(self) -> tuple[Break, ...]:
        """The breaks to take if the team goes out, in order of their windows, cut to the shift."""
        cut = (
            Break(within_all([each.window, Window(self.hours.opens, self.back_by)]), each.seconds)
            for each in self.breaks
        )
        due = (each for each in cut if each.window.holds(each.seconds))
        return tuple(sorted(due, key=lambda each: (each.window.opens, each.window.closes)))


@dataclass(frozen=True)
class Door:
    """A visit that is wanted: where, when, how long, how soon, and by whom.

    It lies in all of `windows` at once and, where `any_of` has windows, in one of those whole;
    it gladly lies in one of `preferred` (a part of the day not tried yet). `language` must be
    spoken by the team, `people` is how many must come. Doors with one `group` (one address) are
    visited one after the other by one team, where their windows allow that at all. `load` is what
    is handed over, in units of `Shift.capacity`. A higher `priority` beats any number of lower
    ones in one route; `worth`, where it is set instead, is the seconds of driving the visit may
    cost. None as `place` means that the coordinates are not known.
    """

    key: int
    place: Place | None
    windows: tuple[Window, ...]
    seconds: int
    priority: int = 1
    any_of: tuple[Window, ...] = ()
    preferred: tuple[Window, ...] = ()
    language: str = ""
    people: int = 1
    group: int | None = None
    # The team that must go, whatever else. It is left out only if that team cannot.
    pinned_to: int | None = None
    # Its place in that team's order, from 1. Places 1, 2, ... without a gap are the first stops.
    # After a gap the order among the pinned is kept whatever else, and the place where time allows.
    pinned_place: int | None = None
    # The team is there or on its way: the first stop, whatever its window says.
    under_way: bool = False
    load: int = 0
    worth: int | None = None

    @property
    def window(self) -> Window:
        """The time in which the visit may take place, choices aside."""
        return within_all(self.windows)

    @property
    def openings(self) -> tuple[Window, ...]:
        """The stretches of which one must hold the visit, in order of time."""
        every = self.window
        cut = [within_all([every, choice]) for choice in self.any_of] or [every]
        return tuple(sorted((each for each in cut if each.holds(self.seconds)), key=_opens))


def _opens(window: Window) -> tuple[int, int]:
    return window.opens, window.closes


@dataclass(frozen=True)
class Progress:
    """The best plan so far, for a progress bar. `share` of the search that is over is 0 to 1."""

    placed: int
    wanted: int
    driving_seconds: int
    elapsed_seconds: float
    share: float


@dataclass(frozen=True)
class Effort:
    """How long to search and what for.

    The search ends by `seconds` of `clock`, by `iterations` in all, or after `idle_iterations`
    without anything better, whichever is first. Without `seconds`, equal visits, teams and seeds
    give equal answers. `fair_share` keeps every team near its share of the work. `progress` is
    called with each better plan; once `cancelled` is true the search ends with the best so far.
    """

    seconds: float | None = 10
    iterations: int | None = None
    idle_iterations: int = 5_000
    seed: int = 1
    fair_share: bool = True
    # The doors of each team in the order of an earlier plan, by team key, as a start.
    initial: Mapping[int, Sequence[int]] = field(default_factory=dict)
    progress: Callable[[Progress], None] | None = None
    cancelled: Callable[[], bool] | None = None
    clock: Callable[[], float] = monotonic
