"""What an import tells those who asked for it: counts, problems, previews and refusals."""

from collections.abc import Iterator
from dataclasses import dataclass, field

CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"
DUPLICATE, REFUSED, ASKED = "duplicate", "refused", "asked"
# Each row counts once among the first five. `asked` says how many of the duplicate rows wait for
# a person's decision.
COUNTS = (CREATED, UPDATED, UNCHANGED, DUPLICATE, REFUSED, ASKED)


class ImportRefused(Exception):  # noqa: N818 - it reads as what happened
    """The import cannot go on, and nothing was written. `str()` is the translated message."""


class UnreadableFile(ImportRefused):
    """The file is no table that can be read: empty, too large, another kind, damaged."""


class WrongColumns(ImportRefused):
    """The columns cannot be used as they are mapped."""


class ForbiddenColumns(WrongColumns):
    """The list has columns that Doorstep must not hold; `columns` gives the reason by name."""

    def __init__(self, message: str, columns: dict[str, str]) -> None:
        super().__init__(message)
        self.columns = columns


class UnknownCampaign(ImportRefused):
    """No app knows a campaign of that address that this user may fill."""


class UndoRefused(ImportRefused):
    """Something already depends on what the import created; the message says what."""


Reason = tuple[str, str, str]
"""Column, value and why; the column is '' for the whole row."""


class RowRefused(Exception):  # noqa: N818 - it reads as what happened
    """One row cannot be used, for every one of `reasons`; the others are not concerned.

    `keep` says whether its cells may be kept for mending: not those of someone who asked not to
    be contacted.
    """

    def __init__(self, reasons: list[Reason], keep: bool = True) -> None:
        super().__init__(f"{len(reasons)} reasons")
        self.reasons = reasons
        self.keep = keep


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that is refused or asked about, with one reason. `column` is '' for the whole row.

    `outcome` is a LeadImportRow.Outcome.
    """

    row: int
    column: str
    value: str
    reason: str
    outcome: str


@dataclass
class Preview:
    """What an import will do.

    `counts`: rows by outcome (see COUNTS). `fills`: by field, how many known people get a value
    that they lack. `differs`: by field, for how many known people the list says otherwise; ours is
    kept and the difference flagged, unless the field is in `LeadImport.overwrite`. `flags`: rows
    by `ReviewFlag.Problem`. `offices`: rows that can be used, by office code. `problems`: the
    first rows that are refused or asked about. `reasons`: how many rows are refused for each, the
    most frequent first. `samples`: the first values of each column.
    `header` and, only if asked for, `refused`: the columns, and the cells of each refused row with
    its (column, reason) pairs.
    """

    counts: dict[str, int]
    fills: dict[str, int] = field(default_factory=dict)
    differs: dict[str, int] = field(default_factory=dict)
    flags: dict[str, int] = field(default_factory=dict)
    offices: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    samples: dict[str, list[str]] = field(default_factory=dict)
    header: list[str] = field(default_factory=list)
    refused: list[tuple[list[str], list[tuple[str, str]]]] = field(default_factory=list)

    @property
    def has_usable_rows(self) -> bool:
        """Whether any row is not refused."""
        return any(number for count, number in self.counts.items() if count != REFUSED)


class Table:
    """A list as it came: its column names, and its rows as often as they are asked for."""

    columns: list[str]
    header_number: int

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row that is not blank: its number in the file, from 1, and its cells.

        A row may have more or fewer cells than there are columns. Raises UnreadableFile where the
        file turns out to be damaged further down.
        """
        raise NotImplementedError
