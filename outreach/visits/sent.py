"""What a phone sends in one request, read from JSON: its events, its clock, its tallies."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from outreach.visits.clients import client_of
from outreach.visits.fields import MomentField
from outreach.visits.sealed import is_sealed

SCHEMA = 1
MOST_TALLIES = 20


@dataclass(frozen=True)
class Tally:
    """How many events of one author and day a phone says it made. The token says which."""

    author: str
    logged: int


@dataclass(frozen=True)
class Sent:
    """One request of a phone."""

    device: UUID
    client: int
    clock: datetime | None
    events: list[Any]
    tallies: list[Tally]

    @property
    def needs_session(self) -> bool:
        """Whether something in it is told by nothing but the session who made it."""
        return not all(map(is_sealed, self.events)) or not (self.events or self.tallies)

    @property
    def proves_itself(self) -> bool:
        """Whether something in it needs no session."""
        return bool(self.tallies) or any(map(is_sealed, self.events))

    def clock_ahead_seconds(self, now: datetime) -> int | None:
        """By how many seconds the phone's clock is ahead of ours; None where it does not say."""
        return round((self.clock - now).total_seconds()) if self.clock else None


def read_sent(body: bytes) -> Sent:
    """Return what the body holds; raise ValueError, in words, where it is no such request."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ValueError(_("This is not JSON.")) from error
    if not isinstance(sent, dict) or sent.get("schema") != SCHEMA:
        raise ValueError(_("This version is not understood."))
    events, tallies = sent.get("events"), sent.get("tallies") or []
    if not isinstance(events, list):
        raise ValueError(_("There is no list of events."))
    try:
        device = UUID(str(sent.get("device")))
    except ValueError as error:
        raise ValueError(_("The device has no number.")) from error
    tallies = tallies if isinstance(tallies, list) else []
    told = [_tally(each) for each in tallies[:MOST_TALLIES]]
    return Sent(device, client_of(sent.get("client")), _clock(sent.get("now")), events, told)


def _tally(told: Any) -> Tally:
    told = told if isinstance(told, dict) else {}
    logged = told.get("logged")
    is_count = isinstance(logged, int) and not isinstance(logged, bool) and logged >= 0
    return Tally(str(told.get("author", "")), logged if is_count else 0)


def _clock(told: Any) -> datetime | None:
    try:
        return MomentField(required=False, max_length=40).clean(told)
    except ValidationError:
        return None
