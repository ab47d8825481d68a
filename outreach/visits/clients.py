"""Which releases of the phone's part are taken.

A phone may be weeks behind: it updates when it is next opened with signal. So the server takes
several releases, and one that it no longer takes is told to update and keeps its queue meanwhile.
"""

from typing import Any

# 1 sends plain events with a session and does not tell its number; 2 seals them; 3 says what the
# texts may be for that someone agreed to.
OLDEST, NEWEST = 1, 3
UNTOLD = 1
LARGEST = 9_999


def client_of(told: Any) -> int:
    """Return the release number that a request tells, as a number or its digits; else 1."""
    text = str(told) if isinstance(told, str | int) and not isinstance(told, bool) else ""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else UNTOLD
    return min(number, LARGEST)


def is_taken(client: int) -> bool:
    """Whether this release may still send. A newer one than we know is: we were set back."""
    return client >= OLDEST


def told_of(client: int) -> dict[str, Any]:
    """Return what every answer says about releases."""
    update = "required" if not is_taken(client) else "advised" if client < NEWEST else "none"
    return {"oldest": OLDEST, "newest": NEWEST, "update": update}
