"""Working through a list, chunk by chunk, the same way for a preview and for an import."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import batched

from django.utils.translation import gettext as _

from contacts.imports.known import Known
from contacts.imports.matching import Outcome, match, row_key
from contacts.imports.merging import Merge, merge
from contacts.imports.outcomes import (
    ASKED,
    CREATED,
    DUPLICATE,
    REFUSED,
    UNCHANGED,
    UPDATED,
    Reason,
    RowRefused,
)
from contacts.imports.people import Door, Person
from contacts.imports.rows import Lead, RowReader
from contacts.imports.values import Flag

# Large enough that its five look-ups cost little a row, small enough to hold in memory.
CHUNK_ROWS = 2000


@dataclass(slots=True)
class Noted:
    """A row of which something is kept: refused, asked about, or changing someone known."""

    number: int
    outcome: str
    cells: list[str] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    key: str = ""
    person: Person | None = None
    merge: Merge | None = None


@dataclass(slots=True)
class Chunk:
    """What a chunk of rows comes to: new people, those known who are on the list, rows to keep."""

    new: list[Person] = field(default_factory=list)
    known: list[Person] = field(default_factory=list)
    noted: list[Noted] = field(default_factory=list)


class Work:
    """One passage through a list. `finish` gets each chunk when all its rows are decided.

    `tally` counts rows by outcome ("created"), by flag ("flag NO_PLACE") and by office
    ("office 3"), and fields of known people ("fills phone", "differs note").
    """

    def __init__(
        self,
        reader: RowReader,
        known: Known,
        finish: Callable[[Chunk], None],
        wins: Iterable[str] = (),
    ) -> None:
        self._reader = reader
        self._known = known
        self._finish = finish
        self._wins = frozenset(wins)
        self._touched: set[int] = set()
        self._asked: set[str] = set()
        self.tally: Counter[tuple[str, str | int]] = Counter()

    def through(self, rows: Iterable[tuple[int, list[str]]]) -> None:
        """Decide every row."""
        for numbered in batched(rows, CHUNK_ROWS):
            chunk = Chunk()
            read = [(n, row, lead) for n, row in numbered if (lead := self._read(n, row, chunk))]
            self._known.load([lead for _number, _row, lead in read])
            for number, row, lead in read:
                self._decide(number, row, lead, chunk)
            chunk.noted.sort(key=lambda noted: noted.number)
            self._finish(chunk)

    def _read(self, number: int, row: list[str], chunk: Chunk) -> Lead | None:
        try:
            return self._reader.read(row)
        except RowRefused as refused:
            self._refuse(number, row, refused, chunk)
            return None

    def _refuse(self, number: int, row: list[str], refused: RowRefused, chunk: Chunk) -> None:
        self._count(REFUSED)
        cells = row if refused.keep else []
        chunk.noted.append(Noted(number, Outcome.REFUSED, cells, refused.reasons))

    def _decide(self, number: int, row: list[str], lead: Lead, chunk: Chunk) -> None:
        try:
            verdict, person = match(lead, self._known)
        except RowRefused as refused:
            self._refuse(number, row, refused, chunk)
            return
        self.tally["office", lead.office_id] += 1
        if verdict == "ask":
            self._ask(number, row, lead, person, chunk)
        elif person is None:
            self.create(lead, chunk)
        elif verdict == "known":
            self.merge(number, lead, person, chunk)
        else:
            self._count(UNCHANGED)

    def _ask(
        self, number: int, row: list[str], lead: Lead, person: Person | None, chunk: Chunk
    ) -> None:
        self._count(DUPLICATE)
        key = row_key(lead)
        if key not in self._asked:
            self._asked.add(key)
            self._count(ASKED)
            why = self._reader.reason("phone", lead.phone, _("Someone else has this phone."))
            chunk.noted.append(Noted(number, Outcome.ASKED, row, [why], key, person))

    def create(self, lead: Lead, chunk: Chunk) -> Person:
        """Add a new person."""
        door = self._known.door_of(lead)
        _share_door(lead, door)
        person = Person.of(lead, door)
        chunk.new.append(person)
        self._known.enter(person)
        self._count(CREATED)
        for problem in lead.flags:
            self.tally["flag", problem] += 1
        return person

    def merge(self, number: int, lead: Lead, person: Person, chunk: Chunk) -> Merge:
        """Merge a row into someone known. What this list once said is not overwritten by it."""
        again = person.of_this_list or person.id in self._touched
        door = self._known.door_of(lead)
        done = merge(person, lead, door, () if again else self._wins)
        self._known.enter(person)
        if person.id:
            self._touched.add(person.id)
            chunk.known.append(person)
        if person.of_this_list:
            self._count(DUPLICATE)
            return done
        for field_code in done.fills:
            self.tally["fills", field_code] += 1
        for field_code in done.differs:
            self.tally["differs", field_code] += 1
        self._count(UPDATED if done.changes else UNCHANGED)
        if done.changes:
            chunk.noted.append(Noted(number, Outcome.UPDATED, person=person, merge=done))
        return done

    def _count(self, outcome: str) -> None:
        self.tally["rows", outcome] += 1


def _share_door(lead: Lead, door: Door) -> None:
    """Let a known door and its new resident tell each other where it is and how to get in."""
    if lead.place and not door.place:
        door.place, door.is_changed = lead.place, True
    if lead.address_note and not door.note:
        door.note, door.is_changed = lead.address_note, True
    if door.place:
        lead.flags.pop(Flag.NO_PLACE, None)
