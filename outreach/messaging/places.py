"""Where the owner of a number may be: by the address that we know, and by the area code."""

from collections import defaultdict
from functools import cache, lru_cache

import zipcodes

from contacts.models import Contact
from contacts.time_zones import has_zone
from outreach.messaging.quiet_hours import Place


def places_of(contact: Contact | None, e164: str) -> list[Place]:
    """Return every place where a text to this number may be read.

    The address alone, where it lies within the area code; else both, because either may be old.
    An area code or a state may cover several zones, of which none can be chosen. Empty where
    nothing is known.
    """
    homes = _homes(contact)
    area = area_code_places(e164)
    if homes and (not area or homes <= set(area)):
        return sorted(homes, key=str)
    return [*sorted(homes, key=str), *(place for place in area if place not in homes)]


def area_code_places(e164: str) -> tuple[Place, ...]:
    """Return the places of a North American area code; none for a toll-free or foreign number."""
    if not e164.startswith("+1") or len(e164) != 12:
        return ()
    return _by_area_code().get(e164[2:5], ())


def _homes(contact: Contact | None) -> set[Place]:
    """Return where the address is: by its postal code, and by its state where that says otherwise.

    A postal code may be mistyped, new, or missing; then any zone of the state is as likely.
    """
    door = contact.address if contact else None
    if door is None:
        return set()
    home = _by_postal_code(door.postal_code[:5])
    homes = {home} if home else set()
    if door.state and (home is None or home.state != door.state.upper()):
        homes |= _by_state().get(door.state.upper(), frozenset())
    return homes


@lru_cache(maxsize=4096)
def _by_postal_code(code: str) -> Place | None:
    known = zipcodes.matching(code) if code.isdigit() else []
    return next((Place(area["state"], area["timezone"]) for area in known if has_zone(area)), None)


@cache
def _by_area_code() -> dict[str, tuple[Place, ...]]:
    places: dict[str, dict[Place, None]] = defaultdict(dict)
    for area in zipcodes.list_all():
        if area["active"] and has_zone(area):
            for code in area["area_codes"]:
                places[code][Place(area["state"], area["timezone"])] = None
    return {code: tuple(found) for code, found in places.items()}


@cache
def _by_state() -> dict[str, frozenset[Place]]:
    places: dict[str, set[Place]] = defaultdict(set)
    for area in zipcodes.list_all():
        if area["active"] and has_zone(area):
            places[area["state"]].add(Place(area["state"], area["timezone"]))
    return {state: frozenset(found) for state, found in places.items()}
