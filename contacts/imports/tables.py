"""Reading a list: CSV of any common delimiter and encoding, and XLSX.

django-import-export's own formats hold the whole list in memory and evaluate what a workbook
caches for its formulas; a list of leads is read row by row and its formulas stay text.
"""

import csv
from collections.abc import Iterator
from io import SEEK_END, BytesIO, StringIO
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from contacts.imports.csv_tables import CsvTable
from contacts.imports.outcomes import Table, UnreadableFile
from contacts.imports.workbooks import WorkbookTable

HEAD_BYTES = 16
MEGABYTE = 1024 * 1024
# What a file begins with when it is no list, and what to call it.
_OTHER_KINDS = (
    (b"\xd0\xcf\x11\xe0", "XLS"),
    (b"%PDF", "PDF"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG", "PNG"),
    (b"GIF8", "GIF"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "GZIP"),
    (b"SQLite format 3", "SQLite"),
    (b"{", "JSON"),
    (b"[", "JSON"),
    (b"<", "HTML"),
)


def read_table(file: BinaryIO | bytes, name: str, max_bytes: int | None = None) -> Table:
    """Return the table in `file`, which must stay open while its rows are read.

    `max_bytes` is LEAD_FILE_MAX_BYTES unless given, and is asked before anything is read. Raises
    UnreadableFile with a translated message.
    """
    source: Any = BytesIO(file) if isinstance(file, bytes) else getattr(file, "file", file)
    _check_size(source, max_bytes or settings.LEAD_FILE_MAX_BYTES)
    source.seek(0)
    head = source.read(HEAD_BYTES)
    if head.startswith(b"PK"):
        return WorkbookTable(source)
    _check_kind(head)
    return CsvTable(source)


def without_columns(table: Table, columns: list[str]) -> bytes:
    """Return the table as UTF-8 CSV without these columns, so that they need never be stored.

    Row numbers stay those of the file, because its blank rows are kept.
    """
    text = StringIO()
    writer = csv.writer(text)
    kept = [i for i, column in enumerate(table.columns) if column not in columns]
    # In a row of a wrong length a cell may stand under another's name: none of it is kept, and
    # the row stays too long, so that it is refused for that later.
    unsure = ["?"] * (len(kept) + 1)
    written = 0
    for number, cells in _with_header(table):
        writer.writerows([] for _blank in range(number - written - 1))
        written = number
        fits = len(cells) == len(table.columns)
        writer.writerow([cells[i] for i in kept] if fits else unsure)
    return text.getvalue().encode("utf-8-sig")


def _with_header(table: Table) -> Iterator[tuple[int, list[str]]]:
    yield table.header_number, table.columns
    yield from table.rows()


def _check_size(source: Any, max_bytes: int) -> None:
    size = source.seek(0, SEEK_END)
    if size is None:  # temporary files of some platforms return nothing
        size = source.tell()
    if size == 0:
        raise UnreadableFile(_("The file is empty."))
    if size > max_bytes:
        raise UnreadableFile(
            _("The file has %(size)d MB; at most %(most)d MB can be read. Split it into parts.")
            % {"size": -(-size // MEGABYTE), "most": max_bytes // MEGABYTE}
        )


def _check_kind(head: bytes) -> None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    kind = next((kind for magic, kind in _OTHER_KINDS if start.startswith(magic)), None)
    if kind == "XLS":
        raise UnreadableFile(
            _("This is a workbook of the old kind. Save it as .xlsx or CSV and send that.")
        )
    if kind:
        raise UnreadableFile(
            _("This is a %(kind)s file, not a list. Send a CSV file or an .xlsx workbook.")
            % {"kind": kind}
        )
