"""When a team is at each door of its route, and when it rests. Plain numbers, no models."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from outreach.routing.problem import Break, Door, Shift, Window, within_all
from outreach.routing.travel import Leg, TravelTimes

# The way of a team that is back.
HOME = Leg(0)

__all__ = [
    "Break",
    "Door",
    "Shift",
    "Stop",
    "Timetable",
    "Window",
    "gladly",
    "timetable",
    "timetable_of",
    "within_all",
]


@dataclass(frozen=True)
class Stop:
    """A door in a route: when the knock is, and by how much the visit overruns its window."""

    key: int
    arrives: int
    late_seconds: int


@dataclass(frozen=True)
class Rest:
    """A break in a route: taken after `after` stops; None as `begins` means there is no room."""

    after: int
    begins: int | None
    seconds: int


@dataclass(frozen=True)
class Timetable:
    """A team's day; `late_seconds` is by how much it overruns the shift.

    `travel_seconds` is driving alone: to park and to walk up is no driving.
    """

    team: int
    stops: tuple[Stop, ...]
    leaves: int
    returns: int
    late_seconds: int
    travel_seconds: int
    metres: int
    # When each break that is due begins, and where in the order (0: before the first stop).
    breaks: tuple[Rest, ...] = ()

    @property
    def is_kept(self) -> bool:
        """Whether each door is visited in its time, and the team rests and is back in its own."""
        late = self.late_seconds or any(stop.late_seconds for stop in self.stops)
        return not late and all(rest.begins is not None for rest in self.breaks)


@dataclass(frozen=True)
class _State:
    """A route up to some door: what is late so far, when it is over, and how it came to that."""

    late: int
    clock: int
    leaves: int
    driving: int = 0
    stops: tuple[Stop, ...] = ()
    rests: tuple[Rest, ...] = ()


def timetable(shift: Shift, doors: Sequence[Door], legs: Sequence[Leg]) -> Timetable:
    """Return when the team knocks at `doors` in their order, each as early as it may.

    The legs are from the start place, between the doors, and to the end place. The team leaves just
    in time for the first door rather than waiting in front of it. Its breaks are where they make it
    least late, then soonest back; never between doors of one group.
    """
    opens = shift.hours.opens
    if not doors:
        return Timetable(shift.team, (), opens, opens, 0, 0, 0)
    due = shift.breaks_due
    # The best route to here by the number of breaks taken: to be earlier is never worse.
    states = {0: _State(0, opens, opens)}
    for at, (door, leg) in enumerate(zip(doors, legs, strict=False)):
        most = 0 if at and _is_together(doors[at - 1], door) else len(due)
        states = _best(
            (taken + more, _visit(_rest(state, due[taken : taken + more], leg, at), door, leg))
            for taken, state in states.items()
            for more in range(min(most, len(due) - taken) + 1)
        )
    ends = [
        _come_back(shift, state, due[taken:], more, legs[-1])
        for taken, state in states.items()
        for more in range(len(due) - taken + 1)
    ]
    _late, returns, late_seconds, state = min(ends, key=lambda end: end[:2])
    return Timetable(
        team=shift.team,
        stops=state.stops,
        leaves=state.leaves,
        returns=returns,
        late_seconds=late_seconds,
        travel_seconds=state.driving,
        metres=round(sum(leg.metres for leg in legs)),
        breaks=state.rests,
    )


def _is_together(one: Door, other: Door) -> bool:
    return one.group is not None and one.group == other.group and one.place == other.place


def _best(found: Iterable[tuple[int, _State]]) -> dict[int, _State]:
    best: dict[int, _State] = {}
    for taken, state in found:
        other = best.get(taken)
        if other is None or (state.late, state.clock) < (other.late, other.clock):
            best[taken] = state
    return best


def _rest(state: _State, breaks: Sequence[Break], leg: Leg, after: int) -> _State:
    """Drive the leg with those breaks on the way: as far as it goes until the first may begin."""
    late, clock, driving, rests = state.late, state.clock, state.driving, state.rests
    for each in breaks:
        opens = each.window.opens
        driving += max(0, min(leg.driven(clock), opens) - clock)
        leg = leg.rest(clock, opens)
        begins = max(clock, opens)
        clock = begins + each.seconds
        overrun = max(0, clock - each.window.closes)
        rests = (*rests, Rest(after, begins if not overrun else None, each.seconds))
        late += overrun
    leaves = clock if after == 0 and not breaks else state.leaves
    driving += leg.driven(clock) - clock
    return _State(late, leg.ends(clock), leaves, driving, state.stops, rests)


def _visit(state: _State, door: Door, leg: Leg) -> _State:
    """Knock at the end of the leg; from the start, leave no sooner than that needs."""
    arrives, late = arrival(door, state.clock)
    leaves, driving = state.leaves, state.driving
    if arrives > state.clock and not state.stops and not state.rests:
        leaves = leg.begins(arrives)
        driving = arrives - leg.parking - leaves
    stop = Stop(door.key, arrives, late)
    ends = arrives + door.seconds
    return _State(state.late + late, ends, leaves, driving, (*state.stops, stop), state.rests)


def arrival(door: Door, clock: int) -> tuple[int, int]:
    """Return when the visit begins for a team that is there from `clock` on, and how late it is."""
    if door.under_way:
        return clock, 0
    windows = door.openings or (door.window,)
    for window in windows:
        begins = max(clock, window.opens)
        if begins + door.seconds <= window.closes:
            return begins, 0
    begins = max(clock, windows[-1].opens)
    return begins, begins + door.seconds - windows[-1].closes


def _come_back(
    shift: Shift, state: _State, left: Sequence[Break], more: int, leg: Leg
) -> tuple[int, int, int, _State]:
    """Return all that is late, when the team is back, by how much that overruns, and the route.

    `more` of the breaks left are on the way back, the others after it.
    """
    visited = state.clock
    state = _rest(state, left[:more], leg, len(state.stops))
    returns = state.clock
    late = max(0, visited - shift.hours.closes, returns - shift.back_by)
    state = _rest(state, left[more:], HOME, len(state.stops))
    return state.late + late, returns, late, state


def timetable_of(shift: Shift, doors: Sequence[Door], travel: TravelTimes) -> Timetable:
    """Return the team's day if it visits `doors` in their order, from its start to its end."""
    places = [shift.start, *(door.place for door in doors), shift.finish]
    legs = travel.matrix(places).along(range(len(places)))
    return gladly(shift, doors, legs)


def gladly(shift: Shift, doors: Sequence[Door], legs: Sequence[Leg]) -> Timetable:
    """Return the day with each door, in turn, at a time that it prefers if all else is kept."""
    wishes = list(doors)
    best = timetable(shift, wishes, legs)
    for at, door in enumerate(doors):
        if not best.is_kept or not door.preferred:
            continue
        cut = [within_all([each, like]) for each in door.openings for like in door.preferred]
        wishes[at] = replace(door, any_of=tuple(cut))
        tried = timetable(shift, wishes, legs)
        if cut and wishes[at].openings and tried.is_kept:
            best = tried
        else:
            wishes[at] = door
    return best
