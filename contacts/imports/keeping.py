"""What is kept of single rows: refusals to mend, questions to decide, changes to undo."""

import json
from collections.abc import Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from contacts.encryption import encrypt
from contacts.imports import sql
from contacts.imports.forbidden import forbidden_columns
from contacts.imports.working import Noted
from contacts.models import LeadImport, LeadImportRow

_COLUMNS = (
    "lead_import_id", "number", "cells", "reasons", "changes", "key", "outcome", "match_id",
)  # fmt: skip


class Keeper:
    """Keeps cells, without those of columns that were left out because they are forbidden."""

    def __init__(self, columns: Sequence[str]) -> None:
        banned = forbidden_columns(list(columns))
        self._columns = columns
        self._has_banned = bool(banned)
        self._places = [i for i, column in enumerate(columns) if column not in banned]
        self.header = [columns[i] for i in self._places]

    def cells(self, row: Sequence[str]) -> list[str]:
        """Return the cells of a row that may be kept, in the order of the header.

        Where the row is of a wrong length, a forbidden cell may stand under another column's
        name: then none is kept.
        """
        if self._has_banned and len(row) != len(self._columns):
            return []
        return [row[i] for i in self._places if i < len(row)]

    def write(self, lead_import: LeadImport, noted: Sequence[Noted]) -> None:
        """Write the rows."""
        rows = [self._row(lead_import.pk, row) for row in noted]
        sql.insert(LeadImportRow, _COLUMNS, rows)

    def _row(self, lead_import_id: int, noted: Noted) -> tuple[Any, ...]:
        cells = dict(zip(self.header, self.cells(noted.cells), strict=False))
        changes = noted.merge.changes if noted.merge else {}
        match_id = noted.person.id if noted.person else None
        return (
            lead_import_id, noted.number, _json(cells), _json(pairs(noted)), _json(changes),
            noted.key, noted.outcome, match_id,
        )  # fmt: skip


def pairs(noted: Noted) -> list[tuple[str, str]]:
    """Return the [column, reason] pairs of a row."""
    return [(column, why) for column, _value, why in noted.reasons]


def _json(value: Any) -> str:
    # PostgreSQL stores no NUL, and no one mends one.
    return encrypt(json.dumps(value, cls=DjangoJSONEncoder).replace("\\u0000", "")) if value else ""
