"""Writing down who looked at whom, before anything is shown.

An entry holds codes and never a name, a number or the words of a search. If it cannot be written,
the page is not shown.
"""

from collections.abc import Iterable

from auditlog.models import LogEntry
from auditlog.signals import accessed
from django.contrib.contenttypes.models import ContentType

from contacts.models import Contact


def log_look(contact: Contact) -> None:
    """Record that the signed-in user opens one person's page."""
    accessed.send(Contact, instance=contact)


def log_list_look(contacts: Iterable[Contact], deed: str) -> None:
    """Record in one entry that the signed-in user is shown these people together.

    `deed` says how ("list", "search", …). auditlog's own signal would write one entry a person.
    """
    codes = [contact.code for contact in contacts]
    if not codes:
        return
    LogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(Contact),
        object_pk="",
        object_repr=deed,
        action=LogEntry.Action.ACCESS,
        additional_data={"deed": deed, "contacts": codes},
    )
