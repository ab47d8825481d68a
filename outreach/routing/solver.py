"""Gives each team its ordered doors for a day. Plain data in and out, no models.

What a visit must keep is in `problem`, what a route takes in `timetable`, who could go at all in
`reaching`; `modelling` and `searching` alone see PyVRP. Whatever the search answers is timed again
here, and what would break a promise is left out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from outreach.routing.bundling import bundles_of
from outreach.routing.comparing import Figures, figures_of
from outreach.routing.pinning import Pins, pins_of
from outreach.routing.placing import at_their_places
from outreach.routing.problem import Door, Effort, Shift
from outreach.routing.reaching import LeftOut, out_of_reach, reasons_at_once
from outreach.routing.rounds import Rounds, kept
from outreach.routing.searching import Budget
from outreach.routing.situation import Orders, Situation, situation_of, teams_for
from outreach.routing.straightening import straightened
from outreach.routing.timetable import Timetable
from outreach.routing.travel import TravelTimes

__all__ = ["Answer", "Effort", "Figures", "LeftOut", "solve"]


@dataclass(frozen=True)
class Answer:
    """A timetable for every team, empty for one that stays in, and why the rest is left out.

    `source` names where travel times come from; `fell_back` says why it is not the source asked.
    """

    routes: tuple[Timetable, ...]
    left_out: dict[int, LeftOut]
    figures: Figures
    source: str = ""
    fell_back: str = ""
    was_cancelled: bool = False


def solve(
    shifts: Sequence[Shift], doors: Sequence[Door], travel: TravelTimes, effort: Effort
) -> Answer:
    """Return who goes where and when, and why each door left out is left out.

    Keys of doors, and of teams, must be unique: ValueError otherwise.
    """
    _check(shifts, doors)
    budget = Budget(effort)
    hopeless = reasons_at_once(shifts, doors)
    left_out = {doors[index].key: reason for index, reason in hopeless.items()}
    known = [door for index, door in enumerate(doors) if index not in hopeless]
    situation = situation_of(shifts, known, travel)
    far = out_of_reach(situation, range(len(known)))
    left_out |= {known[index].key: reason for index, reason in far.items()}
    wanted = [index for index in range(len(known)) if index not in far]
    orders = _orders(situation, wanted, budget)
    visited = {index for order in orders for index in order}
    left_out |= {known[at].key: _why(situation, at) for at in wanted if at not in visited}
    return Answer(
        routes=tuple(situation.day(team, order) for team, order in enumerate(orders)),
        left_out=left_out,
        figures=figures_of(situation, orders),
        source=situation.matrix.source,
        fell_back=situation.matrix.fell_back,
        was_cancelled=budget.is_cancelled,
    )


def _check(shifts: Sequence[Shift], doors: Sequence[Door]) -> None:
    for what, keys in (
        ("team", [shift.team for shift in shifts]),
        ("door", [door.key for door in doors]),
    ):
        if len(set(keys)) < len(keys):
            raise ValueError(f"A {what} is there twice.")


def _orders(situation: Situation, wanted: Sequence[int], budget: Budget) -> Orders:
    if not wanted:
        return [[] for _shift in situation.shifts]
    pins = pins_of(situation, wanted)
    settled = {*pins.dropped, *(at for lead in pins.leads for at in lead)}
    free = [at for at in wanted if at not in settled]
    bundles = bundles_of(situation, free)
    rounds = Rounds(situation, bundles, pins, budget, len(wanted))
    orders = rounds.run(_initial(situation, pins, free, budget.effort))
    if rounds.leaves_time:
        orders = straightened(situation, orders, budget)
    return at_their_places(situation, pins, orders)


def _initial(
    situation: Situation, pins: Pins, free: Iterable[int], effort: Effort
) -> Orders | None:
    """Return the earlier plan as far as it can still be kept."""
    if not effort.initial:
        return None
    number = {situation.doors[at].key: at for at in free}
    orders = []
    for team, shift in enumerate(situation.shifts):
        asked = [number[key] for key in effort.initial.get(shift.team, ()) if key in number]
        may = [at for at in asked if team in teams_for(situation.doors[at], situation.shifts)]
        chain = [at for at in pins.chains[team] if at not in may]
        orders.append([*pins.leads[team], *chain, *may])
    return kept(situation, pins, orders)


def _why(situation: Situation, index: int) -> LeftOut:
    """Return what keeps out a door that is in reach: a break in its window, or other doors."""
    door, shifts = situation.doors[index], situation.shifts
    alone = any(situation.is_kept(team, [index]) for team in teams_for(door, shifts))
    return LeftOut.SHIFT_FULL if alone else LeftOut.NO_WINDOW
