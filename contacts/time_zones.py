"""The time zone of a postal code of the United States."""

from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import zipcodes


def zone_of(postal_code: str) -> ZoneInfo | None:
    """Return the time zone of a ZIP code, with or without its four more digits; None if unknown."""
    name = _zones().get(postal_code.strip()[:5])
    return ZoneInfo(name) if name else None


@cache
def _zones() -> dict[str, str]:
    everywhere: list[Any] = zipcodes.list_all()  # has no types
    return {area["zip_code"]: area["timezone"] for area in everywhere if has_zone(area)}


def has_zone(area: dict[str, Any]) -> bool:
    """Tell whether an area names a zone that there is: 99634 in Alaska names its town instead."""
    return area["timezone"] in _known()


@cache
def _known() -> set[str]:
    return available_timezones()
