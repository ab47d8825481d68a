"""The counted lists above the contacts: each is a question and opens the people it counts.

An app above `contacts` adds a list of its own with `offer_chip`, from its `AppConfig.ready`, so
that this app need not know what a campaign is.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.models import Priority, ReviewFlag


@dataclass(frozen=True)
class Chip:
    """A list of contacts: its code in the address, its words, and the condition that makes it."""

    code: str
    label: str | Promise
    condition: Callable[[], Q]


def _has_flags() -> Q:
    return Q(Exists(ReviewFlag.objects.filter(contact=OuterRef("pk"))))


CHIPS: list[Chip] = [
    Chip("review", _("To review"), _has_flags),
    Chip("urgent", _("Urgent"), lambda: Q(priority=Priority.URGENT, stopped="")),
    Chip("no-door", _("No address"), lambda: Q(address=None) | Q(address__street="")),
    Chip("stopped", _("Must not be contacted"), lambda: ~Q(stopped="")),
]


def offer_chip(chip: Chip) -> None:
    """Add a list; offering the same code again replaces it."""
    CHIPS[:] = [known for known in CHIPS if known.code != chip.code]
    CHIPS.append(chip)
