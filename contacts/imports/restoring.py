"""Giving a person known before back what they had, where they still have what a row gave them."""

from collections.abc import Collection
from datetime import time
from typing import Any

from contacts.models import Address, Contact, LeadImportRow, Phone, ReviewFlag

_PLAIN = ("reference", "language", "priority", "note")


def restore(row: LeadImportRow) -> None:
    """Undo the changes of one row. What someone changed since then stays."""
    contact = row.match
    if contact is None or contact.lead_import_id == row.lead_import_id:
        return
    for name, (before, after) in row.changes.items():
        if name in _PLAIN:
            if getattr(contact, name) == after:
                setattr(contact, name, before)
        elif name.startswith("flag "):
            _restore_flag(contact, name.removeprefix("flag "), before, after)
        else:
            _RESTORERS[name](contact, before, after)
    contact.save()


def remove_empty_doors(ids: Collection[int]) -> None:
    """Remove those of the doors behind which nobody lives and of which nothing is known."""
    Address.objects.filter(pk__in=ids, residents=None, safety_flags=None).delete()


def _restore_times(contact: Contact, before: Any, after: Any) -> None:
    window = [contact.available_from, contact.available_to]
    if window == [time.fromisoformat(moment) for moment in after]:
        moments = [time.fromisoformat(moment) for moment in before or ()] or (None, None)
        contact.available_from, contact.available_to = moments


def _restore_phone(contact: Contact, _before: Any, after: Any) -> None:
    Phone.objects.filter(contact=contact, key=after, consents=None).delete()


def _restore_place(contact: Contact, _before: Any, after: Any) -> None:
    door = contact.address
    if door is not None and door.place == tuple(after):
        door.latitude = door.longitude = None
        door.save(update_fields=["latitude", "longitude"])


def _restore_address_note(contact: Contact, before: Any, after: Any) -> None:
    door = contact.address
    if door is not None and door.note == after:
        door.note = before
        door.save(update_fields=["note"])


def _restore_street(contact: Contact, before: Any, after: Any) -> None:
    door_id, identity_key = before
    taken = Contact.objects.filter(identity_key=identity_key).exclude(pk=contact.pk).exists()
    if contact.identity_key == after and not taken:
        left = contact.address_id
        contact.address = Address.objects.get(pk=door_id) if door_id else None
        contact.identity_key = identity_key
        contact.save(update_fields=["address", "identity_key"])
        remove_empty_doors([left] if left else [])


def _restore_flag(contact: Contact, problem: str, before: Any, after: Any) -> None:
    flag = ReviewFlag.objects.filter(contact=contact, problem=problem).first()
    if after is None:
        ReviewFlag.objects.get_or_create(
            contact=contact, problem=problem, defaults={"value": before}
        )
    elif flag is None or flag.value != after:
        return
    elif before is None:
        flag.delete()
    else:
        flag.value = before
        flag.save(update_fields=["value"])


_RESTORERS = {
    "times": _restore_times,
    "phone": _restore_phone,
    "place": _restore_place,
    "address_note": _restore_address_note,
    "street": _restore_street,
}
