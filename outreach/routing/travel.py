"""How long and how far it is from door to door. Plain numbers in and out, no models."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from outreach.routing.speeds import Pace

# Latitude and longitude in degrees.
type Place = tuple[float, float]

# The mean radius R1 of the GRS 80 ellipsoid.
EARTH_RADIUS_METRES = 6_371_008.8
# Driving distance over straight distance: 1.417 on average from homes to hospitals over the whole
# United States (Boscoe, Henry and Zdeb 2012, The Professional Geographer 64:2).
ROAD_FACTOR = 1.42
# 8 m/s is 29 km/h or 18 mph, a city's streets with its lights. An assumption of ours on the slow
# side: a team that runs late misses a person, one that is early waits.
METRES_A_SECOND = 8.0
# To park and walk up, and to go back to the car. Doors of one building need neither.
PARKING_SECONDS = 60
# Where a coordinator sends a team to a door without coordinates by hand.
UNKNOWN_SECONDS = 600


@dataclass(frozen=True)
class Leg:
    """The way from one stop to the next: first `driving` seconds, then `parking` ones.

    Where there is a pace, the metres take what they take at the hour at which they are driven.
    """

    driving: int
    parking: int = 0
    metres: float = 0
    pace: Pace | None = None

    def driven(self, departs: int) -> int:
        """Return when the car is there."""
        if self.pace is None or not self.metres:
            return departs + self.driving
        return self.pace.after(departs, self.metres)

    def ends(self, departs: int) -> int:
        """Return when the team is at the door."""
        return self.driven(departs) + self.parking

    def begins(self, arrives: int) -> int:
        """Return the last second at which to set out to be at the door then."""
        if self.pace is None or not self.metres:
            return arrives - self.parking - self.driving
        return self.pace.before(arrives - self.parking, self.metres)

    def rest(self, departs: int, now: int) -> "Leg":
        """Return what is left of it now for a team that set out at `departs`."""
        driven = self.driven(departs)
        if now <= departs:
            return self
        if now >= driven:
            return Leg(0, max(0, self.parking - (now - driven)))
        metres = self.pace.between(departs, now) if self.pace and self.metres else 0
        return replace(self, driving=self.driving - (now - departs), metres=self.metres - metres)


@dataclass(frozen=True)
class TravelMatrix:
    """Whole seconds and metres from each place (row) to each place (column), and when.

    `seconds` hold at any hour: with a `pace` they are the most that the way takes, and a leg tells
    what it takes at its time. In them are `parking_seconds` wherever there are metres to drive.
    """

    seconds: NDArray[np.int64]
    metres: NDArray[np.int64]
    # Where they come from, and why that is not the source that was asked ("" if it is).
    source: str = "great circle"
    fell_back: str = ""
    parking_seconds: int = 0
    pace: Pace | None = None

    def along(self, stops: Sequence[int]) -> list[Leg]:
        """Return the legs between the places numbered `stops`."""
        here, there = list(stops)[:-1], list(stops)[1:]
        lasting, metres = self.seconds[here, there].tolist(), self.metres[here, there].tolist()
        return [self._leg(*way) for way in zip(lasting, metres, strict=True)]

    def leg(self, here: int, there: int) -> Leg:
        """Return the way between two places."""
        return self._leg(int(self.seconds[here, there]), int(self.metres[here, there]))

    def _leg(self, seconds: int, metres: int) -> Leg:
        parking = self.parking_seconds if metres else 0
        return Leg(seconds - parking, parking, metres, self.pace)

    def ends(
        self,
        departs: NDArray[np.int64] | int,
        here: NDArray[np.intp] | int,
        there: NDArray[np.intp] | int,
    ) -> NDArray[np.int64]:
        """Return when one is there, for many ways at once."""
        metres: NDArray[np.int64] = self.metres[here, there]
        steady: NDArray[np.int64] = departs + self.seconds[here, there]
        if self.pace is None:
            return steady
        paced = self.pace.all_after(departs + np.zeros_like(metres), metres)
        return np.where(metres > 0, paced + self.parking_seconds, steady)


class TravelTimes(Protocol):
    """Where travel times come from: great circles, a road network, a service."""

    @property
    def source(self) -> str:
        """What a plan records about where its times come from."""

    def matrix(self, places: Sequence[Place | None]) -> TravelMatrix:
        """Return the way from every place to every place; None is a place that is not known."""


@dataclass(frozen=True)
class GreatCircle:
    """Straight lines over the globe, lengthened by a road factor, at the speed of each hour.

    `metres_a_second` is the speed of all hours where there is no pace, else that of the slowest
    in question.
    """

    road_factor: float = ROAD_FACTOR
    metres_a_second: float = METRES_A_SECOND
    pace: Pace | None = None
    parking_seconds: int = PARKING_SECONDS
    unknown_seconds: int = UNKNOWN_SECONDS
    source: str = "great circle"

    def matrix(self, places: Sequence[Place | None]) -> TravelMatrix:
        """Return the ways. From and to a place not known it is `unknown_seconds` and no metres."""
        way = great_circle_metres(places) * self.road_factor
        unknown = np.isnan(way)
        np.fill_diagonal(unknown, False)
        metres = np.nan_to_num(np.rint(way))
        parking = np.where(metres > 0, self.parking_seconds, 0)
        seconds = np.ceil((metres / self.metres_a_second).round(3)) + parking
        return TravelMatrix(
            seconds=np.where(unknown, self.unknown_seconds, seconds).astype(np.int64),
            metres=metres.astype(np.int64),
            parking_seconds=self.parking_seconds,
            pace=self.pace,
        )


def great_circle_metres(places: Sequence[Place | None]) -> NDArray[np.float64]:
    """Return the great-circle distances in metres by the haversine formula; NaN if not known."""
    known = [place or (np.nan, np.nan) for place in places]
    latitude, longitude = np.radians(np.array(known, dtype=np.float64).reshape(-1, 2)).T
    across = np.sin((latitude[:, None] - latitude) / 2) ** 2
    along = np.sin((longitude[:, None] - longitude) / 2) ** 2
    haversine = across + np.cos(latitude[:, None]) * np.cos(latitude) * along
    # Rounding can lift it above 1 for antipodes.
    angle: NDArray[np.float64] = 2 * np.arcsin(np.sqrt(np.clip(haversine, 0, 1)))
    return EARTH_RADIUS_METRES * angle
