"""One row of a table: from what a source wrote to the values of a model's fields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from django.utils.translation import gettext as _

from outreach.referrals.imports.cleaning import clean_phone, clean_place, clean_text
from outreach.referrals.imports.outcomes import Report, RowRefused, Where
from outreach.referrals.imports.tables import Table

LONGEST_ID = 100
# Read apart from the other columns.
_APART = {"id", "latitude", "longitude", "terms"}
Find = Callable[[str, str], int | None]
"""Returns the primary key of a table's row by its id at the source, or None."""


@dataclass(slots=True)
class Row:
    """A row that can be written: values by field, and columns that no field takes."""

    id: str
    values: dict[str, Any]
    extra: dict[str, str] = field(default_factory=dict)
    later: dict[str, str] = field(default_factory=dict)

    def digest(self) -> str:
        """Return a hash of all that it says."""
        said = repr((self.values, sorted(self.extra.items()), sorted(self.later.items())))
        return blake2b(said.encode(), digest_size=16).hexdigest()


def read_row(table: Table, raw: Mapping[str, Any], where: Where, find: Find, report: Report) -> Row:
    """Return the row of `raw`, or raise RowRefused. What is mended goes into the report.

    A reference within the table itself is left in `later`, because its row may follow.
    """
    identifier = clean_text(raw.get("id"), lambda _note: None)
    if not identifier:
        raise RowRefused(_("It has no id."))
    if len(identifier) > LONGEST_ID:
        raise RowRefused(_("Its id is too long."))
    row = Row(identifier, {})
    _read_values(table, raw, row, lambda about, note: report.mend(where, about, note))
    _read_links(table, raw, row, find, lambda note: report.mend(where, identifier, note))
    for column in raw.keys() - table.columns.keys() - table.links.keys() - _APART:
        _keep_extra(row, column, raw[column])
    return row


def _read_values(
    table: Table, raw: Mapping[str, Any], row: Row, mend: Callable[[str, str], None]
) -> None:
    column = ""

    def note(words: str) -> None:
        mend(row.id, f"{column}: {words}")

    row.values |= table.blank
    for column in table.columns.keys() & raw.keys():
        if raw[column] is not None:
            row.values[column] = table.columns[column](raw[column], note)
    if table.name == "locations":
        column = "latitude"
        _read_place(raw, row, note)
    elif table.name == "phones":
        column = "number"
        _read_phone(raw, row, note)
    elif table.name == "services":
        row.values["terms"] = raw.get("terms", [])
    missing = next((name for name in table.must if not row.values[name]), None)
    if missing:
        raise RowRefused(_("It has no “%(column)s”.") % {"column": missing})


def _read_place(raw: Mapping[str, Any], row: Row, note: Callable[[str], None]) -> None:
    place = clean_place(raw.get("latitude"), raw.get("longitude"), note)
    row.values["latitude"], row.values["longitude"] = place
    if place == (None, None):
        _keep_extra(row, "latitude", raw.get("latitude"))
        _keep_extra(row, "longitude", raw.get("longitude"))


def _read_phone(raw: Mapping[str, Any], row: Row, note: Callable[[str], None]) -> None:
    reasons: list[str] = []
    number, extension, sentence = clean_phone(raw.get("number"), reasons.append)
    if not number:
        raise RowRefused(
            reasons[0] if reasons else _("It has no “%(column)s”.") % {"column": "number"}
        )
    for reason in reasons:
        note(reason)
    row.values["number"] = number[:60]
    row.values["extension"] = row.values["extension"] or extension
    row.values["description"] = row.values["description"] or sentence


def _read_links(
    table: Table, raw: Mapping[str, Any], row: Row, find: Find, note: Callable[[str], None]
) -> None:
    leads_somewhere = False
    for column, (field_name, other, must) in table.links.items():
        wanted = str(raw.get(column) or "").strip()
        row.values[field_name] = None
        if wanted and other == table.name:
            row.later[field_name] = wanted
        elif wanted and (found := find(other, wanted)):
            row.values[field_name] = found
            leads_somewhere = True
        elif wanted or (must and (column in raw or not table.may_lack(field_name))):
            _lead_nowhere(row, column, wanted, other, must, note)
    if table.hangs and not leads_somewhere:
        raise RowRefused(_("It belongs to no service, location or organization that is here."))


def _lead_nowhere(
    row: Row, column: str, wanted: str, other: str, must: bool, note: Callable[[str], None]
) -> None:
    words = {"column": column, "value": wanted[:60], "table": other}
    if must and not wanted:
        raise RowRefused(_("It has no “%(column)s”.") % words)
    reason = _("Its %(column)s “%(value)s” is no row of %(table)s that is here.") % words
    if must:
        raise RowRefused(reason)
    note(reason)
    _keep_extra(row, column, wanted)


def _keep_extra(row: Row, column: str, value: Any) -> None:
    text = clean_text(value, lambda _note: None)
    if text and column:
        row.extra[str(column)[:100]] = text
