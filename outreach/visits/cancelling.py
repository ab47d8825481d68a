"""Open visits of someone who must not be contacted are cancelled with the stop, or not at all."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import ngettext

from contacts.models import Contact
from contacts.signals import contact_stop_asked, contact_stopped
from outreach.visits.models import Visit


@receiver(contact_stopped, dispatch_uid="cancel_open_visits")
def cancel_open_visits(contact: Contact, **_kwargs: Any) -> None:
    """Cancel the contact's open visits. Runs inside the transaction that stops the contact."""
    for visit in Visit.objects.filter(contact=contact, status=Visit.Status.OPEN):
        visit.status = Visit.Status.CANCELLED
        visit.save(update_fields=["status", "changed_at"])


@receiver(contact_stop_asked, dispatch_uid="count_open_visits")
def count_open_visits(contact: Contact, **_kwargs: Any) -> str:
    """Tell who is about to stop a contact how many open visits that cancels."""
    count = Visit.objects.filter(contact=contact, status=Visit.Status.OPEN).count()
    return ngettext("%(n)d open visit", "%(n)d open visits", count) % {"n": count} if count else ""
