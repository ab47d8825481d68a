"""What is public already, beside which figures are to be shown. Plain values, no models.

What was published stays as it was, and the counts go on: reports come late, referrals get their
outcome. Whoever holds an old figure knows the old count and not today's, and the difference
between the two is a count of people like any other.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from outreach.statistics.cells import Cell, Published
from outreach.statistics.equations import Group


@dataclass(frozen=True)
class AsPublished:
    """A cell as it was shown once, before it changed."""

    cell: Cell
    shown: int


@dataclass(frozen=True)
class ChangeSince:
    """By how much a cell has changed since it was shown with that count."""

    cell: Cell
    shown: int


@dataclass(frozen=True)
class Known:
    """What cannot be hidden any more, by all the counts that it was shown with; what must be."""

    shown: Mapping[Cell, frozenset[int]] = field(default_factory=dict)
    hidden: frozenset[Cell] = frozenset()

    @classmethod
    def by(cls, several: Iterable[Published]) -> "Known":
        """Return what is known from all of them together."""
        shown: dict[Cell, frozenset[int]] = {}
        hidden: set[Cell] = set()
        for published in several:
            for cell, value in published.values.items():
                if value is None:
                    hidden.add(cell)
                else:
                    shown[cell] = shown.get(cell, frozenset()) | {value}
        return cls(shown, frozenset(hidden))

    def unchanged(self, values: Mapping[Cell, int]) -> set[Cell]:
        """Return the cells that somebody was shown as they are now."""
        return {cell for cell, counts in self.shown.items() if values.get(cell) in counts}

    def changes(self, values: Mapping[Cell, int]) -> "Changes":
        """Return how the cells that were shown otherwise hang together with what was shown."""
        changes = Changes()
        for cell, now in values.items():
            for old in sorted(self.shown.get(cell, frozenset()) - {now}):
                changes.add(cell, now, old)
        return changes


@dataclass
class Changes:
    """Cells of their own for what was shown and for what came or went since, and their sums."""

    values: dict[Hashable, int] = field(default_factory=dict)
    groups: list[Group[Hashable]] = field(default_factory=list)

    def add(self, cell: Cell, now: int, old: int) -> None:
        """Note that a cell was shown as `old`."""
        was, change = AsPublished(cell, old), ChangeSince(cell, old)
        self.values |= {was: old, change: abs(now - old)}
        total, other = (cell, was) if now > old else (was, cell)
        self.groups.append(Group(total, (other, change)))

    @property
    def public(self) -> Iterator[Hashable]:
        """What was shown."""
        return (cell for cell in self.values if isinstance(cell, AsPublished))


NOTHING_KNOWN = Known()
