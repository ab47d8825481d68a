"""The people and doors that an import knows while it works through a list."""

from dataclasses import dataclass, field
from typing import Any

from contacts.imports.places import Place
from contacts.imports.rows import Lead
from contacts.imports.values import Flags, Times
from contacts.models import Language, Priority

Change = tuple[Any, Any]  # before, after


@dataclass(slots=True, eq=False)
class Door:
    """An address. `id` is 0 until it is written."""

    key: str
    street: str
    unit: str
    city: str
    state: str
    postal_code: str
    place: Place | None
    note: str
    id: int = 0
    is_changed: bool = False

    @classmethod
    def of(cls, lead: Lead) -> "Door":
        """Return the door that a lead describes."""
        return cls(
            lead.address_key, lead.street, lead.unit, lead.city, lead.state, lead.postal_code,
            lead.place, lead.address_note,
        )  # fmt: skip


@dataclass(slots=True, eq=False)
class Person:
    """A contact, known before or new in this list. `id` is 0 until it is written.

    `phones` are the keys of all numbers; `fresh_phones` the (key, E.164, extension) to be written.
    `fresh_flags` are the flags of a person known before that are to be written or, with None,
    removed.
    """

    given: str
    family: str
    office_id: int
    reference: str
    language: str
    priority: int
    times: Times | None
    note: str
    door: Door | None
    identity_key: str | None
    flags: Flags
    phones: tuple[str, ...] = ()
    fresh_phones: tuple[tuple[str, str, str], ...] = ()
    fresh_flags: dict[str, str | None] = field(default_factory=dict)
    id: int = 0
    stopped: str = ""
    of_this_list: bool = False
    is_changed: bool = False

    @classmethod
    def of(cls, lead: Lead, door: Door) -> "Person":
        """Return the new contact that a lead describes."""
        person = cls(
            lead.given, lead.family, lead.office_id, lead.reference,
            lead.language or Language.EN.value, lead.priority or Priority.ROUTINE.value,
            lead.times, lead.note, door, lead.identity_key, lead.flags, of_this_list=True,
        )  # fmt: skip
        if lead.phone_key:
            person.add_phone(lead)
        return person

    def add_phone(self, lead: Lead) -> None:
        """Give the person the lead's number."""
        self.phones += (lead.phone_key,)
        self.fresh_phones += ((lead.phone_key, lead.phone, lead.extension),)

    def set_flag(self, problem: str, value: str | None) -> None:
        """Raise a flag, change its value, or take it down with None."""
        if value is None:
            self.flags.pop(problem, None)
        else:
            self.flags[problem] = value
        if self.id:
            self.fresh_flags[problem] = value
