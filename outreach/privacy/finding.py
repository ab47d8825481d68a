"""Finding the one person who asks, by what they tell: never by a part of a name."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from auditlog import get_logentry_model
from django.db.models import Q

from contacts.identity import address_key, person_key, phone_key
from contacts.models import Contact
from contacts.parsing import squeeze
from contacts.search_limits import too_often

MOST_HITS = 5
FIND = "find_person"


def looked_too_often(user: Any, now: datetime) -> bool:
    """Tell whether the user looked for people who ask as often as anyone may search."""
    looked = get_logentry_model().objects.filter(actor=user, additional_data__deed=FIND)
    return too_often(looked, now)


def find_people(told: dict[str, Any]) -> list[Contact]:
    """Return whoever has all that was told: a code; a last name with a phone; a name with a door.

    Phones and doors are looked up by their keyed hashes.
    """
    conditions = list(_conditions(told))
    if not conditions:
        return []
    wanted = Q()
    for condition in conditions:
        wanted &= condition
    found = Contact.objects.still_known().filter(wanted).select_related("office").distinct()
    name = squeeze(told.get("family_name") or "")
    return [each for each in found if not name or squeeze(each.family_name) == name][:MOST_HITS]


def _conditions(told: dict[str, Any]) -> Iterator[Q]:
    if told.get("contact_code"):
        yield Q(code=told["contact_code"].strip().lower())
    if told.get("family_name") and told.get("phone"):
        yield Q(phones__key=phone_key(told["phone"].as_e164))
    if told.get("family_name") and told.get("street"):
        door = address_key(told["street"], told.get("unit") or "", told["postal_code"])
        yield Q(identity_key=person_key(told.get("given_name") or "", told["family_name"], door))
