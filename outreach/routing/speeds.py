"""How fast one drives in a city at which time of the day. Plain values, no models."""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

# From which hour on, in metres a second. 8 m/s is 29 km/h or 18 mph, a city's streets with its
# lights; the rush is slower and the night faster. Assumptions of ours on the slow side: a team
# that runs late misses a person, one that is early waits. An office that knows better sets up a
# road network.
BY_HOUR = ((0, 10.0), (6, 8.0), (7, 7.0), (9, 8.0), (15, 7.0), (19, 8.5), (22, 10.0))
# Beyond the last change the speed stays: no way on this globe takes longer.
FOREVER = 365 * 24 * 3600


@dataclass(frozen=True)
class Pace:
    """How far one has got by when, at the speed of each hour: straight lines between points.

    `seconds` are on the solver's clock, `metres` are counted from the first of them. A leg over a
    change of speed is driven at both speeds, so that who sets out later is never there earlier
    (Ichoua, Gendreau and Potvin 2003, European Journal of Operational Research 144:2).
    """

    seconds: tuple[float, ...]
    metres: tuple[float, ...]

    def after(self, departs: int, metres: float) -> int:
        """Return the first whole second at which one is there who sets out at `departs`."""
        driven = _read(departs, self.seconds, self.metres) + metres
        return ceil(round(_read(driven, self.metres, self.seconds), 3))

    def before(self, arrives: int, metres: float) -> int:
        """Return the last second at which to set out to be there at `arrives`."""
        driven = _read(arrives, self.seconds, self.metres) - metres
        return floor(round(_read(driven, self.metres, self.seconds), 3))

    def between(self, departs: int, ends: int) -> float:
        """Return how many metres one gets in that time."""
        return _read(ends, self.seconds, self.metres) - _read(departs, self.seconds, self.metres)

    def all_after(self, departs: NDArray[np.int64], metres: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the same as `after`, for many ways at once."""
        driven = np.interp(departs, self.seconds, self.metres) + metres
        return np.ceil(np.interp(driven, self.metres, self.seconds).round(3)).astype(np.int64)

    def slowest(self, opens: int, closes: int) -> float:
        """Return the lowest speed in metres a second at any time between the two."""
        return min(
            (there - here) / (until - since)
            for (since, here), (until, there) in pairwise(
                zip(self.seconds, self.metres, strict=True)
            )
            if since < max(closes, opens + 1) and until > opens
        )


def pace_of(changes: Sequence[tuple[int, float]]) -> Pace:
    """Return the pace of speeds in metres a second, each from a second of the clock on."""
    seconds = [since for since, _speed in changes]
    seconds.append(seconds[-1] + FOREVER)
    legs = [
        (until - since) * speed
        for (since, until), (_since, speed) in zip(pairwise(seconds), changes, strict=True)
    ]
    return Pace(tuple(seconds), tuple(accumulate(legs, initial=0.0)))


def _read(at: float, known: Sequence[float], wanted: Sequence[float]) -> float:
    """Return what the line through these points has at `at`; before the first it goes on."""
    nth = min(max(bisect(known, at), 1), len(known) - 1)
    part = (at - known[nth - 1]) / (known[nth] - known[nth - 1])
    return wanted[nth - 1] + part * (wanted[nth] - wanted[nth - 1])
