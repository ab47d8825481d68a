"""Writing down who looked at whom, before anything is shown.

An entry holds codes and never a name, a number or the words of a search. If it cannot be written,
the page is not shown.
"""

from collections.abc import Iterable
from typing import Any

from auditlog import get_logentry_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from contacts.models import Contact
from contacts.signals import person_looked_at

OPEN, EDIT, LIST, SEARCH, BREAK_GLASS = "open", "edit", "list", "search", "break_glass"
REVEAL = {"phones": "reveal_phones", "address": "reveal_address"}
CONVERSATION, CONSENT, HELP, CARD = "conversation", "ask_consent", "find_resources", "resource_card"
# Looks at someone in particular, not at everyone on a page.
CLOSE = frozenset(
    {OPEN, EDIT, SEARCH, BREAK_GLASS, *REVEAL.values(), CONVERSATION, CONSENT, HELP, CARD}
)


def log_look(contact: Contact, deed: str = OPEN, why: str = "") -> None:
    """Record that the signed-in user opens one person's page, or is shown what was masked.

    `why` is the code of what allows it, where that is not the user's office.
    """
    entries = get_logentry_model()
    entries.objects.log_create(
        contact,
        force_log=True,
        action=entries.Action.ACCESS,
        changes={},
        additional_data={"deed": deed, **({"why": why} if why else {})},
    )
    person_looked_at.send(Contact, contact_ids=[contact.pk], deed=deed)


def log_deed(about: Model, deed: str, actor: Any = None, **details: object) -> None:
    """Record what someone does with a record; details are codes, days and counts only.

    The actor is the signed-in user where none is given, and nobody for a command.
    """
    entries = get_logentry_model()
    entries.objects.log_create(
        about,
        force_log=True,
        action=entries.Action.ACCESS,
        actor=actor,
        changes={},
        additional_data={"deed": deed, **{name: str(value) for name, value in details.items()}},
    )


def log_list_look(contacts: Iterable[Contact], deed: str) -> None:
    """Record in one entry that the signed-in user is shown these people together.

    `deed` says how ("list", "search", …). A search is written down even where it finds nobody.
    """
    people = list(contacts)
    codes = [contact.code for contact in people]
    if not codes and deed != SEARCH:
        return
    entries = get_logentry_model()
    entries.objects.create(
        content_type=ContentType.objects.get_for_model(Contact),
        object_pk="",
        object_repr=deed,
        action=entries.Action.ACCESS,
        additional_data={"deed": deed, "contacts": codes},
    )
    person_looked_at.send(Contact, contact_ids=[contact.pk for contact in people], deed=deed)
