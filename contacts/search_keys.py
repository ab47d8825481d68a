"""Keeping the search keys of people and doors in step with what was written about them."""

from typing import Any

from django.db.models.signals import post_save

from contacts.models import Address, Contact, NameKey, StreetKey
from contacts.search_words import name_keys, street_keys


def follow_changes() -> None:
    """Renew the keys whenever a person or a door is saved. The import writes its own."""
    post_save.connect(_follow_person, sender=Contact, dispatch_uid="name_keys")
    post_save.connect(_follow_door, sender=Address, dispatch_uid="street_keys")


def _follow_person(instance: Contact, update_fields: Any = None, **_kwargs: Any) -> None:
    if update_fields is None or {"given_name", "family_name"} & set(update_fields):
        wanted = name_keys(instance.given_name, instance.family_name)
        _renew(instance.name_keys, wanted, lambda key: NameKey(contact=instance, key=key))


def _follow_door(instance: Address, update_fields: Any = None, **_kwargs: Any) -> None:
    if update_fields is None or "street" in update_fields:
        wanted = street_keys(instance.street)
        _renew(instance.street_keys, wanted, lambda key: StreetKey(address=instance, key=key))


def _renew(keys: Any, wanted: set[str], make: Any) -> None:
    known = set(keys.values_list("key", flat=True))
    if known - wanted:
        keys.filter(key__in=known - wanted).delete()
    keys.bulk_create([make(key) for key in wanted - known], ignore_conflicts=True)
