"""The way out: what a gateway does, and what can come of handing it a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings

from outreach.messaging.pacing import Sender


@dataclass(frozen=True)
class Handed:
    """The carrier has it."""

    provider_id: str


@dataclass(frozen=True)
class Refused:
    """The carrier said no, and nothing was sent: its code."""

    code: str


@dataclass(frozen=True)
class Throttled:
    """Nothing was sent, for a reason that passes: when to try again, and the reason's code."""

    seconds: float
    code: str = "429"


@dataclass(frozen=True)
class Unknown:
    """No answer, or one that leaves it open whether the text was sent."""

    code: str


type Result = Handed | Refused | Throttled | Unknown


@dataclass(frozen=True)
class Listed:
    """A text as the carrier lists it."""

    provider_id: str
    words: str
    status: str
    made_at: datetime
    code: str = ""


class Gateway(Protocol):
    """Takes texts to the carrier."""

    @property
    def sender(self) -> Sender:
        """Who sends, and how fast it may."""

    def send(self, number: str, words: str, status_address: str) -> Result:
        """Hand over one text, once. It never raises, and never tries again by itself."""

    def listed(self, number: str, since: datetime) -> Sequence[Listed]:
        """Return what the carrier has for a number since then. Raises OSError if it cannot say."""


def gateway() -> Gateway:
    """Return Twilio where its credentials are set, and the simulator where they are not."""
    if settings.TWILIO_ACCOUNT_SID:
        from outreach.messaging.twilio_gateway import TwilioGateway

        return TwilioGateway.from_settings()
    from outreach.messaging.simulator import Simulator

    return Simulator()
