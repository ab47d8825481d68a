"""Doors as the search sees them: those of one address as one, each with who may go and when.

Plain values, no models.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from outreach.routing.problem import Door, Shift, Window, within_all
from outreach.routing.situation import Situation, teams_for


@dataclass(frozen=True)
class Bundle:
    """Doors that one team visits one after the other, by their index in the list of doors.

    `starts` are the stretches in which the first visit may begin, and `glad` those that the
    person would like. `teams` may go (by index).
    """

    doors: tuple[int, ...]
    seconds: int
    starts: tuple[Window, ...]
    glad: tuple[Window, ...]
    teams: frozenset[int]
    rank: int
    worth: int | None
    load: int

    @property
    def visits(self) -> int:
        """How many visits it counts for."""
        return len(self.doors)


# Pinned doors come before every priority.
PINNED = 10**9


def bundles_of(situation: Situation, wanted: Sequence[int]) -> list[Bundle]:
    """Return the wanted doors, bundled where they belong together and a team has time for all."""
    doors = situation.doors
    singles = [bundle_of(index, doors[index], situation.shifts) for index in wanted]
    together: dict[object, list[Bundle]] = {}
    for single in singles:
        together.setdefault(_address(doors[single.doors[0]], single), []).append(single)
    return [bundle for members in together.values() for bundle in _united(situation, members)]


def bundle_of(index: int, door: Door, shifts: Sequence[Shift]) -> Bundle:
    """Return the door alone."""
    return Bundle(
        doors=(index,),
        seconds=door.seconds,
        starts=_starts(door.openings, door.seconds),
        glad=_starts(_liked(door), door.seconds),
        teams=teams_for(door, shifts),
        rank=door.priority if door.pinned_to is None else PINNED,
        worth=door.worth,
        load=door.load,
    )


def _liked(door: Door) -> list[Window]:
    cut = [within_all([each, like]) for each in door.openings for like in door.preferred]
    return [each for each in cut if each.holds(door.seconds)]


def _starts(openings: Sequence[Window], seconds: int) -> tuple[Window, ...]:
    return tuple(Window(each.opens, each.closes - seconds) for each in openings)


def _address(door: Door, single: Bundle) -> object:
    """Return what doors visited together have in common; a door with a place of its own is alone.

    Doors for different teams are not for one visit.
    """
    if door.group is None or door.pinned_place is not None or door.under_way:
        return single.doors
    return door.group, door.place, door.pinned_to


def _united(situation: Situation, members: list[Bundle]) -> list[Bundle]:
    """Return one bundle where its doors have a time and a team in common, else each by itself."""
    whole = members[0]
    for member in members[1:]:
        whole = _with(whole, member)
    if len(members) == 1 or (
        whole.starts and any(situation.is_kept(team, whole.doors) for team in whole.teams)
    ):
        return [whole]
    return members


def _with(first: Bundle, then: Bundle) -> Bundle:
    worths = [each for each in (first.worth, then.worth) if each is not None]
    return replace(
        first,
        doors=first.doors + then.doors,
        seconds=first.seconds + then.seconds,
        starts=_both(first.starts, then.starts, first.seconds),
        glad=_both(first.glad, then.glad, first.seconds),
        teams=first.teams & then.teams,
        rank=max(first.rank, then.rank),
        worth=sum(worths) if len(worths) == 2 else None,
        load=first.load + then.load,
    )


def _both(first: Sequence[Window], then: Sequence[Window], after: int) -> tuple[Window, ...]:
    """Return when the first may begin so that the other may begin `after` seconds later."""
    cut = (
        within_all([one, Window(other.opens - after, other.closes - after)])
        for one in first
        for other in then
    )
    return tuple(window for window in cut if window.holds(0))
