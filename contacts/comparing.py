"""Setting what a list says beside what is known, so that a person can see whether it is one."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.identity import phone_key
from contacts.imports.phones import parse_phone
from contacts.models import Contact, LeadImport, LeadImportRow
from contacts.parsing import normalise, squeeze, tidy
from contacts.streets import street_and_unit


@dataclass(frozen=True)
class Line:
    """One thing that both sides may say, and whether they say the same, however spelled."""

    label: str | Promise
    theirs: str
    ours: str
    same: bool


def compare(leads: LeadImport, row: LeadImportRow, known: Contact) -> list[Line]:
    """Return the row's name, door, town and phone beside those of the known person."""
    said = {
        field: str(row.cells.get(column, "")) for column, field in leads.columns.items() if field
    }
    phones = list(known.phones.all())
    name = _joined(said, "first_name", "last_name", "name")
    door = _joined(said, "street", "unit")
    town = _joined(said, "city", "state", "postal_code")
    known_door, known_town = _door_of(known)
    return [
        Line(_("Name"), name, known.name, squeeze(name) == squeeze(known.name)),
        Line(_("Street"), door, known_door, _plain(door) == _plain(known_door)),
        Line(_("Town"), town, known_town, _zeroless(town) == _zeroless(known_town)),
        Line(
            _("Phone"),
            said.get("phone", ""),
            ", ".join(phone.number.as_national for phone in phones),
            _phone_key(said.get("phone", "")) in {phone.key for phone in phones},
        ),
    ]


def _door_of(known: Contact) -> tuple[str, str]:
    door = known.address
    if door is None:
        return "", ""
    return f"{door.street} {door.unit}".strip(), f"{door.city} {door.state} {door.postal_code}"


def _joined(said: dict[str, str], *fields: str) -> str:
    return " ".join(filter(None, (said.get(field, "").strip() for field in fields)))


def _plain(door: str) -> str:
    return street_and_unit(door, "")


def _zeroless(town: str) -> list[str]:
    # A spreadsheet drops the zero with which a postal code begins.
    return [word.lstrip("0") for word in normalise(town).split()]


def _phone_key(written: str) -> str:
    found = parse_phone(tidy(written))
    return phone_key(found[0]) if found else ""
