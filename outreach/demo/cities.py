"""Five offices in five real cities, and doors scattered around their real postal-code centres."""

from dataclasses import dataclass
from math import hypot
from random import Random
from typing import Any

import zipcodes

CITIES = [
    ("hartford", "Hartford", "CT"),
    ("baltimore", "Baltimore", "MD"),
    ("birmingham", "Birmingham", "AL"),
    ("denver", "Denver", "CO"),
    ("phoenix", "Phoenix", "AZ"),
]
# The beginnings of the postal codes that each office covers: its city's and those around it.
COVERED = {
    "hartford": ("060", "061", "062"),
    "baltimore": ("200", "210", "211", "212"),
    "birmingham": ("350", "351", "352", "360", "361"),
    "denver": ("800", "801", "802", "803"),
    "phoenix": ("850", "851", "852", "853"),
}
# How many visits each makes beside the usual: figures of the first three can be shown, most of the
# other two's are hidden.
BUSY = {"hartford": 1.5, "baltimore": 1.5, "birmingham": 1.5, "denver": 0.25, "phoenix": 0.25}
AREAS_AN_OFFICE = 5
STREETS = (
    "Maple Street", "Orchard Avenue", "Linden Court", "Quarry Road", "Harbor View Drive",
    "Willow Lane", "Prospect Street", "Mill Pond Road", "Chestnut Avenue", "Ridge Terrace",
    "Foundry Street", "Larkspur Way",
)  # fmt: skip


@dataclass(frozen=True)
class Area:
    """A postal code with its centre in degrees."""

    postal_code: str
    city: str
    state: str
    time_zone: str
    area_codes: tuple[str, ...]
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Door:
    """An invented address at an invented place near a postal code's centre."""

    street: str
    unit: str
    area: Area
    latitude: float
    longitude: float


def areas_of(city: str, state: str) -> list[Area]:
    """Return the city's postal codes that lie closest together, the middle one first."""
    entries = zipcodes.filter_by(city=city, state=state, zip_code_type="STANDARD")
    found = [_area(entry) for entry in entries]
    middle = min(found, key=lambda area: sum(_apart(area, other) for other in found))
    return sorted(found, key=lambda area: _apart(middle, area))[:AREAS_AN_OFFICE]


def doors_around(areas: list[Area], count: int, random: Random) -> list[Door]:
    """Return `count` different doors, in short rows along streets, as people live."""
    doors: list[Door] = []
    while len(doors) < count:
        doors += _row_of_doors(random.choice(areas), random)
    return doors[:count]


def _row_of_doors(area: Area, random: Random) -> list[Door]:
    street, first = random.choice(STREETS), random.randint(1, 90) * 10
    latitude = area.latitude + random.gauss(0, 0.008)
    longitude = area.longitude + random.gauss(0, 0.008)
    return [
        Door(
            street=f"{first + 4 * step} {street}",
            unit=random.choice(["", "", "", "Apt 2", "Apt 4"]),
            area=area,
            latitude=round(latitude + step * 0.0003, 6),
            longitude=round(longitude + step * 0.0002, 6),
        )
        for step in range(random.randint(1, 4))
    ]


def _area(entry: dict[str, Any]) -> Area:
    return Area(
        postal_code=entry["zip_code"],
        city=entry["city"],
        state=entry["state"],
        time_zone=entry["timezone"],
        area_codes=tuple(entry["area_codes"]),
        latitude=float(entry["lat"]),
        longitude=float(entry["long"]),
    )


def _apart(a: Area, b: Area) -> float:
    return hypot(a.latitude - b.latitude, a.longitude - b.longitude)
