"""Which pinned doors come first in a route, and which keep only their order. No models."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from outreach.routing.problem import Door, Window
from outreach.routing.situation import Orders, Situation


@dataclass(frozen=True)
class Pins:
    """By team: the first stops as they are, and the doors after them whose order is kept.

    `dropped` are the doors, by index, for which the team has no time.
    """

    leads: Orders
    chains: Orders
    dropped: list[int] = field(default_factory=list)

    def orders(self) -> Orders:
        """Return routes through nothing but the pinned doors."""
        return [[*lead, *chain] for lead, chain in zip(self.leads, self.chains, strict=True)]

    def are_kept(self, team: int, order: Sequence[int]) -> bool:
        """Tell whether the route keeps what was pinned in place for its team."""
        lead, chain = self.leads[team], self.chains[team]
        met = [index for index in order if index in set(chain)]
        return list(order[: len(lead)]) == lead and met == chain


def pins_of(situation: Situation, wanted: Iterable[int]) -> Pins:
    """Return what is pinned in place of the wanted doors."""
    pins = Pins([[] for _ in situation.shifts], [[] for _ in situation.shifts])
    wanted = list(wanted)
    for team, shift in enumerate(situation.shifts):
        mine = [at for at in wanted if situation.doors[at].pinned_to == shift.team]
        placed = [at for at in mine if is_placed(situation.doors[at])]
        placed.sort(key=lambda at: _place(situation.doors[at]))
        for at in placed:
            _pin(situation, pins, team, at)
    return pins


def is_placed(door: Door) -> bool:
    """Tell whether it has a place in its team's order, not only a team."""
    return door.pinned_to is not None and (door.under_way or door.pinned_place is not None)


def _place(door: Door) -> tuple[bool, int, int]:
    return not door.under_way, door.pinned_place or 0, door.key


def _pin(situation: Situation, pins: Pins, team: int, at: int) -> None:
    lead, chain, door = pins.leads[team], pins.chains[team], situation.doors[at]
    # What is under way happens, whatever it does to the shift.
    if not door.under_way and not situation.is_kept(team, [*lead, *chain, at]):
        pins.dropped.append(at)
    elif door.under_way or (not chain and (door.pinned_place or 0) <= len(lead) + 1):
        lead.append(at)
    else:
        chain.append(at)


def cuts(situation: Situation, pins: Pins, orders: Orders) -> Mapping[int, Window]:
    """Return the stretch in which to visit each door whose order is kept.

    The search knows no order, so a chain gets windows that follow one another: cut between two
    doors in the middle of the time that these routes leave there.
    """
    found: dict[int, Window] = {}
    for team, chain in enumerate(pins.chains):
        if chain:
            found |= _cut(situation, team, orders[team], chain)
    return found


def _cut(situation: Situation, team: int, order: list[int], chain: list[int]) -> dict[int, Window]:
    stops = {stop.key: stop for stop in situation.timetable(team, order).stops}
    doors = [situation.doors[at] for at in chain]
    ends = [stops[door.key].arrives + door.seconds for door in doors]
    begins = [stops[door.key].arrives for door in doors]
    borders = [(end + begin) // 2 for end, begin in zip(ends, begins[1:], strict=False)]
    day = situation.shifts[team].hours
    opens, closes = [day.opens, *borders], [*borders, day.closes]
    return {at: Window(*cut) for at, *cut in zip(chain, opens, closes, strict=True)}
