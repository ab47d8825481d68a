"""Where the owner of a number may be: by the address that we know, and by the area code."""

from collections import defaultdict
from functools import cache, lru_cache

import zipcodes

from contacts.models import Contact
from outreach.messaging.quiet_hours import Place


def places_of(contact: Contact | None, e164: str) -> list[Place]:
    """Return every place where a text to this number may be read.

    The address alone, where it lies within the area code; else both, because either may be old.
    An area code may cover several zones, of which none can be chosen. Empty where nothing is known.
    """
    home = _home(contact)
    area = area_code_places(e164)
    if home is None:
        return list(area)
    return [home] if home in area or not area else [home, *area]


def area_code_places(e164: str) -> tuple[Place, ...]:
    """Return the places of a North American area code; none for a toll-free or foreign number."""
    if not e164.startswith("+1") or len(e164) != 12:
        return ()
    return _by_area_code().get(e164[2:5], ())


def _home(contact: Contact | None) -> Place | None:
    door = contact.address if contact else None
    if door is None or not door.postal_code:
        return None
    return _by_postal_code(door.postal_code[:5])


@lru_cache(maxsize=4096)
def _by_postal_code(code: str) -> Place | None:
    known = zipcodes.matching(code) if code.isdigit() else []
    return Place(known[0]["state"], known[0]["timezone"]) if known else None


@cache
def _by_area_code() -> dict[str, tuple[Place, ...]]:
    places: dict[str, dict[Place, None]] = defaultdict(dict)
    for area in zipcodes.list_all():
        if area["active"] and area["timezone"]:
            for code in area["area_codes"]:
                places[code][Place(area["state"], area["timezone"])] = None
    return {code: tuple(found) for code, found in places.items()}
