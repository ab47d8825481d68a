"""Writing what a chunk of leads added and changed."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from contacts.codes import new_code
from contacts.encryption import encrypt
from contacts.imports import sql
from contacts.imports.people import Door, Person
from contacts.models import Address, Contact, LeadImport, NameKey, Phone, ReviewFlag, StreetKey
from contacts.search_words import name_keys, street_keys

DOOR_COLUMNS = (
    "id", "key", "street", "unit", "city", "state", "postal_code", "latitude", "longitude", "note",
)  # fmt: skip
PERSON_COLUMNS = (
    "id", "code", "office_id", "reference", "given_name", "family_name", "language", "priority",
    "address_id", "available_from", "available_to", "note", "identity_key", "lead_import_id",
    "stopped", "created_at",
)  # fmt: skip
PHONE_COLUMNS = ("contact_id", "number", "extension", "key")
FLAG_COLUMNS = ("contact_id", "problem", "value", "created_at")

_UPDATE_PERSON = (
    "UPDATE contacts_contact SET reference = %s, language = %s, priority = %s, available_from = %s,"
    " available_to = %s, note = %s, address_id = %s, identity_key = %s WHERE id = %s"
)
_UPDATE_DOOR = "UPDATE contacts_address SET latitude = %s, longitude = %s, note = %s WHERE id = %s"
_SET_FLAG = (
    "INSERT INTO contacts_reviewflag (contact_id, problem, value, created_at)"
    " VALUES (%s, %s, %s, %s)"
    " ON CONFLICT (contact_id, problem) DO UPDATE SET value = excluded.value"
)
_TAKE_DOWN_FLAG = "DELETE FROM contacts_reviewflag WHERE contact_id = %s AND problem = %s"


class Writer:
    """Writes people and doors, in the order in which they refer to each other."""

    def __init__(self, lead_import: LeadImport) -> None:
        self._lead_import_id = lead_import.pk
        self._now = connection.ops.adapt_datetimefield_value(timezone.now())

    def write(self, new: Sequence[Person], known: Sequence[Person]) -> None:
        """Write new people, what changed about known ones, and the doors of both."""
        known = list({person.id: person for person in known}.values())
        doors = {person.door.key: person.door for person in (*new, *known) if person.door}
        self._write_doors(list(doors.values()))
        self._write_new(new)
        self._write_known(known)

    def _write_doors(self, doors: Sequence[Door]) -> None:
        changed = [door for door in doors if door.id and door.is_changed]
        new = [door for door in doors if not door.id]
        _number(Address, new)
        sql.insert(Address, DOOR_COLUMNS, [_door_row(door) for door in new])
        words = [(door.id, key) for door in new for key in street_keys(door.street)]
        sql.insert(StreetKey, ("address_id", "key"), words)
        sql.execute_each(
            _UPDATE_DOOR, [(*_place(door), encrypt(door.note), door.id) for door in changed]
        )

    def _write_new(self, new: Sequence[Person]) -> None:
        _number(Contact, new)
        sql.insert(Contact, PERSON_COLUMNS, [self._person_row(person) for person in new])
        words = [(p.id, key) for p in new for key in name_keys(p.given, p.family)]
        sql.insert(NameKey, ("contact_id", "key"), words)
        self._write_phones(new)
        flags = [
            (person.id, problem, encrypt(value), self._now)
            for person in new
            for problem, value in person.flags.items()
        ]
        sql.insert(ReviewFlag, FLAG_COLUMNS, flags)

    def _write_phones(self, people: Sequence[Person]) -> None:
        phones = [
            (person.id, encrypt(number), encrypt(extension), key)
            for person in people
            for key, number, extension in person.fresh_phones
        ]
        sql.insert(Phone, PHONE_COLUMNS, phones)

    def _write_known(self, people: Sequence[Person]) -> None:
        self._write_phones(people)
        changed = [_changed_row(person) for person in people if person.is_changed]
        sql.execute_each(_UPDATE_PERSON, changed)
        flags = [(p.id, problem, value) for p in people for problem, value in p.fresh_flags.items()]
        raised = [(*f[:2], encrypt(f[2]), self._now) for f in flags if f[2] is not None]
        sql.execute_each(_SET_FLAG, raised)
        sql.execute_each(_TAKE_DOWN_FLAG, [f[:2] for f in flags if f[2] is None])

    def _person_row(self, person: Person) -> tuple[Any, ...]:
        begin, end = _clock(person)
        return (
            person.id, new_code(), person.office_id, person.reference, encrypt(person.given),
            encrypt(person.family), person.language, person.priority,
            person.door.id if person.door else None, begin, end, encrypt(person.note),
            person.identity_key, self._lead_import_id, "", self._now,
        )  # fmt: skip


def _number(model: type[Model], items: Sequence[Door | Person]) -> None:
    for item, id_ in zip(items, sql.next_ids(model, len(items)), strict=True):
        item.id = id_


def _door_row(door: Door) -> tuple[Any, ...]:
    return (
        door.id, door.key, encrypt(door.street), encrypt(door.unit), door.city, door.state,
        door.postal_code, *_place(door), encrypt(door.note),
    )  # fmt: skip


def _place(door: Door) -> tuple[str | None, str | None]:
    if door.place is None:
        return None, None
    latitude, longitude = door.place
    return encrypt(str(latitude)), encrypt(str(longitude))


def _changed_row(person: Person) -> tuple[Any, ...]:
    return (
        person.reference, person.language, person.priority, *_clock(person),
        encrypt(person.note), person.door.id if person.door else None, person.identity_key,
        person.id,
    )  # fmt: skip


def _clock(person: Person) -> tuple[str | None, str | None]:
    """Return the window as both databases take it."""
    if person.times is None:
        return None, None
    return str(person.times[0]), str(person.times[1])
