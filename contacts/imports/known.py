"""Finding, for a chunk of leads at a time, the people and doors that are already known."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from contacts.encryption import decrypt
from contacts.imports import sql
from contacts.imports.people import Door, Person
from contacts.imports.rows import Lead
from contacts.models import Address, Contact, DoNotContact, Phone, ReviewFlag

Row = tuple[Any, ...]

_DOOR = (
    "id", "key", "street", "unit", "city", "state", "postal_code", "latitude", "longitude", "note",
)  # fmt: skip


class Known:
    """Who and what is known: read from the database, and what this list adds to it."""

    def __init__(self, lead_import_id: int | None) -> None:
        self._lead_import_id = lead_import_id
        self.forget()

    def forget(self) -> None:
        """Forget all, once it is written and can be read again."""
        self.people: dict[str, Person] = {}
        self.by_phone: dict[str, list[Person]] = {}
        self.doors: dict[str, Door] = {}
        self.barred: set[str] = set()
        self._by_id: dict[int, Person] = {}
        self._doors_by_id: dict[int, Door] = {}

    def load(self, leads: Sequence[Lead]) -> None:
        """Read what the database knows about these leads."""
        identities = {lead.identity_key for lead in leads} - self.people.keys()
        phones = {lead.phone_key for lead in leads if lead.phone_key} - self.by_phone.keys()
        doors = {lead.address_key for lead in leads} - self.doors.keys()
        barred = sql.find(DoNotContact, "key", ["key"], identities | phones)
        self.barred.update(key for (key,) in barred)
        found = sql.find(Contact, "identity_key", ["id"], identities)
        with_phone = sql.find(Phone, "key", ["key", "contact_id"], phones)
        self._load_doors(map(_opened, sql.find(Address, "key", _DOOR, doors)))
        self.load_people({i for (i,) in found} | {i for _key, i in with_phone})
        for key, contact_id in with_phone:
            self.by_phone.setdefault(key, []).append(self._by_id[contact_id])

    def person(self, contact_id: int) -> Person | None:
        """Return a contact by its id, or None where there is none."""
        self.load_people({contact_id})
        return self._by_id.get(contact_id)

    def door_of(self, lead: Lead) -> Door:
        """Return the lead's door, known or new; not yet entered."""
        return self.doors.get(lead.address_key) or Door.of(lead)

    def enter(self, person: Person) -> None:
        """Know a new person, or one who moved or got a phone, from now on."""
        if person.identity_key:
            self.people[person.identity_key] = person
        if person.door:
            self.doors[person.door.key] = person.door
        for key, _number, _extension in person.fresh_phones:
            sharing = self.by_phone.setdefault(key, [])
            if person not in sharing:
                sharing.append(person)

    def load_people(self, ids: Collection[int]) -> None:
        """Read contacts with their doors, phones and flags, unless they are known."""
        ids = [i for i in ids if i not in self._by_id]
        if not ids:
            return
        contacts = list(Contact.objects.filter(pk__in=ids).select_related("address"))
        phones = _grouped(Phone.objects.filter(contact__in=ids).values_list("contact_id", "key"))
        flags = _grouped(
            ReviewFlag.objects.filter(contact__in=ids).values_list("contact_id", "problem", "value")
        )
        for contact in contacts:
            self._enter_contact(contact, phones[contact.pk], flags[contact.pk])

    def _enter_contact(
        self, contact: Contact, phones: list[tuple[str]], flags: list[tuple[str, str]]
    ) -> None:
        window = (contact.available_from, contact.available_to)
        person = Person(
            contact.given_name, contact.family_name, contact.office_id, contact.reference,
            contact.language, contact.priority, None if None in window else window,  # type: ignore[arg-type]
            contact.note, self._enter_address(contact.address), contact.identity_key,
            dict(flags), tuple(key for (key,) in phones), id=contact.pk, stopped=contact.stopped,
            of_this_list=bool(contact.lead_import_id)
            and contact.lead_import_id == self._lead_import_id,
        )  # fmt: skip
        self._by_id[contact.pk] = person
        if contact.identity_key:
            self.people[contact.identity_key] = person

    def _enter_address(self, address: Address | None) -> Door | None:
        if address is None:
            return None
        if address.key not in self.doors:
            self._load_doors([tuple(getattr(address, column) for column in _DOOR)])
        return self.doors[address.key]

    def _load_doors(self, rows: Iterable[Row]) -> None:
        for id_, key, street, unit, city, state, postal_code, latitude, longitude, note in rows:
            place = None if latitude is None or longitude is None else (latitude, longitude)
            self.doors[key] = Door(key, street, unit, city, state, postal_code, place, note, id=id_)


def _opened(row: Row) -> Row:
    """Decrypt a door as the database keeps it."""
    id_, key, street, unit, city, state, postal_code, latitude, longitude, note = row
    place = (None if one is None else float(decrypt(one)) for one in (latitude, longitude))
    return id_, key, decrypt(street), decrypt(unit), city, state, postal_code, *place, decrypt(note)


def _grouped(rows: Iterable[Row]) -> dict[int, list[Row]]:
    groups: dict[int, list[Row]] = defaultdict(list)
    for contact_id, *rest in rows:
        groups[contact_id].append(tuple(rest))
    return groups
