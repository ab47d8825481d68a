"""Writing an export as CSV, XLSX, JSON or Parquet."""

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO, TextIOWrapper
from typing import IO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from contacts.parsing import starts_formula
from outreach.statistics.definitions.base import BJA
from outreach.statistics.exports import COLUMNS, CellValue, Export, definitions
from outreach.statistics.indicators import BY_CODE, DEFINITIONS_VERSION, INDICATORS

WIDTHS = {"definition": 60, "note": 50, "name": 36, "numerator": 14, "denominator": 14}


@dataclass(frozen=True)
class Format:
    """A kind of file: what it is served as, who writes it, and how its name ends."""

    content_type: str
    write: Callable[..., None]
    ending: str


def defused(value: CellValue) -> CellValue:
    """Return a text that no spreadsheet runs: with an apostrophe where it would be a formula.

    Texts are names here: one that looks like a number stays a text too.
    """
    return f"'{value}" if isinstance(value, str) and starts_formula(value) else value


def fit_for_sheets(value: CellValue) -> CellValue:
    """Return a text without control characters, which no workbook holds, and defused."""
    return defused(ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value)


def as_bytes(export: Export, kind: str, measures: Sequence[str] = ()) -> bytes:
    """Return the whole file; `measures` are the codes on the sheet for BJA."""
    out = BytesIO()
    if kind == "bja":
        write_sheet(export, out, measures or BJA_CODES, "BJA COSSUP")
    else:
        FORMATS[kind].write(export, out)
    return out.getvalue()


OD2A_CODES = [one.code for one in INDICATORS if one.measure]
BJA_CODES = [one.code for one in INDICATORS if one.source == BJA]


def write_sheet(export: Export, out: IO[bytes], codes: Sequence[str], title: str) -> None:
    """Write a funder's sheet: the period as a whole, a line a figure, under the funder's words."""
    book = Workbook(write_only=True)
    whole = [row for row in export.rows if not (row["team"] or row["week"])]
    order = {code: number for number, code in enumerate(codes)}
    lines = sorted(
        (r for r in whole if r["indicator"] in order), key=lambda r: order[str(r["indicator"])]
    )
    rows = [_sheet_row(export, row) for row in lines]
    _add_sheet(book, title, [*SHEET_COLUMNS], rows)
    _add_sheet(book, "Definitions", list(next(definitions())), list(definitions()))
    _add_sheet(book, "About", ["what", "value"], about(export))
    book.save(out)


SHEET_COLUMNS = (
    "from", "to", "office", "measure", "value", "unit", "numerator", "denominator", "note"
)  # fmt: skip


def _sheet_row(export: Export, row: dict[str, CellValue]) -> dict[str, CellValue | date]:
    one = BY_CODE[str(row["indicator"])]
    return {
        "from": export.since,
        "to": export.until,
        "office": row["office"] or str(_("All offices")),
        "measure": str(one.measure or one.label),
        "value": row["value"],
        "unit": str(one.unit),
        "numerator": row["numerator"],
        "denominator": row["denominator"],
        "note": row["note"],
    }


def _write_od2a(export: Export, out: IO[bytes]) -> None:
    write_sheet(export, out, OD2A_CODES, "OD2A")


def _write_csv(export: Export, out: IO[bytes]) -> None:
    text = TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    told = told_of(export)
    writer.writerow([*COLUMNS, *told])
    beside = [defused(value) for value in told.values()]
    for row in export.rows:
        writer.writerow([*(defused(row[column]) for column in COLUMNS), *beside])
    text.detach()


def _write_xlsx(export: Export, out: IO[bytes]) -> None:
    book = Workbook(write_only=True)
    columns = [*COLUMNS[:6], "week_starts", *COLUMNS[6:]]
    rows = ({**row, "week_starts": _monday(str(row["week"]))} for row in export.rows)
    _add_sheet(book, "Figures", columns, rows)
    defined = list(definitions())
    _add_sheet(book, "Definitions", list(defined[0]), defined)
    _add_sheet(book, "About", ["what", "value"], about(export))
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
        sheet.append([v if isinstance(v, date) else fit_for_sheets(v) for v in values])


def _monday(week: str) -> date | None:
    if not week:
        return None
    year, number = week.split("-W")
    return date.fromisocalendar(int(year), int(number), 1)


def _plain(value: CellValue | date) -> CellValue:
    return value.isoformat() if isinstance(value, date) else value


def about(export: Export) -> list[dict[str, CellValue | date]]:
    """Return what the file says of itself, and what changed since the last publication."""
    facts = [{"what": what, "value": value} for what, value in facts_of(export).items()]
    for count, place, time, before, after in export.differences:
        where = " ".join(part for part in (place or "campaign", time) if part)
        change = f"{before} → {after}"
        facts.append({"what": f"restated: {count}, {where}", "value": change})
    return facts


def facts_of(export: Export) -> dict[str, CellValue | date]:
    """Return how many rows there are, of what, made when, by which definitions."""
    made = export.publication
    facts: dict[str, CellValue | date] = {
        "of_campaign": export.campaign.name,
        "offices": ", ".join(export.offices) or "all",
        "from": export.since,
        "to": export.until,
        # A spreadsheet knows no time zone: the time is in UTC.
        "made_at_utc": export.made_at.replace(tzinfo=None, microsecond=0),
        "rows": len(export.rows),
        "definitions_version": DEFINITIONS_VERSION,
        "publication": made.code if made else "",
        "restates": made.restates.code if made and made.restates else "",
        # Not how many rows that were: it is a count like any other, and would be subtracted.
        "counted_hash": made.digest if made else "",
    }
    return facts


def told_of(export: Export) -> dict[str, CellValue]:
    """Return the same with days and times as text, for the page and for files without types."""
    return {name: _plain(value) for name, value in facts_of(export).items()}


def _write_json(export: Export, out: IO[bytes]) -> None:
    whole = {
        "schema": 1,
        "campaign": export.campaign.slug,
        "from": export.since.isoformat(),
        "to": export.until.isoformat(),
        "made_at": export.made_at.isoformat(),
        "definitions_version": DEFINITIONS_VERSION,
        "about": told_of(export),
        "differences": export.differences,
        "definitions": list(definitions()),
        "figures": [{n: defused(v) for n, v in row.items()} for row in export.rows],
    }
    out.write(json.dumps(whole, ensure_ascii=False, indent=1).encode())


def _write_parquet(export: Export, out: IO[bytes]) -> None:
    """Write numbers as numbers: a hidden one is empty, and its note says so.

    No text begins like a formula: whoever turns the file into a sheet does not run one.
    """
    import pandas as pd
    import pyarrow as pa
    from pyarrow import parquet

    rows = [{column: defused(value) for column, value in row.items()} for row in export.rows]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    for column in ("numerator", "denominator", "value"):
        frame[column] = pd.to_numeric(frame[column], errors="coerce")
    table = pa.Table.from_pandas(frame, preserve_index=False)
    told = {f"doorstep.{name}": str(value) for name, value in told_of(export).items()}
    parquet.write_table(table.replace_schema_metadata(told), out)


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    "csv": Format("text/csv; charset=utf-8", _write_csv, ".csv"),
    "xlsx": Format(SHEET, _write_xlsx, ".xlsx"),
    "json": Format("application/json", _write_json, ".json"),
    "parquet": Format("application/vnd.apache.parquet", _write_parquet, ".parquet"),
    "od2a": Format(SHEET, _write_od2a, "_od2a.xlsx"),
    "bja": Format(SHEET, _write_xlsx, "_bja.xlsx"),
}
