"""Writing an export as CSV, XLSX, JSON or Parquet."""

import csv
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from io import BytesIO, TextIOWrapper
from typing import IO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from outreach.statistics.exports import COLUMNS, CellValue, Export, definitions
from outreach.statistics.indicators import DEFINITIONS_VERSION

# A spreadsheet takes a text that begins so for a formula, or skips the character and looks again.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
WIDTHS = {"definition": 60, "note": 50, "name": 36, "numerator": 14, "denominator": 14}


class CannotWriteError(Exception):
    """The format cannot be written here; the message says what is missing."""


@dataclass(frozen=True)
class Format:
    """A kind of file: what it is served as, and who writes it."""

    content_type: str
    write: Callable[[Export, IO[bytes]], None]


def defused(value: CellValue) -> CellValue:
    """Return a text that no spreadsheet runs: with an apostrophe where it would be a formula."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def as_bytes(export: Export, kind: str) -> bytes:
    """Return the whole file. Raises CannotWriteError."""
    out = BytesIO()
    FORMATS[kind].write(export, out)
    return out.getvalue()


def _write_csv(export: Export, out: IO[bytes]) -> None:
    text = TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([defused(row[column]) for column in COLUMNS] for row in export.rows)
    text.detach()


def _write_xlsx(export: Export, out: IO[bytes]) -> None:
    book = Workbook(write_only=True)
    columns = [*COLUMNS[:6], "week_starts", *COLUMNS[6:]]
    rows = ({**row, "week_starts": _monday(str(row["week"]))} for row in export.rows)
    _add_sheet(book, "Figures", columns, rows)
    defined = list(definitions())
    _add_sheet(book, "Definitions", list(defined[0]), defined)
    _add_sheet(book, "About", ["what", "value"], _about(export))
    book.save(out)


def _add_sheet(
    book: Workbook,
    title: str,
    columns: list[str],
    rows: Iterable[dict[str, CellValue | date]] | Iterable[dict[str, str]],
) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns):
        sheet.column_dimensions[chr(ord("A") + number)].width = WIDTHS.get(column, 20)
    heads = [WriteOnlyCell(sheet, column) for column in columns]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for row in rows:
        values = [row[column] for column in columns]
        sheet.append([v if isinstance(v, date) else defused(v) for v in values])


def _monday(week: str) -> date | None:
    if not week:
        return None
    year, number = week.split("-W")
    return date.fromisocalendar(int(year), int(number), 1)


def _about(export: Export) -> list[dict[str, CellValue | date]]:
    facts: dict[str, CellValue | date] = {
        "campaign": export.campaign.name,
        "from": export.since,
        "to": export.until,
        # A spreadsheet knows no time zone: the time is in UTC.
        "made_at_utc": export.made_at.replace(tzinfo=None, microsecond=0),
        "rows": len(export.rows),
        "definitions_version": DEFINITIONS_VERSION,
    }
    return [{"what": what, "value": value} for what, value in facts.items()]


def _write_json(export: Export, out: IO[bytes]) -> None:
    whole = {
        "schema": 1,
        "campaign": export.campaign.slug,
        "from": export.since.isoformat(),
        "to": export.until.isoformat(),
        "made_at": export.made_at.isoformat(),
        "definitions_version": DEFINITIONS_VERSION,
        "definitions": list(definitions()),
        "figures": export.rows,
    }
    out.write(json.dumps(whole, ensure_ascii=False, indent=1).encode())


def _write_parquet(export: Export, out: IO[bytes]) -> None:
    """Write numbers as numbers: a hidden one is empty, and its note says so."""
    if not find_spec("pyarrow"):
        raise CannotWriteError(
            _("Parquet needs the package pyarrow, which is not installed. Take csv, xlsx or json.")
        )
    import pandas as pd

    frame = pd.DataFrame(export.rows, columns=list(COLUMNS))
    for column in ("numerator", "denominator", "value"):
        frame[column] = pd.to_numeric(frame[column], errors="coerce")
    frame.to_parquet(out, index=False)


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    "csv": Format("text/csv; charset=utf-8", _write_csv),
    "xlsx": Format(SHEET, _write_xlsx),
    "json": Format("application/json", _write_json),
    "parquet": Format("application/vnd.apache.parquet", _write_parquet),
}
