"""Lists as XLSX workbooks: checked before they are opened, read row by row, never calculated."""

import warnings
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any
from xml.parsers import expat
from zipfile import ZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from contacts.imports.headers import MAX_COLUMNS, MAX_ROWS, check_row_number, find_header
from contacts.imports.outcomes import Table, UnreadableFile

# A workbook of 500,000 rows of 15 cells unpacks to about 250 MB, at 6 to 15 times its size.
MAX_UNPACKED_BYTES = 400 * 1024 * 1024
MAX_RATIO = 60
RATIO_MATTERS_FROM_BYTES = 10 * 1024 * 1024
MAX_PARTS = 1000
# Each one looked at opens the workbook anew; the list stands on one of the first.
MAX_SHEETS = 20
HEAD_BYTES = 4096


class WorkbookTable(Table):
    """The first sheet of a workbook that holds a table."""

    def __init__(self, source: Any) -> None:
        self._source = source
        _readable(lambda: _check_package(source))
        self._sheet, (self.header_number, self.columns) = _readable(self._find_table)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        width = len(self.columns)
        numbered = self._numbered(self._sheet)
        while (row := _readable(lambda: next(numbered, None))) is not None:
            number, cells = row
            if number > self.header_number and any(cells):
                check_row_number(number)
                yield number, cells + [""] * (width - len(cells))

    def _find_table(self) -> tuple[int, tuple[int, list[str]]]:
        refusal: UnreadableFile | None = None
        for index in range(min(len(_open(self._source).worksheets), MAX_SHEETS)):
            try:
                return index, find_header(self._numbered(index))
            except UnreadableFile as error:
                refusal = refusal or error
        raise refusal or UnreadableFile(_("The workbook has no sheet with cells."))

    def _numbered(self, sheet: int) -> Iterator[tuple[int, list[str]]]:
        worksheet = _open(self._source).worksheets[sheet]
        # What the sheet says about its own size may be wrong.
        worksheet.reset_dimensions()
        rows = worksheet.iter_rows(max_col=MAX_COLUMNS + 1, max_row=MAX_ROWS + 1, values_only=True)
        for number, values in enumerate(rows, 1):
            cells = [value if type(value) is str else _text(value) for value in values]
            while cells and not cells[-1]:
                cells.pop()
            yield number, cells


def _open(source: Any) -> Any:
    source.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and menus that a list does not need
        return load_workbook(source, read_only=True, data_only=False, keep_links=False)


def _readable[T](read: Any) -> Any:
    """Call `read`; whatever openpyxl stumbles over means that the workbook is damaged."""
    try:
        return read()
    except UnreadableFile:
        raise
    except Exception as error:
        raise UnreadableFile(
            _("This is not a workbook that can be read. Save it again as .xlsx or CSV.")
        ) from error


def _check_package(source: Any) -> None:
    """Refuse zip bombs and XML with entities before anything is unpacked in earnest."""
    source.seek(0)
    with ZipFile(source) as package:
        parts = package.infolist()
        unpacked = sum(part.file_size for part in parts)
        packed = sum(part.compress_size for part in parts) or 1
        bomb = unpacked > RATIO_MATTERS_FROM_BYTES and unpacked / packed > MAX_RATIO
        if bomb or unpacked > MAX_UNPACKED_BYTES or len(parts) > MAX_PARTS:
            raise UnreadableFile(
                _("The workbook unpacks to far more than a list needs, so it was not opened.")
            )
        # Which part is XML is said by other parts, not by its name.
        for part in parts:
            with package.open(part) as file:
                if _has_dtd(file):
                    raise UnreadableFile(_("The workbook holds what no list needs (a DTD)."))


class _RootReached(Exception):  # noqa: N818 - it reads as what happened
    """The XML's first element begins: what declares entities would stand before it."""


class _DtdFound(Exception):  # noqa: N818 - it reads as what happened
    """The XML declares a document type, by which entities can be made to grow."""


def _has_dtd(file: Any) -> bool:
    """Tell whether the XML in `file` has a document type, in whatever encoding, after any comment.

    Nothing is expanded: reading stops where the document type or the first element begins. What is
    no XML has none.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _raiser(_DtdFound)
    parser.StartElementHandler = _raiser(_RootReached)
    try:
        while head := file.read(HEAD_BYTES):
            parser.Parse(head)
        parser.Parse(b"", True)
    except _DtdFound:
        return True
    except (_RootReached, expat.ExpatError):
        return False
    return False


def _raiser(error: type[Exception]) -> Callable[..., None]:
    def stop(*_what: Any) -> None:
        raise error

    return stop


def _text(value: Any) -> str:
    """Return a cell as a person reads it: whole numbers without a point, times without a date."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() if value.year < 1901 or value.time() == time():
            return value.strftime("%H:%M") if value.year < 1901 else value.date().isoformat()
        case datetime() | date():
            return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
        case time():
            return value.isoformat("minutes")
        case _:
            return str(value)
