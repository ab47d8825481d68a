"""The county of a door: what the research file tells of a place, and no more."""

from functools import cache

import zipcodes


@cache
def county(postal_code: str, state: str) -> str:
    """Return the county of a postal code with its state, or the state where it is not known."""
    digits = postal_code[:5]
    if len(digits) < 5 or not digits.isdigit():
        return state
    found: list[dict[str, str]] = zipcodes.matching(digits)
    return f"{found[0]['county']}, {found[0]['state']}" if found else state
