"""Which doors a team could visit as its only one, and what keeps the others out. No models."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from outreach.routing.problem import Door, Shift, Window
from outreach.routing.situation import Situation, teams_for

type Mask = NDArray[np.bool_]


class LeftOut(StrEnum):
    """Why a visit has no place in any route: the first of these that binds."""

    # The door has no coordinates.
    NO_PLACE = "NO_PLACE"
    # No team has a shift.
    NO_SHIFT = "NO_SHIFT"
    # Pinned to a team that has no shift, or cannot do it.
    NO_TEAM = "NO_TEAM"
    # No team with a shift speaks the language.
    NO_LANGUAGE = "NO_LANGUAGE"
    # No team (that speaks it) has as many people.
    NO_PAIR = "NO_PAIR"
    # Its windows are closed while any such team is out.
    NO_WINDOW = "NO_WINDOW"
    # No such team gets there and back in its shift.
    TOO_FAR = "TOO_FAR"
    # It would fit alone, but not beside what is more urgent or as urgent.
    SHIFT_FULL = "SHIFT_FULL"


def reasons_at_once(shifts: Sequence[Shift], doors: Sequence[Door]) -> dict[int, LeftOut]:
    """Return the doors, by index, that nobody can visit whatever the way there."""
    found = ((index, _reason(door, shifts)) for index, door in enumerate(doors))
    return {index: reason for index, reason in found if reason}


def _reason(door: Door, shifts: Sequence[Shift]) -> LeftOut | None:
    spoken = [each for each in shifts if not door.language or door.language in each.languages]
    binding = (
        (door.place is None, LeftOut.NO_PLACE),
        (not shifts, LeftOut.NO_SHIFT),
        (door.pinned_to is not None and not teams_for(door, shifts), LeftOut.NO_TEAM),
        (door.pinned_to is None and not spoken, LeftOut.NO_LANGUAGE),
        (door.pinned_to is None and not teams_for(door, shifts), LeftOut.NO_PAIR),
        (not door.openings and not door.under_way, LeftOut.NO_WINDOW),
    )
    return next((reason for holds, reason in binding if holds), None)


def out_of_reach(situation: Situation, indices: Sequence[int]) -> dict[int, LeftOut]:
    """Return those of the doors that would make every team that may go late as its only one."""
    near, open_ = _alone(situation, indices, whenever=True), _alone(situation, indices)
    return {
        index: LeftOut.NO_WINDOW if near[at] else LeftOut.TOO_FAR
        for at, index in enumerate(indices)
        if not open_[at] and not situation.doors[index].under_way
    }


def _alone(situation: Situation, indices: Sequence[int], whenever: bool = False) -> Mask:
    """Tell for each door whether any team could visit it alone, breaks aside.

    `whenever`: at a time of the team's own choosing.
    """
    doors = [situation.doors[index] for index in indices]
    allowed = _allowed(doors, situation.shifts)
    rows = np.array([situation.place_of(index) for index in indices], dtype=np.intp)
    lasts = np.array([door.seconds for door in doors], dtype=np.int64)
    windows = [_bounds(doors, nth) for nth in range(1 if whenever else _most_openings(doors))]
    fits = np.zeros(len(doors), dtype=np.bool_)
    for team, shift in enumerate(situation.shifts):
        there = situation.matrix.ends(shift.hours.opens, team, rows)
        for opens, closes in windows:
            arrives = there if whenever else np.maximum(there, opens)
            ends = arrives + lasts
            in_time = np.ones_like(fits) if whenever else ends <= closes
            back = situation.matrix.ends(ends, rows, len(situation.shifts) + team)
            in_shift = (ends <= shift.hours.closes) & (back <= shift.back_by)
            fits |= allowed[team] & in_time & in_shift
    return fits


def _allowed(doors: Sequence[Door], shifts: Sequence[Shift]) -> Mask:
    """Return who may go where: a row a team, a column a door."""
    allowed = np.ones((len(shifts), len(doors)), dtype=np.bool_)
    for column, door in enumerate(doors):
        if door.pinned_to is not None or door.language or door.people > 1:
            may = teams_for(door, shifts)
            allowed[:, column] = [team in may for team in range(len(shifts))]
    return allowed


def _most_openings(doors: Iterable[Door]) -> int:
    return max((len(door.openings) for door in doors), default=0)


def _bounds(doors: Sequence[Door], nth: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return when each door's nth opening opens and closes; one that holds nothing for none."""
    openings = [(*door.openings, *[Window(1, 0)] * (nth + 1))[nth] for door in doors]
    bounds = np.array([(each.opens, each.closes) for each in openings], dtype=np.int64)
    return bounds.reshape(-1, 2)[:, 0], bounds.reshape(-1, 2)[:, 1]
