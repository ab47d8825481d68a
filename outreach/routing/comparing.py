"""What the same doors would cost the same teams in another order. Plain values, no models."""

from collections.abc import Sequence
from dataclasses import dataclass

from outreach.routing.situation import Orders, Situation
from outreach.routing.timetable import arrival


@dataclass(frozen=True)
class Figures:
    """What a plan costs, in seconds of driving and metres, and what other orders would cost.

    The peers keep the same doors with the same teams: in the order of the list, and always on to
    the nearest door that the team still reaches in time (to the nearest of all, if there is none).
    They promise nothing: `nearest_late` is how many visits the nearest-first order makes late.
    """

    driving_seconds: int = 0
    metres: int = 0
    list_order_seconds: int = 0
    nearest_seconds: int = 0
    nearest_late: int = 0

    @property
    def saved_seconds(self) -> int:
        """The driving saved against nearest-neighbour order; negative if there is none."""
        return self.nearest_seconds - self.driving_seconds


def figures_of(situation: Situation, orders: Orders) -> Figures:
    """Return the figures of these routes."""
    teams = range(len(orders))
    days = [situation.timetable(team, orders[team]) for team in teams]
    peers = [
        situation.timetable(team, nearest_order(situation, team, orders[team])) for team in teams
    ]
    return Figures(
        driving_seconds=sum(day.travel_seconds for day in days),
        metres=sum(day.metres for day in days),
        list_order_seconds=sum(situation.driving(team, sorted(orders[team])) for team in teams),
        nearest_seconds=sum(day.travel_seconds for day in peers),
        nearest_late=sum(bool(stop.late_seconds) for day in peers for stop in day.stops),
    )


def nearest_order(situation: Situation, team: int, doors: Sequence[int]) -> list[int]:
    """Return the doors, going on to the nearest that can still be visited in time, if any can."""
    here, order, left = team, [], sorted(doors)
    clock = situation.shifts[team].hours.opens
    while left:
        legs = situation.matrix.seconds[here, [situation.place_of(at) for at in left]]
        near = sorted(zip(legs.tolist(), left, strict=True))
        chosen = next((at for _leg, at in near if _in_time(situation, clock, here, at)), near[0][1])
        clock = arrival(situation.doors[chosen], _there(situation, clock, here, chosen))[0]
        clock += situation.doors[chosen].seconds
        here = situation.place_of(chosen)
        order.append(chosen)
        left.remove(chosen)
    return order


def _in_time(situation: Situation, clock: int, here: int, door: int) -> bool:
    return not arrival(situation.doors[door], _there(situation, clock, here, door))[1]


def _there(situation: Situation, clock: int, here: int, door: int) -> int:
    return situation.matrix.leg(here, situation.place_of(door)).ends(clock)
