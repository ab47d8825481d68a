"""Erasing one person who asked for it, everywhere and at once."""

from datetime import datetime
from typing import Any

from django.db import transaction

from contacts.looks import log_deed
from contacts.models import Contact
from contacts.signals import contact_is_erased
from contacts.stopping import stop_contact
from outreach.privacy import ledger
from outreach.privacy.certifying import seal_record
from outreach.privacy.erasing import add_counts, erase_person, lock_person
from outreach.privacy.lists import forget_mentions
from outreach.privacy.models import ErasureRecord


@transaction.atomic
def erase_now(
    person: Contact, now: datetime, by: Any = None, no_contact: bool = False
) -> ErasureRecord:
    """Cancel what is open, erase the person everywhere, and return the proof.

    `no_contact` enters phones and name with address in the do-not-contact list first, as keyed
    hashes; without it a later list may bring the person in again.
    """
    lock_person(person.pk)
    person = Contact.objects.select_related("office", "address").get(pk=person.pk)
    contact_is_erased.send(sender=Contact, contact=person)
    reasons = Contact.StopReason
    stop_contact(person, reasons.DO_NOT_CONTACT if no_contact else reasons.ERASED)
    record = ErasureRecord(
        kind=ErasureRecord.Kind.CONTACT,
        rule=ErasureRecord.Rule.REQUESTED,
        what=person.code,
        key=ledger.erasure_key(person.code),
        by=by,
        started_at=now,
        finished_at=now,
    )
    add_counts(record, forget_mentions(person))
    add_counts(record, erase_person(person, now))
    seal_record(record)
    record.save()
    log_deed(record, "erase_on_request", by)
    line = ledger.Line(ledger.CONTACT, record.what, now.isoformat(), record.code, record.rule)
    ledger.append([line])
    return record
