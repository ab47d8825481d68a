"""Where a team starts, by postal code."""

from dataclasses import dataclass

from contacts.imports.places import area_of


@dataclass(frozen=True)
class Centre:
    """The centre of a postal code in degrees, and its name."""

    label: str
    latitude: float
    longitude: float


def centre_of(postal_code: str) -> Centre | None:
    """Return the centre of a five-digit postal code, or None where the postal data has none."""
    area = area_of(postal_code)
    if area is None or area.center is None:
        return None
    return Centre(f"{area.city} {postal_code}", *area.center)
