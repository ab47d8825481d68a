"""What someone must not miss: a line on top of each page of whoever is to see to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import ngettext

from contacts.decoys import open_alerts


@dataclass(frozen=True)
class Notice:
    """What waits, in words, and the page where it is seen to."""

    words: str | Promise
    url: str


_NOTICES: list[Callable[[Any], Notice | None]] = []


def offer_notice(of: Callable[[Any], Notice | None]) -> None:
    """Add a source of notices. It asks for a permission before it asks the database."""
    if of not in _NOTICES:
        _NOTICES.append(of)


def notices_for(user: Any) -> list[Notice]:
    """Return what waits for this user."""
    return [notice for of in _NOTICES if (notice := of(user))]


def of_decoys(user: Any) -> Notice | None:
    """Tell who planted decoys that someone looked at one."""
    count = open_alerts().count() if user.has_perm("contacts.plant_decoy") else 0
    if not count:
        return None
    words = ngettext(
        "Someone looked at a decoy.", "Someone looked at decoys %(n)d times.", count
    ) % {"n": count}
    return Notice(words, reverse("contacts:decoys"))
