"""Distances on the earth between places given as latitude and longitude in degrees."""

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_METRES = 6_371_008.8  # the mean radius of the IUGG's Geodetic Reference System 1980

Place = tuple[float, float]


def great_circle_metres(a: Place, b: Place) -> float:
    """Return the great-circle distance in metres, by the haversine formula."""
    (lat_a, lon_a), (lat_b, lon_b) = a, b
    half_lat, half_lon = radians(lat_b - lat_a) / 2, radians(lon_b - lon_a) / 2
    h = sin(half_lat) ** 2 + cos(radians(lat_a)) * cos(radians(lat_b)) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_METRES * asin(sqrt(min(1.0, h)))
