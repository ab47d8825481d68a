"""The proof, inside a sealed report, of who logged it, on which phone, from which day's list.

It is encrypted under FIELD_KEYS: whoever finds it on a phone learns nothing from it, nobody else
can make one, and a restored database still knows it.
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from contacts.encryption import UnreadableError, decrypt, encrypt
from outreach.accounts.models import User

PURPOSE = "sealed report"


@dataclass(frozen=True)
class Author:
    """Who may seal reports of `day` on the phone of this number."""

    user: User
    device: UUID
    day: date


def author_token(user: Any, device: UUID, day: date) -> str:
    """Return the proof that goes into sealed reports."""
    said = {"for": PURPOSE, "user": user.code, "device": str(device), "day": day.isoformat()}
    return encrypt(json.dumps(said))


def read_author(token: Any) -> Author | None:
    """Return whom a token stands for, or None where we did not make it."""
    try:
        said = json.loads(decrypt(token if isinstance(token, str) else ""))
        if said["for"] != PURPOSE:
            return None
        user = User.objects.get(code=said["user"])
        return Author(user, UUID(said["device"]), date.fromisoformat(said["day"]))
    except (UnreadableError, ValueError, KeyError, TypeError, User.DoesNotExist):
        return None
