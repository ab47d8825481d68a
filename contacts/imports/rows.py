"""One row of a list becomes a lead, with what is certain mended and what is not flagged."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from contacts.identity import address_key, person_key, phone_key, streetless_key
from contacts.imports import values
from contacts.imports.cells import TEXTS, CellPicker
from contacts.imports.offices import OfficeChooser
from contacts.imports.outcomes import Reason, RowRefused
from contacts.imports.places import Place
from contacts.imports.values import Flag, Flags, Times
from contacts.models import Address, Contact


@dataclass(slots=True)
class Lead:
    """What a row says. '', 0 and None mean that it does not say."""

    reference: str = ""
    given: str = ""
    family: str = ""
    street: str = ""
    unit: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    place: Place | None = None
    address_note: str = ""
    phone: str = ""
    extension: str = ""
    language: str = ""
    priority: int = 0
    times: Times | None = None
    note: str = ""
    office_id: int = 0
    address_key: str = ""
    identity_key: str = ""
    phone_key: str = ""
    flags: Flags = field(default_factory=dict)

    @property
    def door(self) -> str:
        """The address on one line."""
        return " ".join(filter(None, (self.street, self.unit, self.city, self.postal_code)))


def _limit(model: Any, name: str) -> int:
    return int(model._meta.get_field(name).max_length)


LIMITS = {
    "reference": _limit(Contact, "reference"),
    "name": _limit(Contact, "family_name"),
    "first_name": _limit(Contact, "given_name"),
    "last_name": _limit(Contact, "family_name"),
    "street": _limit(Address, "street"),
    "unit": _limit(Address, "unit"),
    "city": _limit(Address, "city"),
    "note": _limit(Contact, "note"),
    "address_note": _limit(Address, "note"),
}
SHORTEST_LIMIT = min(LIMITS.values())


class RowReader:
    """Reads the rows of one list as leads."""

    def __init__(self, picker: CellPicker, offices: OfficeChooser) -> None:
        self._picker = picker
        self._offices = offices

    def read(self, row: list[str]) -> Lead:
        """Return the lead of a row. Raises RowRefused with every reason why it cannot be used."""
        cells = self._picker.pick(row)
        lead = Lead()
        _read_texts(lead, cells.texts)
        state, postal, north, east, phone, language, priority, begin, end, office = cells.values
        flags = lead.flags
        if cells.defused:
            values.flag_formulas(cells.texts, flags)
        if lead.note or lead.address_note:
            values.flag_notes((lead.note, lead.address_note), flags)
        lead.state, lead.postal_code, lead.city, area = values.read_town(
            state, postal, lead.city, flags
        )
        lead.place = values.read_coordinates(north, east, area, flags)
        lead.phone, lead.extension = values.read_phone(phone, flags)
        lead.language = values.read_language(language, flags)
        lead.priority = values.read_priority(priority, flags)
        lead.times = values.read_times(begin, end, flags)
        lead.office_id = self._offices.choose(office, lead.postal_code[:5]) or 0
        self._check(lead, cells.texts, office)
        _set_keys(lead)
        return lead

    def _check(self, lead: Lead, texts: Sequence[str], office: str) -> None:
        named, found = lead.given or lead.family, lead.street or lead.phone or lead.place
        too_long = max(map(len, texts)) > SHORTEST_LIMIT
        if named and found and lead.office_id and not too_long:
            return
        reasons = self._too_long(texts) if too_long else []
        if not named:
            reasons.append(self.reason("last_name", "", _("The row names nobody.")))
        if not found:
            reasons.append(self.reason("street", "", _("No street, phone or coordinates.")))
        if not lead.office_id:
            reasons.append(self._no_office(lead, office))
        if reasons:
            raise RowRefused(reasons)

    def _too_long(self, texts: Sequence[str]) -> list[Reason]:
        reason = _("The cell is too long: at most %(most)d characters.")
        return [
            self.reason(code, text[: values.VALUE_SHOWN], reason % {"most": LIMITS[code]})
            for code, text in zip(TEXTS, texts, strict=True)
            if len(text) > LIMITS[code]
        ]

    def _no_office(self, lead: Lead, office: str) -> Reason:
        if office:
            return self.reason("office", office, _("There is no office of this name or code."))
        if lead.postal_code:
            reason = _("No office covers this postal code.")
        else:
            reason = _("Without a postal code no office can be chosen.")
        return self.reason("postal_code", lead.postal_code, reason)

    def reason(self, code: str, value: str, reason: str) -> Reason:
        """Return the reason with the name that the list gives to the field's column."""
        return (self._picker.column_of.get(code, ""), value, reason)


def _read_texts(lead: Lead, texts: Sequence[str]) -> None:
    (lead.reference, full, given, family, street, lead.unit, lead.city, lead.note,
     lead.address_note) = texts  # fmt: skip
    lead.given, lead.family = values.read_name(full, given, family)
    if street:
        lead.street = values.usual_case(street) if street.isupper() or street.islower() else street
    else:
        lead.flags[Flag.NO_STREET] = ""


def _set_keys(lead: Lead) -> None:
    area = lead.postal_code or f"{lead.city} {lead.state}"
    if lead.street:
        lead.address_key = address_key(lead.street, lead.unit, area)
    else:
        lead.address_key = streetless_key(area, lead.place, lead.phone)
    lead.identity_key = person_key(lead.given, lead.family, lead.address_key)
    if lead.phone:
        lead.phone_key = phone_key(lead.phone)
