"""Two phones of the demo: one holds reports back, the other's clock is years behind."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from outreach.demo.programme import Branch
from outreach.visits.authors import Author
from outreach.visits.clients import NEWEST
from outreach.visits.codelists import Disposition
from outreach.visits.devices import note_list, note_logged, register
from outreach.visits.models import Visit
from outreach.visits.receiving import Sending, receive_event

YEARS = timedelta(days=6 * 365)


def make_phones(branch: Branch, day: date, now: datetime, random: Random) -> None:
    """Let the office's second team log its first two doors of `day`, one of them twice."""
    team = branch.teams[1]
    first, second = team.members.order_by("pk")[:2]
    visits = list(Visit.objects.filter(team=team, day=day, status=Visit.Status.OPEN)[:2])
    numbers = [_number(random) for _each in range(2)]
    for user, number, label in zip(
        (first, second), numbers, ("Chrome, Android", "Safari, iPhone"), strict=True
    ):
        device = register(user, number, label, NEWEST, now)
        note_list(device, day, now + timedelta(hours=4), now)
    for visit in visits:
        _log(first, visit, Disposition.NO_ANSWER, now, Sending(numbers[0]), random)
    if visits:
        behind = Sending(numbers[1], clock_ahead_seconds=-int(YEARS.total_seconds()))
        _log(second, visits[0], Disposition.NOT_HOME, now, behind, random)
    note_logged(Author(first, numbers[0], day), len(visits) + 3, now)
    note_logged(Author(second, numbers[1], day), 1, now)


def _log(
    user: Any, visit: Visit, said: Disposition, now: datetime, sending: Sending, random: Random
) -> None:
    knocked = now - timedelta(minutes=20) + timedelta(seconds=sending.clock_ahead_seconds or 0)
    envelope = {
        "id": str(_number(random)),
        "kind": "visit_report",
        "visit": visit.code,
        "at": knocked.isoformat(),
        "data": {"disposition": said},
    }
    receive_event(user, envelope, now, sending)


def _number(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)
