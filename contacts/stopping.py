"""Do not contact: final until the person says otherwise, and it ends everything that was open."""

from django.db import transaction
from django.utils import timezone

from contacts.models import Contact, DoNotContact
from contacts.signals import contact_stop_asked, contact_stopped, do_not_contact_listed


@transaction.atomic
def stop_contact(contact: Contact, reason: str) -> None:
    """Record that `contact` must not be contacted, and cancel all that is open, or do neither.

    The reason is a `Contact.StopReason`. Asking not to be contacted also enters the hashed list,
    which outlives the contact and blocks a later import. Doing it again changes nothing.
    """
    known = Contact.objects.select_for_update().get(pk=contact.pk)
    if reason == Contact.StopReason.DO_NOT_CONTACT:
        # Also where the person was already thought to have died: the wish outlives a mistake.
        _enter_in_list(known)
    if known.stopped:
        contact.stopped, contact.stopped_at = known.stopped, known.stopped_at
        return
    contact.stopped, contact.stopped_at = reason, timezone.now()
    contact.save(update_fields=["stopped", "stopped_at"])
    contact_stopped.send(sender=Contact, contact=contact, reason=reason)


def what_stopping_cancels(contact: Contact) -> list[str]:
    """Return what `stop_contact` would cancel now, as phrases such as "2 open visits"."""
    answers = contact_stop_asked.send(sender=Contact, contact=contact)
    return [str(answer) for _receiver, answer in answers if answer]


def _enter_in_list(contact: Contact) -> None:
    kinds = DoNotContact.Kind
    entries = [DoNotContact(kind=kinds.PHONE, key=phone.key) for phone in contact.phones.all()]
    if contact.identity_key:
        entries.append(DoNotContact(kind=kinds.PERSON, key=contact.identity_key))
    DoNotContact.objects.bulk_create(entries, ignore_conflicts=True)
    do_not_contact_listed.send(sender=DoNotContact, entries=entries)
