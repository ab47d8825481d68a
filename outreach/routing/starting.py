"""Where a team stands after its first stops, and where its breaks are taken. No models."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from outreach.routing.pinning import Pins
from outreach.routing.problem import Window
from outreach.routing.situation import Situation

# A shift may carry this much where nothing limits it.
ANYTHING = 10**9


@dataclass(frozen=True)
class TeamStart:
    """A team from the end of its first stops on: where, when, what it may still take on."""

    row: int
    opens: int
    visits: int
    capacity: int


@dataclass(frozen=True)
class DueRest:
    """A break that is due, the team's `nth`, and the row of the place where it is taken."""

    team: int
    nth: int
    row: int
    begins: Window
    seconds: int


def start_of(situation: Situation, team: int, lead: Sequence[int]) -> TeamStart:
    """Return the team's start once it has visited `lead`."""
    shift = situation.shifts[team]
    visits = ANYTHING if shift.most_visits is None else shift.most_visits - len(lead)
    load = sum(situation.doors[at].load for at in lead)
    capacity = ANYTHING if shift.capacity is None else max(0, shift.capacity - load)
    if not lead:
        return TeamStart(team, shift.hours.opens, visits, capacity)
    last = situation.timetable(team, lead).stops[-1].arrives + situation.doors[lead[-1]].seconds
    return TeamStart(situation.place_of(lead[-1]), last, visits, capacity)


def rests_of(
    situation: Situation, team: int, order: Sequence[int], pins: Pins
) -> Iterator[DueRest]:
    """Yield the breaks that are due after the first stops, placed where the route has them."""
    lead, due = pins.leads[team], situation.shifts[team].breaks_due
    taken = {
        nth
        for nth, rest in enumerate(situation.timetable(team, lead).breaks)
        if rest.after < len(lead)
    }
    day = situation.timetable(team, order)
    stops = situation.stops(team, order)
    for nth, each in enumerate(due):
        if nth in taken:
            continue
        row = start_of(situation, team, lead).row
        if day.breaks:
            rest = day.breaks[nth]
            is_back = rest.begins is not None and rest.begins >= day.returns
            row = stops[-1] if is_back else stops[max(rest.after, len(lead))]
        begins = Window(each.window.opens, each.window.closes - each.seconds)
        yield DueRest(team, nth, row, begins, each.seconds)
