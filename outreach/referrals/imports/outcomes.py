"""What an import of the directory tells those who asked for it."""

from dataclasses import dataclass, field
from typing import Any

MOST_PROBLEMS = 2000


class DirectoryRefused(Exception):  # noqa: N818 - it reads as what happened
    """The whole file cannot be used, and nothing was written. `str()` is the translated reason."""


class RowRefused(Exception):  # noqa: N818 - it reads as what happened
    """One row cannot be used; `str()` is the translated reason."""


@dataclass(frozen=True, slots=True)
class Where:
    """A row of a file: the file's name and the row's number in it, from 1."""

    file: str
    row: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one row. `is_refused` says whether the row was left out for it."""

    file: str
    row: int
    id: str
    reason: str
    is_refused: bool

    def as_list(self) -> list[Any]:
        """Return the problem as it is stored."""
        return [self.file, self.row, self.id, self.reason, self.is_refused]


@dataclass
class Report:
    """What came of an import: resources by outcome, and what was wrong, row by row.

    `refused` and `mended` count rows; of their problems the first MOST_PROBLEMS are kept.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    vanished: int = 0
    refused: int = 0
    mended: int = 0
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, where: Where, id_at_source: str, reason: str) -> None:
        """Write down a row that was left out."""
        self.refused += 1
        self._add(Problem(where.file, where.row, id_at_source[:100], reason, True))

    def mend(self, where: Where, id_at_source: str, reason: str) -> None:
        """Write down what was taken otherwise than it was written."""
        self.mended += 1
        self._add(Problem(where.file, where.row, id_at_source[:100], reason, False))

    def counts(self) -> dict[str, int]:
        """Return the counts by their names."""
        names = ("created", "updated", "unchanged", "vanished", "refused", "mended")
        return {name: getattr(self, name) for name in names}

    def _add(self, problem: Problem) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)
