"""The outline of an office's area, drawn around the centres of the postal codes it covers."""

from functools import lru_cache
from math import cos, pi, radians, sin

import zipcodes

from contacts.models import Office
from contacts.places import Place

# A postal code reaches about so far around its centre, in degrees of latitude (5 km).
AROUND = 0.045
CORNERS = 8


def boundary_of(office: Office) -> list[Place]:
    """Return the corners of the area in degrees; none where the office covers no postal code."""
    return list(_outline(tuple(office.postal_areas.values_list("prefix", flat=True))))


@lru_cache(maxsize=100)
def _outline(prefixes: tuple[str, ...]) -> tuple[Place, ...]:
    centres = {centre for prefix in prefixes for centre in _centres(prefix)}
    return tuple(hull([corner for centre in centres for corner in _around(centre)]))


def _centres(prefix: str) -> list[Place]:
    found = zipcodes.similar_to(prefix)
    places = [(float(each["lat"] or 0), float(each["long"] or 0)) for each in found]
    return [place for place in places if any(place)]


def _around(centre: Place) -> list[Place]:
    latitude, longitude = centre
    wide = AROUND / max(0.1, cos(radians(latitude)))
    turns = [2 * pi * corner / CORNERS for corner in range(CORNERS)]
    return [(latitude + AROUND * sin(turn), longitude + wide * cos(turn)) for turn in turns]


def hull(points: list[Place]) -> list[Place]:
    """Return the corners of the smallest convex shape around the points, by Andrew's sweep."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered
    return [*_side(ordered), *_side(ordered[::-1])]


def _side(ordered: list[Place]) -> list[Place]:
    side: list[Place] = []
    for point in ordered:
        while len(side) > 1 and _turn(side[-2], side[-1], point) <= 0:
            side.pop()
        side.append(point)
    return side[:-1]


def _turn(a: Place, b: Place, c: Place) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
