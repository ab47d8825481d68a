"""Travel times from a road network or a service, and by great circle where those fail. No models.

A plan says which it was: a day planned by great circle is sound, only less exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from time import monotonic
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from outreach.routing.travel import PARKING_SECONDS, GreatCircle, Place, TravelMatrix

# A coordinator waits: after so many seconds the great circle is better than the truth.
PATIENCE = 20.0
# So long a source that kept someone waiting for nothing is not asked again.
SPARED_SECONDS = 60.0


class Fault(StrEnum):
    """Why a source has no travel times. The plan's page puts it in words."""

    TOO_LONG = "TOO_LONG"
    SILENT = "SILENT"
    REFUSED = "REFUSED"
    UNREADABLE = "UNREADABLE"
    FAILED = "FAILED"
    NOT_BUILT = "NOT_BUILT"
    NOT_INSTALLED = "NOT_INSTALLED"
    NOT_LOADED = "NOT_LOADED"


# Those that it takes a while to meet.
SLOW = (Fault.TOO_LONG, Fault.SILENT)


class NoTravelTimes(Exception):  # noqa: N818 - it is an answer, for the plan to tell
    """The source has none. Its text is the fault's code, and in one word more what it met.

    That word is a technical one, like the name of an exception; never any place.
    """

    def __init__(self, fault: Fault, met: str | int = "") -> None:
        super().__init__(f"{fault} {met}".strip())
        self.fault, self.met = fault, met


@dataclass(frozen=True)
class Ways:
    """Seconds and metres from each place to each, NaN where there is no way known."""

    seconds: NDArray[np.float64]
    metres: NDArray[np.float64]


class Roads(Protocol):
    """A source that may fail."""

    @property
    def source(self) -> str:
        """What a plan records about where its times come from."""

    def ways(self, places: Sequence[Place]) -> Ways:
        """Return the ways by car between the places. Raises NoTravelTimes."""


# Which sources kept someone waiting for nothing, until when they are spared, and what they met.
_spared: dict[Roads, tuple[float, Fault, str | int]] = {}


@dataclass(frozen=True)
class Spared:
    """Does not ask `roads` again for a while once they were slow to fail.

    A plan asks for each of its routes, a move several times, and each would wait in vain.
    """

    roads: Roads
    seconds: float = SPARED_SECONDS

    @property
    def source(self) -> str:
        """Whom it asks."""
        return self.roads.source

    def ways(self, places: Sequence[Place]) -> Ways:
        """Return the ways that `roads` know. Raises NoTravelTimes, at once where it did lately."""
        until, fault, met = _spared.get(self.roads, (0.0, Fault.SILENT, ""))
        if monotonic() < until:
            raise NoTravelTimes(fault, met)
        try:
            return self.roads.ways(places)
        except NoTravelTimes as reason:
            if reason.fault in SLOW:
                until = monotonic() + self.seconds
                _spared[self.roads] = until, reason.fault, reason.met
            raise


@dataclass(frozen=True)
class FallingBack:
    """Asks `roads`; what they do not know comes from `guess`, all of it where they fail."""

    roads: Roads
    guess: GreatCircle

    @property
    def source(self) -> str:
        """What was asked; the matrix says what answered."""
        return self.roads.source

    def matrix(self, places: Sequence[Place | None]) -> TravelMatrix:
        """Return the ways, with the time to park; `fell_back` says why if roads did not answer."""
        guessed = self.guess.matrix(places)
        known = [at for at, place in enumerate(places) if place is not None]
        asked = [place for place in places if place is not None]
        if len(asked) < 2:
            return guessed
        try:
            ways = self.roads.ways(asked)
        except NoTravelTimes as reason:
            return replace(guessed, fell_back=str(reason))
        seconds, metres = guessed.seconds.copy(), guessed.metres.copy()
        cells = np.ix_(known, known)
        apart = metres[cells] > 0
        found = np.isfinite(ways.seconds) & np.isfinite(ways.metres) & apart
        driven = np.ceil(ways.seconds, where=found, out=np.zeros_like(ways.seconds))
        seconds[cells] = np.where(found, driven + PARKING_SECONDS, seconds[cells])
        length = np.rint(ways.metres, where=found, out=np.zeros_like(ways.metres))
        metres[cells] = np.where(found, length, metres[cells])
        return TravelMatrix(seconds, metres, self.source, parking_seconds=PARKING_SECONDS)


def in_blocks(count: int, size: int) -> list[range]:
    """Return the numbers up to `count` in runs of at most `size`."""
    return [range(at, min(at + size, count)) for at in range(0, count, size)]
