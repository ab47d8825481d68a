"""Pinned doors at their very places, once the search is over; no models.

The search knows no places: it keeps the pinned in their order, with others before and between them
as time goes.
"""

from collections.abc import Sequence

from outreach.routing.pinning import Pins
from outreach.routing.situation import Orders, Situation

# How often all moves of the other doors are tried.
PASSES = 5


def at_their_places(situation: Situation, pins: Pins, orders: Orders) -> Orders:
    """Return the routes with each pinned door at its place, or at the end of one that is shorter.

    A route that cannot keep its promises so stays as it is. Doors of one address stay together,
    and a pinned door comes right after them.
    """
    return [_placed(situation, pins, team, order) for team, order in enumerate(orders)]


def _placed(situation: Situation, pins: Pins, team: int, order: list[int]) -> list[int]:
    lead = pins.leads[team]
    chain = [at for at in pins.chains[team] if at in order]
    if not chain:
        return order
    fixed = {*lead, *chain}
    units = _units(situation, [at for at in order if at not in fixed])
    found = _woven(situation, lead, chain, units)
    if found == order or not _is_kept(situation, pins, team, found):
        return order
    for _pass in range(PASSES):
        better = _nearer(situation, pins, team, chain, units)
        if better == units:
            break
        units = better
    return _woven(situation, lead, chain, units)


def _woven(
    situation: Situation, lead: Sequence[int], chain: Sequence[int], units: Sequence[Sequence[int]]
) -> list[int]:
    """Return the units in their order, with each of the chain where its place comes up."""
    route, waiting = list(lead), list(chain)
    for unit in units:
        while waiting and (situation.doors[waiting[0]].pinned_place or 0) <= len(route) + 1:
            route.append(waiting.pop(0))
        route += unit
    return route + waiting


def _nearer(
    situation: Situation, pins: Pins, team: int, chain: Sequence[int], units: list[list[int]]
) -> list[list[int]]:
    """Return the units with some of them moved, each move one that saves time on the way."""
    lead = pins.leads[team]
    least = situation.way(team, _woven(situation, lead, chain, units))
    for unit in list(units):
        others = [each for each in units if each is not unit]
        for at in range(len(units)):
            tried = [*others[:at], unit, *others[at:]]
            route = _woven(situation, lead, chain, tried)
            way = situation.way(team, route)
            if way < least and _is_kept(situation, pins, team, route):
                units, least = tried, way
    return units


def _units(situation: Situation, order: Sequence[int]) -> list[list[int]]:
    """Return the doors one by one, those of one address that follow one another as one."""
    units: list[list[int]] = []
    for at in order:
        door, last = situation.doors[at], situation.doors[units[-1][-1]] if units else None
        is_together = last and door.group is not None and door.group == last.group
        if is_together and last and door.place == last.place:
            units[-1].append(at)
        else:
            units.append([at])
    return units


def _is_kept(situation: Situation, pins: Pins, team: int, route: Sequence[int]) -> bool:
    return pins.are_kept(team, route) and situation.is_kept(team, route)
