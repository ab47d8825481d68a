"""Small lists, made on the spot, and the offices that they are split among."""

import csv
from collections.abc import Callable, Sequence
from io import StringIO
from typing import Any

import pytest

from contacts.imports import guess_columns, run_import
from contacts.models import LeadImport, Office, PostalArea
from tests.factories import OfficeFactory

COLUMNS = (
    "first_name", "last_name", "street", "unit", "city", "state", "postal_code", "latitude",
    "longitude", "phone", "language", "priority", "available_from", "available_to", "note",
)  # fmt: skip
ROW = {
    "first_name": "Rosa", "last_name": "Delgado", "street": "150 Carter Street",
    "city": "Manchester", "state": "CT", "postal_code": "06040", "latitude": "41.76556",
    "longitude": "-72.473091", "phone": "860-555-0123", "language": "en", "priority": "routine",
}  # fmt: skip

Row = dict[str, str]


def make_row(**cells: str) -> Row:
    """Return a clean row with these cells different."""
    return ROW | cells


def make_csv(*rows: Row, columns: Sequence[str] = (), encoding: str = "utf-8") -> bytes:
    """Return the rows as CSV, with the columns that any of them names."""
    text = StringIO()
    names = list(columns or dict.fromkeys([*COLUMNS, *(name for row in rows for name in row)]))
    writer = csv.DictWriter(text, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def make_import(content: bytes, **values: Any) -> LeadImport:
    """Return an unsaved import of the list with its columns as they are guessed."""
    from contacts.imports import read_table

    values.setdefault("columns", guess_columns(read_table(content, "list.csv").columns))
    return LeadImport(file_name="list.csv", content=content, **values)


@pytest.fixture
def manchester(db) -> Office:
    office = OfficeFactory(code="manchester", name="Manchester")
    PostalArea.objects.create(office=office, prefix="060")
    return office


@pytest.fixture
def bring_in(manchester: Office) -> Callable[..., dict[str, int]]:
    """Import rows and return the counts."""

    def run(*rows: Row, **values: Any) -> dict[str, int]:
        return run_import(make_import(make_csv(*rows), **values))

    return run
