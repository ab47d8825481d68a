"""Reading the listing of FindTreatment.gov: one facility a row, its services by code.

The listing is read facility by facility, because the whole country is larger than memory should
be. Codes: SAMHSA, "FindTreatment.gov Developer Guide".
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import ijson
from django.utils.translation import gettext as _

from contacts.parsing import normalise
from outreach.referrals.imports.cleaning import clean_text
from outreach.referrals.imports.outcomes import DirectoryRefused, Where
from outreach.referrals.imports.writing import Writer

TAXONOMY = "findtreatment"
_PHONES = (("phone", "voice", ""), ("intake1", "voice", "Intake"), ("intake2", "voice", "Intake"),
           ("hotline1", "hotline", "Hotline"), ("hotline2", "hotline", "Hotline"))  # fmt: skip
_ABOUT = ("TC", "SET")
_PAYING = ("PAY", "PYAS")


class Listing:
    """The rows of a listing, and whether it is the whole of what its source has."""

    def __init__(self, source: Any, name: str) -> None:
        self.source = source
        self.name = name
        self.read = 0
        self.count: int | None = None

    def rows(self) -> Iterator[tuple[Where, dict[str, Any]]]:
        """Yield each facility. Raises DirectoryRefused where the file is no listing."""
        self.source.seek(0)
        prefix = "item" if self._is_list() else "rows.item"
        try:
            for row in ijson.items(self.source, prefix, use_float=True):
                self.read += 1
                yield Where(self.name, self.read), row if isinstance(row, dict) else {}
        except (ijson.JSONError, ValueError, RecursionError) as error:
            raise DirectoryRefused(
                _("%(file)s is not JSON, from its %(row)d. facility on.")
                % {"file": self.name, "row": self.read + 1}
            ) from error
        if not self.read and prefix == "rows.item" and self._total() is None:
            raise DirectoryRefused(
                _("%(file)s is no listing of FindTreatment.gov.") % {"file": self.name}
            )

    def is_whole(self) -> bool:
        """Say whether it holds as many facilities as it says there are; ask after reading."""
        total = self._total()
        return total is None or self.read >= total

    def _is_list(self) -> bool:
        head = self.source.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
        self.source.seek(0)
        return bool(head[:1] == b"[")

    def _total(self) -> int | None:
        self.source.seek(0)
        try:
            total = next(ijson.items(self.source, "recordCount"), None)
        except (ijson.JSONError, ValueError, RecursionError):
            return None
        return int(total) if isinstance(total, int) else None


def read_findtreatment(listing: Listing, writer: Writer) -> None:
    """Hand each facility to the writer as the rows of HSDS that it is."""
    start = Where(listing.name, 0)
    writer.take("taxonomies", {"id": TAXONOMY, "name": "FindTreatment.gov"}, start)
    known: set[str] = set(writer.tables["taxonomy_terms"].seen)
    organizations: set[str] = set()
    for where, row in listing.rows():
        _take_facility(row, where, writer, known, organizations)
        if where.row % 1000 == 0:
            writer.flush()


def _take_facility(
    row: dict[str, Any], where: Where, writer: Writer, terms: set[str], organizations: set[str]
) -> None:
    identifier = _text(row, "frid")
    reason = _unusable(row, identifier, writer)
    if reason:
        writer.report.refuse(where, identifier, reason)
        return
    services = _services(row)
    _take_terms(services, where, writer, terms)
    organization = f"{_text(row, 'state')} {normalise(_text(row, 'name1'))}"[:100]
    if organization not in organizations:
        organizations.add(organization)
        named = {"id": organization, "name": row["name1"], "website": row.get("website")}
        writer.take("organizations", named, where)
    for table, raw in _rows(row, identifier, organization, services):
        if table == "phones" and not raw["number"]:
            continue
        if not writer.take(table, raw, where) and table != "phones":
            return


def _unusable(row: dict[str, Any], identifier: str, writer: Writer) -> str:
    if not identifier:
        return _("It has no “%(column)s”.") % {"column": "frid"}
    if len(identifier) > 80:
        return _("Its id is too long.")
    if not _text(row, "name1"):
        return _("It has no “%(column)s”.") % {"column": "name1"}
    seen = writer.tables["services"].seen.get(identifier)
    return _("Its id is also that of row %(row)d.") % {"row": seen} if seen else ""


def _take_terms(
    services: dict[str, list[str]], where: Where, writer: Writer, known: set[str]
) -> None:
    for code, values in services.items():
        for value in values:
            identifier = _term(code, value)
            if identifier not in known:
                known.add(identifier)
                raw = {"id": identifier, "code": code, "name": value, "taxonomy_id": TAXONOMY}
                writer.take("taxonomy_terms", raw, where)


def _rows(
    row: dict[str, Any], identifier: str, organization: str, services: dict[str, list[str]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the rows of HSDS that one facility is."""
    name = _text(row, "name2") or row["name1"]
    yield "locations", {
        "id": identifier, "location_type": "physical", "name": name,
        "organization_id": organization,
        "latitude": row.get("latitude"), "longitude": row.get("longitude"),
    }  # fmt: skip
    yield "addresses", {
        "id": identifier, "location_id": identifier, "address_type": "physical", "country": "US",
        "address_1": row.get("street1"), "address_2": row.get("street2"),
        "city": row.get("city"), "state_province": row.get("state"),
        "postal_code": _postal_code(row),
    }  # fmt: skip
    yield "services", {
        "id": identifier, "organization_id": organization, "name": name, "status": "active",
        "description": "; ".join(v for code in _ABOUT for v in services.get(code, [])),
        "fees_description": "; ".join(v for code in _PAYING for v in services.get(code, [])),
        "eligibility_description": "; ".join(services.get("AGE", []) + services.get("GN", [])),
        "url": row.get("website"),
        "terms": [_term(code, value) for code, values in services.items() for value in values],
    }  # fmt: skip
    yield "service_at_location", {
        "id": identifier, "service_id": identifier, "location_id": identifier,
    }  # fmt: skip
    numbers: set[str] = set()
    for column, kind, words in _PHONES:
        number = _text(row, column)
        if number not in numbers:
            numbers.add(number)
            yield "phones", {
                "id": f"{identifier}:{column}", "service_id": identifier, "number": number,
                "type": kind, "description": words,
            }  # fmt: skip
    for value in dict.fromkeys(services.get("OL", []) + services.get("SL", [])):
        raw = {"id": f"{identifier}:{value}"[:100], "service_id": identifier, "name": value}
        yield "languages", raw
    for value in services.get("PYAS", []):
        raw = {"id": f"{identifier}:{value}"[:100], "service_id": identifier, "option": value}
        yield "cost_options", raw


def _services(row: dict[str, Any]) -> dict[str, list[str]]:
    """Return the values by code; a code may come twice."""
    found: dict[str, list[str]] = defaultdict(list)
    listed = row.get("services")
    for each in listed if isinstance(listed, list) else []:
        if isinstance(each, dict) and each.get("f2"):
            values = [clean_text(v, lambda _n: None) for v in str(each.get("f3") or "").split(";")]
            found[str(each["f2"])[:20]] += [value for value in values if value]
    return dict(found)


def _term(code: str, value: str) -> str:
    return f"{code}:{value}"[:100]


def _postal_code(row: dict[str, Any]) -> str:
    zip_code = _text(row, "zip")
    return zip_code.zfill(5) if zip_code.isdigit() else zip_code


def _text(row: dict[str, Any], column: str) -> str:
    value = row.get(column)
    return "" if value is None else " ".join(str(value).split())
