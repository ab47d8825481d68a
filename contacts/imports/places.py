"""Postal codes and coordinates, each checked against the other."""

from dataclasses import dataclass
from functools import cache, lru_cache
from math import cos, hypot, radians

import zipcodes

from contacts.parsing import normalise, parse_degrees

KM_A_DEGREE = 111.2
# From a postal code's centre to its farthest door: 50 km covers all but the emptiest of them.
NEAR_KM = 50.0
# The United States with Alaska, Hawaii and the territories of the Caribbean and the Pacific.
_WESTERN = ((13.0, 72.0), (-180.0, -64.0))
_GUAM = ((13.0, 21.0), (144.0, 147.0))

_STATES = (
    "alabama AL|alaska AK|arizona AZ|arkansas AR|california CA|colorado CO|connecticut CT|"
    "delaware DE|district of columbia DC|florida FL|georgia GA|hawaii HI|idaho ID|illinois IL|"
    "indiana IN|iowa IA|kansas KS|kentucky KY|louisiana LA|maine ME|maryland MD|massachusetts MA|"
    "michigan MI|minnesota MN|mississippi MS|missouri MO|montana MT|nebraska NE|nevada NV|"
    "new hampshire NH|new jersey NJ|new mexico NM|new york NY|north carolina NC|north dakota ND|"
    "ohio OH|oklahoma OK|oregon OR|pennsylvania PA|rhode island RI|south carolina SC|"
    "south dakota SD|tennessee TN|texas TX|utah UT|vermont VT|virginia VA|washington WA|"
    "west virginia WV|wisconsin WI|wyoming WY|puerto rico PR|guam GU|virgin islands VI|"
    "american samoa AS|northern mariana islands MP"
)
STATES = {name: code for name, _, code in (s.rpartition(" ") for s in _STATES.split("|"))}
CODES = frozenset(STATES.values())

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Area:
    """A postal code as the postal data knows it. The centre is in degrees."""

    state: str
    city: str
    center: Place | None
    shrink: float

    def is_near(self, place: Place) -> bool:
        """Say whether a place may lie in this postal code. Without a centre nothing does."""
        if self.center is None:
            return False
        north, east = place[0] - self.center[0], (place[1] - self.center[1]) * self.shrink
        return hypot(north, east) * KM_A_DEGREE <= NEAR_KM


@dataclass(frozen=True, slots=True)
class PostalCode:
    """A cell read as a postal code: as it is stored, its area if known, and whether to doubt it."""

    code: str
    area: Area | None
    doubtful: bool


def area_of(five_digits: str) -> Area | None:
    """Return what the postal data says about a five-digit code, or None."""
    if not (len(five_digits) == 5 and five_digits.isascii() and five_digits.isdigit()):
        return None
    return _areas(five_digits[:3]).get(five_digits)


@cache
def _areas(prefix: str) -> dict[str, Area]:
    # Asking for a hundred neighbours at once costs the package no more than asking for one.
    return {found["zip_code"]: _area(found) for found in zipcodes.similar_to(prefix)}


def _area(found: dict[str, str]) -> Area:
    center = (float(found["lat"] or 0), float(found["long"] or 0))
    shrink = cos(radians(center[0]))
    return Area(found["state"], found["city"], center if any(center) else None, shrink)


@lru_cache(maxsize=200)
def parse_state(text: str) -> str | None:
    """Return the two letters of a state given by its name or letters, or None."""
    code = normalise(text).replace(" ", "").upper()
    return code if code in CODES else STATES.get(normalise(text))


@lru_cache(maxsize=50_000)
def parse_postal_code(text: str, state: str) -> PostalCode:
    """Return the postal code in a tidy cell, with the zeros that a spreadsheet dropped put back.

    That is certain only where the completed code exists in the row's state. `state` is '' where
    the row names none. What is no postal code has the code '' and is doubtful.
    """
    digits, plus_four = _digits(text)
    if not 3 <= len(digits) <= 5:
        return PostalCode("", None, doubtful=bool(text))
    area = area_of(digits.zfill(5))
    known = area is not None and state in ("", area.state)
    if len(digits) < 5 and not known:
        return PostalCode("", None, doubtful=True)
    digits = digits.zfill(5)
    return PostalCode(f"{digits}-{plus_four}" if plus_four else digits, area, not known)


def _digits(text: str) -> tuple[str, str]:
    """Return the code's digits and those of its ZIP+4."""
    text = text.removesuffix(".0").replace(" ", "-").strip("-")
    first, _dash, last = text.partition("-")
    if not (first.isascii() and first.isdigit()) or (last and not _four_digits(last)):
        return "", ""
    if len(first) > 5 and not last:  # nine digits, of which the first zeros may be lost
        return first[:-4], first[-4:]
    return first, last


def _four_digits(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit()


def read_place(latitude: str, longitude: str, area: Area | None) -> tuple[Place | None, bool]:
    """Return the place of two tidy cells, mended where that is certain, and whether to doubt it.

    Swapped coordinates are swapped back, and a lost minus sign is put back, where only the mended
    place lies near the postal code's centre; swapped ones also where they are impossible as they
    stand. (0, 0) is no place but an empty cell of some programs.
    """
    north, east = parse_degrees(latitude), parse_degrees(longitude)
    if north is None or east is None or (north == 0 == east):
        return None, False
    as_it_came = (north, east)
    if area is not None and area.center is not None:
        return _nearest(as_it_came, area)
    if _in_the_states(as_it_came):
        return as_it_came, False
    swapped = (east, north)
    if _in_the_states(swapped):
        return swapped, abs(north) <= 90
    return (as_it_came if abs(north) <= 90 else None), True


def _nearest(place: Place, area: Area) -> tuple[Place | None, bool]:
    north, east = place
    for candidate in (place, (east, north), (north, -east), (east, -north)):
        if abs(candidate[0]) <= 90 and area.is_near(candidate):
            return candidate, False
    if abs(north) <= 90:
        return place, True
    return ((east, north) if abs(east) <= 90 else None), True


def _in_the_states(place: Place) -> bool:
    return any(
        low <= place[0] <= high and west <= place[1] <= east
        for (low, high), (west, east) in (_WESTERN, _GUAM)
    )
