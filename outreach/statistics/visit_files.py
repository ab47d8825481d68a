"""The files of an export of visits: pieces of CSV, and from them the other formats.

Each says inside how many rows it has, what was asked for, when it was made, and by which
definitions. Every column is a code, a month, a county or a number: nothing a spreadsheet would run
gets through `defused`.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from io import StringIO, TextIOWrapper
from typing import IO, Any

from outreach.statistics.files import defused
from outreach.statistics.resources import COLUMNS
from outreach.statistics.visit_rows import NUMBERS

LONGEST_SHEET = 1_000_000
FIRST_NUMBER = COLUMNS.index(NUMBERS[0])


def csv_head(about: dict[str, Any]) -> bytes:
    """Return the first two lines: what the file is, after a `#`, and the columns."""
    out = StringIO(newline="")
    told = "; ".join(f"{name}={value}" for name, value in about.items())
    out.write(f"# {told}\r\n")
    csv.writer(out).writerow(COLUMNS)
    return out.getvalue().encode()


def csv_piece(rows: Iterable[list[Any]]) -> bytes:
    """Return rows as CSV."""
    out = StringIO(newline="")
    csv.writer(out).writerows([defused(value) for value in row] for row in rows)
    return out.getvalue().encode()


def rows_of(pieces: Iterable[bytes]) -> Iterator[list[Any]]:
    """Yield the rows of pieces of CSV again, numbers as numbers; not those of the head."""
    for piece in pieces:
        for row in csv.reader(StringIO(piece.decode(), newline="")):
            yield [*row[:FIRST_NUMBER], *map(int, row[FIRST_NUMBER:])]


def write_xlsx(pieces: Iterable[bytes], about: dict[str, Any], out: IO[bytes]) -> None:
    """Write a workbook row by row in constant memory; a sheet holds a million rows at most."""
    from xlsxwriter import Workbook

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    # Closed in any case: its sheets are temporary files.
    with Workbook(out, {"constant_memory": True, **plain}) as book:
        bold = book.add_format({"bold": True})
        facts = book.add_worksheet("About")
        for number, pair in enumerate(about.items()):
            facts.write_row(number, 0, [pair[0], str(pair[1])])
        sheet: Any = None
        line = LONGEST_SHEET
        for row in rows_of(pieces):
            if line >= LONGEST_SHEET:
                sheet, line = book.add_worksheet(), 0
                sheet.freeze_panes(1, 0)
                sheet.write_row(0, 0, COLUMNS, bold)
            line += 1
            sheet.write_row(line, 0, row)


def write_json(pieces: Iterable[bytes], about: dict[str, Any], out: IO[bytes]) -> None:
    """Write one object: what it is, and an array of rows as objects."""
    text = TextIOWrapper(out, encoding="utf-8", write_through=True)
    text.write('{"about": ' + json.dumps(about, default=str) + ',\n"visits": [')
    for number, row in enumerate(rows_of(pieces)):
        text.write(",\n" if number else "\n")
        text.write(json.dumps(dict(zip(COLUMNS, row, strict=True))))
    text.write("\n]}\n")
    text.detach()


def write_parquet(pieces: Iterable[bytes], about: dict[str, Any], out: IO[bytes]) -> None:
    """Write a row group a piece; what it is stands in the file's metadata."""
    import pyarrow as pa
    from pyarrow import parquet

    told = {f"doorstep.{name}": str(value) for name, value in about.items()}
    kinds = [(name, pa.int64() if name in NUMBERS else pa.string()) for name in COLUMNS]
    schema = pa.schema(kinds).with_metadata(told)
    with parquet.ParquetWriter(out, schema) as writer:
        for piece in pieces:
            columns = list(zip(*rows_of([piece]), strict=True)) or [()] * len(COLUMNS)
            arrays = [pa.array(c, kind) for c, (_n, kind) in zip(columns, kinds, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


type Writer = Callable[[Iterable[bytes], dict[str, Any], IO[bytes]], None]
WRITERS: dict[str, Writer] = {"xlsx": write_xlsx, "json": write_json, "parquet": write_parquet}
