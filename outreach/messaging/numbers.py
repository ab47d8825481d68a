"""What a number may be sent, as its events tell, and what a carrier's code means for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from outreach.messaging.models import NumberEvent, Text

Kind = NumberEvent.Kind

# Twilio, "Error and Warning Dictionary". What is not here says nothing of the number.
MEANS: dict[str, Kind] = {
    "21610": Kind.OPTED_OUT,
    "21211": Kind.UNREACHABLE,
    "21614": Kind.LANDLINE,
    "30004": Kind.BLOCKED,
    "30005": Kind.UNREACHABLE,
    "30006": Kind.LANDLINE,
}
# A phone that is off may be on tomorrow. So many texts in a row that found it off are an answer.
OFF, OFTEN = "30003", 3
# Ours to mend, not the number's: the sender is not registered, not allowed, or has no money.
_OURS = "20003 21408 21606 21703 30001 30002 30007 30010 30022 30023 30032 30034 30035"
OUR_FAULT = frozenset(_OURS.split())
_LASTING = (Kind.UNREACHABLE, Kind.LANDLINE, Kind.BLOCKED)
_OPPOSITE = {Kind.OPTED_OUT: Kind.OPTED_IN, Kind.HELD: Kind.RELEASED} | dict.fromkeys(
    _LASTING, Kind.REACHED
)


@dataclass(frozen=True)
class Standing:
    """Which events hold of a number now, with the time of each."""

    since: dict[str, datetime]

    def holds(self, kind: Kind) -> bool:
        """Tell whether such an event holds."""
        return kind in self.since


def standing_of(key: str) -> Standing:
    """Return what holds of the number with this key: the newest of an event and its opposite."""
    return standings_of([key])[key]


def standings_of(keys: Iterable[str]) -> dict[str, Standing]:
    """Return what holds of each of these numbers, with one query."""
    newest: dict[str, dict[str, datetime]] = {key: {} for key in keys}
    for event in NumberEvent.objects.filter(key__in=newest):
        newest[event.key][event.kind] = event.at
        for kind, opposite in _OPPOSITE.items():
            if event.kind == opposite:
                newest[event.key].pop(kind, None)
    return {
        key: Standing({kind: at for kind, at in held.items() if kind in _OPPOSITE})
        for key, held in newest.items()
    }


def note(key: str, kind: Kind, source: str, at: datetime, user: Any = None) -> None:
    """Append an event, unless it holds already."""
    if kind in _OPPOSITE and standing_of(key).holds(kind):
        return
    NumberEvent.objects.create(key=key, kind=kind, source=source, at=at, recorded_by=user)


def note_reached(key: str, source: str, at: datetime) -> None:
    """Note that a number is reached after all, where a carrier's code said that it is not."""
    if any(map(standing_of(key).holds, _LASTING)):
        note(key, Kind.REACHED, source, at)


def learn_from_code(key: str, code: str, at: datetime) -> None:
    """Note what a carrier's code means for the number."""
    if code in MEANS:
        note(key, MEANS[code], f"code {code}", at)
    elif code == OFF and _was_off(key):
        note(key, Kind.UNREACHABLE, f"code {code}, {OFTEN} in a row", at)


def _was_off(key: str) -> bool:
    ended = Text.objects.filter(key=key, status__in=["DELIVERED", "UNDELIVERED", "FAILED"])
    last = ended.order_by("-claimed_at").values_list("reason", flat=True)[:OFTEN]
    return list(last) == [OFF] * OFTEN
