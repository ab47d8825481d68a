"""How long and how far it is from door to door. Plain numbers in and out, no models."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

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
class TravelMatrix:
    """Whole seconds and metres from each place (row) to each place (column)."""

    seconds: NDArray[np.int64]
    metres: NDArray[np.int64]

    def along(self, stops: Sequence[int]) -> tuple[list[int], list[int]]:
        """Return the seconds and the metres of each leg between the places numbered `stops`."""
        here, there = list(stops[:-1]), list(stops[1:])
        return self.seconds[here, there].tolist(), self.metres[here, there].tolist()


class TravelTimes(Protocol):
    """Where travel times come from: great circles now, a road network later."""

    @property
    def source(self) -> str:
        """What a plan records about where its times come from."""

    def matrix(self, places: Sequence[Place | None]) -> TravelMatrix:
        """Return the way from every place to every place; None is a place that is not known."""


@dataclass(frozen=True)
class GreatCircle:
    """Straight lines over the globe, lengthened by a road factor, at one average speed."""

    road_factor: float = ROAD_FACTOR
    metres_a_second: float = METRES_A_SECOND
    parking_seconds: int = PARKING_SECONDS
    unknown_seconds: int = UNKNOWN_SECONDS
    source: str = "great circle"

    def matrix(self, places: Sequence[Place | None]) -> TravelMatrix:
        """Return the ways. From and to a place not known it is `unknown_seconds` and no metres."""
        metres = great_circle_metres(places) * self.road_factor
        parking = np.where(metres > 0, self.parking_seconds, 0)
        seconds = np.ceil(metres / self.metres_a_second) + parking
        unknown = np.isnan(metres)
        np.fill_diagonal(unknown, False)
        np.fill_diagonal(seconds, 0)
        return TravelMatrix(
            seconds=np.where(unknown, self.unknown_seconds, seconds).astype(np.int64),
            metres=np.nan_to_num(np.rint(metres)).astype(np.int64),
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
