"""Teams, doors and the ways between them, by number, and what a route through them takes.

Plain values, no models.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from outreach.routing.problem import Door, Shift
from outreach.routing.timetable import Timetable, gladly, timetable
from outreach.routing.travel import TravelMatrix, TravelTimes

# Each team's doors in their order, by index.
type Orders = list[list[int]]


def teams_for(door: Door, shifts: Sequence[Shift]) -> frozenset[int]:
    """Return who may go: the team it is pinned to, else those with the language and the people."""
    if door.pinned_to is not None:
        return frozenset(at for at, shift in enumerate(shifts) if shift.team == door.pinned_to)
    return frozenset(
        at
        for at, shift in enumerate(shifts)
        if (not door.language or door.language in shift.languages) and shift.people >= door.people
    )


@dataclass(frozen=True)
class Situation:
    """The matrix has the start places first, then the end places, then the doors."""

    shifts: Sequence[Shift]
    doors: Sequence[Door]
    matrix: TravelMatrix

    def place_of(self, door: int) -> int:
        """Return the door's row in the matrix."""
        return 2 * len(self.shifts) + door

    def stops(self, team: int, order: Sequence[int]) -> list[int]:
        """Return the rows of a route from the team's start to its end."""
        return [team, *map(self.place_of, order), len(self.shifts) + team]

    def timetable(self, team: int, order: Sequence[int]) -> Timetable:
        """Return the team's day if it visits those doors in that order."""
        legs = self.matrix.along(self.stops(team, order))
        return timetable(self.shifts[team], [self.doors[index] for index in order], legs)

    def day(self, team: int, order: Sequence[int]) -> Timetable:
        """Return the same with each door at a time that it prefers, where that is possible."""
        legs = self.matrix.along(self.stops(team, order))
        return gladly(self.shifts[team], [self.doors[index] for index in order], legs)

    def way(self, team: int, order: Sequence[int]) -> int:
        """Return the seconds on the way as the search counts them, with parking, at any hour."""
        stops = self.stops(team, order)
        return int(self.matrix.seconds[stops[:-1], stops[1:]].sum()) if order else 0

    def driving(self, team: int, order: Sequence[int]) -> int:
        """Return the seconds of driving at the hour at which each leg is driven."""
        return self.timetable(team, order).travel_seconds

    def is_kept(self, team: int, order: Sequence[int]) -> bool:
        """Tell whether the team can visit those doors in that order, all promises kept."""
        shift, doors = self.shifts[team], [self.doors[index] for index in order]
        too_many = shift.most_visits is not None and len(doors) > shift.most_visits
        too_much = shift.capacity is not None and sum(each.load for each in doors) > shift.capacity
        if too_many or too_much or not all(team in teams_for(each, self.shifts) for each in doors):
            return False
        return self.timetable(team, order).is_kept


def situation_of(shifts: Sequence[Shift], doors: Sequence[Door], travel: TravelTimes) -> Situation:
    """Look up the ways between all places."""
    starts, ends = [shift.start for shift in shifts], [shift.finish for shift in shifts]
    return Situation(
        shifts, doors, travel.matrix([*starts, *ends, *(door.place for door in doors)])
    )
