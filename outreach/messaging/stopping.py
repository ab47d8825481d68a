"""Texts to someone who must not be contacted are cancelled with the stop, or not at all."""

from typing import Any

from django.utils import timezone
from django.utils.translation import ngettext

from contacts.models import Contact
from outreach.messaging.claiming import cancel
from outreach.messaging.models import FollowUp, Text
from outreach.messaging.sequencing import cancel_owed


def cancel_texts(contact: Contact, reason: str, **_kwargs: Any) -> None:
    """Cancel what is owed and what waits. Runs inside the transaction that stops the contact."""
    now = timezone.now()
    cancel_owed(contact.pk, reason)
    mine = Text.objects.filter(contact=contact, status__in=Text.NOT_LEFT)
    waiting = mine.select_for_update()
    for text in waiting:
        cancel(text, reason, now)


def say_what_ends(contact: Contact, **_kwargs: Any) -> str:
    """Tell who is about to stop a contact how many texts that cancels."""
    owed = FollowUp.objects.filter(enrollment__contact=contact, status=FollowUp.Status.OWED)
    count = owed.count() + Text.objects.filter(contact=contact, status__in=Text.NOT_LEFT).count()
    return ngettext("%(n)d text", "%(n)d texts", count) % {"n": count} if count else ""
