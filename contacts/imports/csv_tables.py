"""Lists as text: which encoding, which delimiter, and then row by row."""

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from contacts.imports.headers import check_row_number, find_header
from contacts.imports.outcomes import Table, UnreadableFile

DELIMITERS = ",;\t|"
SAMPLE_BYTES = 64 * 1024
SAMPLE_ROWS = 30
# Text has next to none of these; pictures and programs are full of them.
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1a"))
_MOST_CONTROL = 0.02
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class CsvTable(Table):
    """A list of separated values."""

    def __init__(self, source: Any) -> None:
        self._source = source
        self._encoding = _encoding(source)
        self._delimiter = self._find_delimiter()
        self.header_number, self.columns = find_header(self._numbered())

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        for number, cells in self._numbered():
            if number > self.header_number and "".join(cells).strip():
                check_row_number(number)
                yield number, cells

    def _numbered(self) -> Iterator[tuple[int, list[str]]]:
        self._source.seek(0)
        text = TextIOWrapper(self._source, self._encoding, newline="")
        number = 0
        try:
            for number, cells in enumerate(csv.reader(text, delimiter=self._delimiter), 1):
                yield number, cells
        except csv.Error as error:
            raise UnreadableFile(
                _("Row %(row)d cannot be read: a quotation mark in it is never closed.")
                % {"row": number + 1}
            ) from error
        except UnicodeError as error:
            raise UnreadableFile(_("The file is damaged: it holds bytes that are no text.")) from (
                error
            )
        finally:
            text.detach()

    def _find_delimiter(self) -> str:
        """Return the delimiter by which most of the first rows have the same number of cells."""
        return max(DELIMITERS, key=self._agreement)

    def _agreement(self, delimiter: str) -> tuple[int, int]:
        self._delimiter = delimiter
        widths = Counter(
            len(cells) for _number, cells in islice(self._numbered(), SAMPLE_ROWS) if len(cells) > 1
        )
        width, rows = max(widths.items(), key=lambda item: item[1], default=(0, 0))
        return rows, width


def _encoding(source: Any) -> str:
    source.seek(0)
    sample = source.read(SAMPLE_BYTES)
    for bom, name in _BOMS:
        if sample.startswith(bom):
            return name
    wide = _utf_16_without_bom(sample)
    if wide:
        return wide
    if len(sample) - len(sample.translate(None, _CONTROL)) > _MOST_CONTROL * len(sample):
        raise UnreadableFile(_("This file is not a list. Send a CSV file or an .xlsx workbook."))
    return next(name for name in ("utf-8", "cp1252", "latin-1") if _decodes(source, name))


def _utf_16_without_bom(sample: bytes) -> str:
    """Return the byte order of UTF-16 text that is mostly ASCII, else ''."""
    half = len(sample) // 2
    for name, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if zeros.count(0) > 0.8 * half > 0 and sample.count(0) < 1.2 * half:
            return name
    return ""


def _decodes(source: Any, encoding: str) -> bool:
    source.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while part := source.read(SAMPLE_BYTES):
            decoder.decode(part)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
