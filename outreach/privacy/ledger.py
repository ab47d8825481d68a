"""The ledger of erasures: kept apart from the database, so that a restored backup can be told.

A file that only grows, one JSON object a line. Each line carries a keyed hash over itself and the
hash of the line before, so that a line that was altered, removed, inserted or moved is found; only
lines cut off the end are not, which is why a backup remembers the last one that it knew. Lines are
on disk before the transaction that erases commits. They hold random codes and keyed hashes.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

from contacts.keys import keyed_hash

CONTACT, CAMPAIGN, STOP = "contact", "campaign", "stop"
START = "0" * 32
# Several times the longest line.
LONGEST_TAIL = 8192


class LedgerBrokenError(Exception):
    """The ledger is not as it was written; `line` is the number of the first wrong line, from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line} of the ledger of erasures is not as it was written")
        self.line = line


@dataclass(frozen=True)
class Line:
    """One thing that was erased, or one entry of the do-not-contact list."""

    kind: str
    # A contact's or a campaign's code; the key of an entry of the do-not-contact list.
    what: str
    at: str
    # The code of the erasure's record and its rule; the kind of a do-not-contact entry.
    record: str = ""
    rule: str = ""

    @property
    def key(self) -> str:
        """The keyed hash by which a restored database finds what to erase again."""
        return erasure_key(self.what)


def erasure_key(code: str) -> str:
    """Return the keyed hash of the code of what was erased.

    Of the code, which is random, and not of the person: a list of the hashes of names would tell
    whoever has the key whether someone was ever a contact.
    """
    return keyed_hash("erasure", code)


def append(lines: Iterable[Line]) -> None:
    """Write the lines and wait until they are on disk. Raises OSError where that fails."""
    with _locked(settings.ERASURE_LEDGER) as file:
        last = _last_hash(file)
        for line in lines:
            text, last = _sealed(line, last)
            file.write(text)
        file.flush()
        os.fsync(file.fileno())


def head() -> tuple[int, str]:
    """Return the number of lines and the hash of the last. Raises LedgerBrokenError."""
    count, last = 0, START
    for count, (_line, last) in enumerate(_checked(), 1):  # noqa: B007 - only the last counts
        pass
    return count, last


def read() -> Iterator[Line]:
    """Yield every line in its order; nothing where there is no file. Raises LedgerBrokenError."""
    for line, _hash in _checked():
        yield line


def continues(count: int, last: str) -> bool:
    """Say whether the ledger once had `count` lines, the last of them with that hash."""
    if count == 0:
        return True
    found = (each for number, (_line, each) in enumerate(_checked(), 1) if number == count)
    return next(found, "") == last


def open_ledger() -> None:
    """Make the file where it is not there yet, so that its absence means that it was lost."""
    append([])


@contextmanager
def _locked(path: Path) -> Iterator[IO[bytes]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if is_new:
            _keep_name(path)
        yield file


def _keep_name(path: Path) -> None:
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _last_hash(file: IO[bytes]) -> str:
    """Return the last line's hash; half a line, left by a power cut, was never committed."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - LONGEST_TAIL))
    tail = file.read()
    whole = tail[: tail.rfind(b"\n") + 1]
    file.truncate(size - len(tail) + len(whole))
    if not whole:
        return START
    try:
        return str(json.loads(whole.splitlines()[-1])["hash"])
    except (ValueError, KeyError, TypeError):
        raise LedgerBrokenError(whole.count(b"\n")) from None


def _sealed(line: Line, before: str) -> tuple[bytes, str]:
    content = asdict(line) | {"key": line.key}
    seal = keyed_hash("ledger", before + json.dumps(content, sort_keys=True))
    return json.dumps(content | {"hash": seal}, sort_keys=True).encode() + b"\n", seal


def _checked() -> Iterator[tuple[Line, str]]:
    if not settings.ERASURE_LEDGER.exists():
        return
    last = START
    with settings.ERASURE_LEDGER.open("rb") as file:
        for number, text in enumerate(file, 1):
            if not text.endswith(b"\n"):
                return
            line = _line_in(text, number)
            expected, last = _sealed(line, last)
            if expected != text:
                raise LedgerBrokenError(number)
            yield line, last


def _line_in(text: bytes, number: int) -> Line:
    try:
        found = json.loads(text)
        return Line(**{name: str(found[name]) for name in Line.__dataclass_fields__})
    except (ValueError, KeyError, TypeError):
        raise LedgerBrokenError(number) from None
