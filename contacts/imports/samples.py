"""The first values of each column, by which a person recognises what it holds."""

from collections.abc import Iterator, Sequence

from contacts.imports.forbidden import forbidden_columns
from contacts.parsing import tidy

SHOWN = 3
LONGEST = 40


class Samples:
    """Takes samples from the rows that pass by; none of a forbidden column."""

    def __init__(self, columns: Sequence[str]) -> None:
        banned = forbidden_columns(list(columns))
        self._columns = columns
        self.values: dict[str, list[str]] = {c: [] for c in columns if c not in banned}
        self._wanting = set(self.values)

    def taken(self, rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows on, looking at them as long as a sample is missing."""
        for number, row in rows:
            if self._wanting and len(row) == len(self._columns):
                self._look(row)
            yield number, row

    def _look(self, row: list[str]) -> None:
        for column, cell in zip(self._columns, row, strict=True):
            if column in self._wanting and (value := tidy(cell)[:LONGEST]):
                values = self.values[column]
                if value not in values:
                    values.append(value)
                if len(values) == SHOWN:
                    self._wanting.discard(column)
