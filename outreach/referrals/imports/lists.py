"""Reading any table of resources, once it is said which column is which."""

from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import blake2b
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.imports import Table
from contacts.imports.columns import names_of
from contacts.parsing import normalise
from outreach.referrals.hours import parse_hours
from outreach.referrals.imports.outcomes import DirectoryRefused, Where
from outreach.referrals.imports.writing import Writer

FIELDS: dict[str, str | Promise] = {
    "id": gettext_lazy("Id"),
    "name": gettext_lazy("Name"),
    "organization": gettext_lazy("Organization"),
    "description": gettext_lazy("Description"),
    "services": gettext_lazy("Services, in words"),
    "phone": gettext_lazy("Phone"),
    "email": gettext_lazy("Email"),
    "website": gettext_lazy("Website"),
    "street": gettext_lazy("Street"),
    "unit": gettext_lazy("Unit"),
    "city": gettext_lazy("City"),
    "state": gettext_lazy("State"),
    "postal_code": gettext_lazy("Postal code"),
    "latitude": gettext_lazy("Latitude"),
    "longitude": gettext_lazy("Longitude"),
    "hours": gettext_lazy("Opening hours"),
    "languages": gettext_lazy("Languages"),
    "eligibility": gettext_lazy("Who may come"),
    "minimum_age": gettext_lazy("Youngest age"),
    "maximum_age": gettext_lazy("Oldest age"),
    "fees": gettext_lazy("Fees"),
}
# How lists call them, normalised; the fields' own codes and labels are known besides.
_ALSO_CALLED = {
    "id": "resource id|service id|number|key|record id",
    "name": "service|service name|program|program name|resource|resource name|facility|site name|"
    "nombre|servicio|programa",
    "organization": "organization name|organisation|agency|agency name|provider|organizacion",
    "description": "about|details|service description|descripcion",
    "services": "category|categories|type|service type|services offered|taxonomy|tipo",
    "phone": "phone number|telephone|tel|main phone|telefono",
    "email": "e mail|mail|correo",
    "website": "url|web|web site|link|sitio web",
    "street": "address|street address|address 1|address1|address line 1|direccion|calle",
    "unit": "suite|address 2|address2|address line 2|unidad",
    "city": "town|ciudad",
    "state": "st|state province|estado",
    "postal_code": "zip|zip code|zipcode|postcode|codigo postal",
    "latitude": "lat|y|latitud",
    "longitude": "long|lng|lon|x|longitud",
    "hours": "hours|hours of operation|schedule|open|horario",
    "languages": "language|languages spoken|idiomas",
    "eligibility": "who|requirements|elegibilidad",
    "minimum_age": "min age|age from",
    "maximum_age": "max age|age to",
    "fees": "cost|fee|price|costo",
}


def guess_resource_columns(columns: list[str]) -> dict[str, str]:
    """Return the field that each column seems to hold, '' where none; no field twice."""
    guesses: dict[str, str] = {}
    for column in columns:
        guess = _names().get(normalise(column), "")
        guesses[column] = "" if guess in guesses.values() else guess
    return guesses


def check_resource_columns(columns: list[str], mapping: dict[str, str]) -> None:
    """Raise DirectoryRefused where the table cannot be read with this mapping."""
    used = [mapping.get(column, "") for column in columns]
    used = [code for code in used if code]
    wrong = next((code for code in used if code not in FIELDS), None)
    if wrong:
        words = {"field": wrong, "fields": ", ".join(FIELDS)}
        raise DirectoryRefused(
            _("There is no field “%(field)s”. The fields are: %(fields)s.") % words
        )
    twice = next((code for code in used if used.count(code) > 1), None)
    if twice:
        words = {"field": str(FIELDS[twice])}
        raise DirectoryRefused(_("Two columns are read as “%(field)s”. Choose one.") % words)
    if not {"name", "organization"} & set(used):
        raise DirectoryRefused(_("No column is read as a name. Say which one is."))


def read_list(table: Table, mapping: dict[str, str], name: str, writer: Writer) -> None:
    """Hand each row of the table to the writer as the rows of HSDS that it is."""
    check_resource_columns(table.columns, mapping)
    codes = [mapping.get(column, "") for column in table.columns]
    organizations: set[str] = set()
    for number, cells in table.rows():
        where = Where(name, number)
        row = {code: cell.strip() for code, cell in zip(codes, cells, strict=False) if code}
        if len(cells) > len(codes) and any(cell.strip() for cell in cells[len(codes) :]):
            reason = _("It has more cells than there are columns.")
            writer.report.refuse(where, row.get("id", ""), reason)
        else:
            take_row(row, where, writer, organizations)


def take_row(
    row: dict[str, str],
    where: Where,
    writer: Writer,
    organizations: set[str],
    terms: Sequence[str] = (),
) -> None:
    """Hand one row to the writer, by the fields' codes, or report why it cannot be used.

    `organizations` holds those that were already taken; `terms` are ids of taxonomy terms.
    """
    row["name"] = row.get("name") or row.get("organization", "")
    identifier = row.get("id") or _made_id(row)
    if not row["name"]:
        reason = _("It has no “%(column)s”.") % {"column": FIELDS["name"]}
        writer.report.refuse(where, identifier, reason)
        return
    if identifier in writer.tables["services"].seen:
        words = {"row": writer.tables["services"].seen[identifier]}
        reason = _("Its id is also that of row %(row)d.") % words
        writer.report.refuse(where, identifier, reason)
        return
    organization = normalise(row.get("organization") or row["name"])[:100] or identifier
    if organization not in organizations:
        organizations.add(organization)
        named = {"id": organization, "name": row.get("organization") or row["name"]}
        writer.take("organizations", named, where)
    for table, raw in _rows(row, identifier, organization, terms):
        if not writer.take(table, raw, where) and table != "phones":
            return


def _rows(
    row: dict[str, str], identifier: str, organization: str, terms: Sequence[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    has_place = any(row.get(name) for name in ("street", "city", "postal_code", "latitude"))
    if has_place:
        yield "locations", {
            "id": identifier, "location_type": "physical", "organization_id": organization,
            "name": row["name"],
            "latitude": row.get("latitude"), "longitude": row.get("longitude"),
        }  # fmt: skip
        yield "addresses", {
            "id": identifier, "location_id": identifier, "address_type": "physical",
            "address_1": row.get("street"), "address_2": row.get("unit"), "city": row.get("city"),
            "state_province": row.get("state"), "postal_code": row.get("postal_code"),
        }  # fmt: skip
    yield "services", {
        "id": identifier, "organization_id": organization, "name": row["name"],
        "alternate_name": row.get("services", "")[:300], "description": row.get("description"),
        "url": row.get("website"), "email": row.get("email"), "status": "active",
        "eligibility_description": row.get("eligibility"), "fees_description": row.get("fees"),
        "minimum_age": row.get("minimum_age"), "maximum_age": row.get("maximum_age"),
        "terms": list(terms),
    }  # fmt: skip
    at = {"location_id": identifier} if has_place else {}
    yield "service_at_location", {"id": identifier, "service_id": identifier, **at}
    if row.get("phone"):
        yield "phones", {"id": identifier, "service_id": identifier, "number": row["phone"]}
    yield from _hours(row, identifier)
    names = map(str.strip, row.get("languages", "").replace(";", ",").split(","))
    for name in dict.fromkeys(filter(None, names)):
        yield "languages", {
            "id": f"{identifier}:{name}"[:100], "service_id": identifier, "name": name,
        }  # fmt: skip


def _hours(row: dict[str, str], identifier: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the opening hours as rules; where they cannot be read so, as the words they are."""
    text = row.get("hours", "")
    rules = parse_hours(text)
    for number, rule in enumerate(rules):
        yield "schedules", {
            "id": f"{identifier}:{number}"[:100], "service_id": identifier, "freq": "WEEKLY",
            "byday": ",".join(rule["days"]), "opens_at": rule["opens"], "closes_at": rule["closes"],
        }  # fmt: skip
    if text and not rules:
        yield "schedules", {"id": identifier, "service_id": identifier, "description": text}


def _made_id(row: dict[str, str]) -> str:
    """Return an id for a row without one: the same for the same name at the same door."""
    said = "|".join(normalise(row.get(name, "")) for name in ("organization", "name", "street"))
    said += "|" + row.get("postal_code", "")[:5]
    return "made:" + blake2b(said.encode(), digest_size=12).hexdigest()


@cache
def _names() -> dict[str, str]:
    return names_of(FIELDS, _ALSO_CALLED)
