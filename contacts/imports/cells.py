"""The cells of a row in the order of FIELDS: tidied, "n/a" emptied, formulas made harmless."""

import re
from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple
from unicodedata import is_normalized

from django.utils.translation import gettext as _

from contacts.imports.outcomes import Reason, RowRefused
from contacts.parsing import NOTHING, defuse, is_nothing, tidy

VALUE_SHOWN = 200
# The first cells of every row, so that all free text is looked at in one go.
TEXTS = (
    "reference",
    "name",
    "first_name",
    "last_name",
    "street",
    "unit",
    "city",
    "note",
    "address_note",
)
VALUES = (
    "state",
    "postal_code",
    "latitude",
    "longitude",
    "phone",
    "language",
    "priority",
    "available_from",
    "available_to",
    "office",
)
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_MAY_BE_FORMULA = re.compile(r"\|['=+\-@＝＋－＠]")
_NOTHING_AS_WRITTEN = frozenset(
    form for word in NOTHING for form in (word, word.upper(), word.capitalize(), word.title())
)


class Cells(NamedTuple):
    """A row's cells; `defused` says that a text may have been a formula."""

    texts: Sequence[str]
    values: Sequence[str]
    defused: bool


class CellPicker:
    """Takes the cells of the mapped columns out of the rows of one list."""

    def __init__(self, columns: Sequence[str], mapping: dict[str, str]) -> None:
        self._columns = columns
        self.column_of = {mapping[c]: c for c in columns if mapping.get(c)}
        # The cell behind the last one is blank and stands for the fields without a column.
        places = {code: columns.index(column) for code, column in self.column_of.items()}
        self._pick = itemgetter(*(places.get(code, len(columns)) for code in TEXTS + VALUES))

    def pick(self, row: list[str]) -> Cells:
        """Return the texts and the values of a row, or raise RowRefused."""
        width = len(self._columns)
        if len(row) != width:
            row = self._of_right_width(row)
        cells = self._tidy(self._pick([*row, ""]))
        if not _NOTHING_AS_WRITTEN.isdisjoint(cells):
            cells = ["" if is_nothing(cell) else cell for cell in cells]
        texts = cells[: len(TEXTS)]
        risky = _MAY_BE_FORMULA.search("|" + "|".join(texts)) is not None
        if risky:
            texts = [defuse(text) for text in texts]
        values = cells[len(TEXTS) :]
        if "|'" in "|" + "|".join(values):
            # An apostrophe only told a spreadsheet that '06040 or '+1860... is no formula.
            values = [value.removeprefix("'") for value in values]
        return Cells(texts, values, risky)

    def _tidy(self, cells: Sequence[str]) -> Sequence[str]:
        """Tidy each cell; where a look at all of them shows that there is nothing to tidy, none."""
        line = "|".join(cells)
        if not line.isprintable() or "  " in line or not is_normalized("NFC", line):
            self._check_text(cells)
            return [tidy(cell) for cell in cells]
        if " |" in line or "| " in line or line[0] == " " or line[-1] == " ":
            return [cell.strip() for cell in cells]
        return cells

    def _of_right_width(self, row: list[str]) -> list[str]:
        width = len(self._columns)
        if len(row) > width and not any(cell.strip() for cell in row[width:]):
            return row[:width]
        reason = _("The row has %(cells)d cells; the list has %(columns)d columns.")
        told = reason % {"cells": len(row), "columns": width}
        raise RowRefused([("", " ".join(row[width:])[:VALUE_SHOWN], told)])

    def _check_text(self, cells: Sequence[str]) -> None:
        reasons: list[Reason] = [
            (self.column_of[code], tidy(cell), _("The cell holds characters that are no text."))
            for code, cell in zip(TEXTS + VALUES, cells, strict=True)
            if _NO_TEXT.search(cell)
        ]
        if reasons:
            raise RowRefused(reasons)
