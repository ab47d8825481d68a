"""What keeping and forgetting needs: of the code always, of a real deployment with DEBUG=0."""

import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from pyrage import RecipientError, x25519

from outreach.privacy.dictionary import names_of_cases
from outreach.privacy.registry import forgotten_relations


@register()
def no_table_is_forgotten(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse a table that refers to a person and that nobody would erase or tell about."""
    return [
        Error(
            f"{name} refers to a person, and outreach/privacy/registry.py does not know it.",
            hint="Add its table to HOLDINGS, or the relation to LEFT_OUT with the reason.",
            id="doorstep.E020",
        )
        for name in forgotten_relations()
    ]


@register()
def nothing_joins_to_a_case(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse a table or a field that would join a person to a case."""
    return [
        Error(
            f"{name} would join a person to a case.",
            hint="Doorstep holds nothing that an investigation could use. Do without it; where "
            "the word means something else, say so in outreach/privacy/dictionary.py.",
            id="doorstep.E024",
        )
        for name in names_of_cases()
    ]


@register()
def backups_are_configured(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse to start with DEBUG=0 where no backup could be made or none could be trusted."""
    if not settings.PRODUCTION:
        return []
    return [*_recipient(), *_ledger()]


def _recipient() -> list[CheckMessage]:
    try:
        x25519.Recipient.from_str(settings.BACKUP_RECIPIENT)
    except RecipientError:
        return [
            Error(
                "BACKUP_RECIPIENT is not set to an age key.",
                hint="Make a key pair on another machine (age-keygen), keep the private half "
                "there, and set the public half, which begins with age1.",
                id="doorstep.E021",
            )
        ]
    return []


def _ledger() -> list[CheckMessage]:
    if os.environ.get("ERASURE_LEDGER"):
        return []
    return [
        Error(
            "ERASURE_LEDGER is not set.",
            hint="Set it to a file apart from the database, on storage that all machines of "
            "Doorstep share and that is copied elsewhere: a restore erases again by it.",
            id="doorstep.E022",
        )
    ]
