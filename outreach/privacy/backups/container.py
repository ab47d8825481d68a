"""The file: one plain line with its dates, then everything else encrypted by age.

Inside: the manifest's length and the manifest, then the database to the end. The plain line lets a
machine without the key remove what has expired; the dates that count are inside.
"""

import os
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any, Protocol

import pyrage
from django.utils.translation import gettext as _
from pyrage import DecryptError, x25519

from outreach.privacy.backups import BackupRefusedError
from outreach.privacy.backups.manifest import Manifest

FIRST_LINE = "doorstep backup 1, made {made}, expires {expires}\n"
FIRST_LINE_READ = re.compile(rb"doorstep backup 1, made (\S+), expires (\S+)\n")
LENGTH_BYTES = 8


class Readable(Protocol):
    """Where a database comes from."""

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes; none at the end."""


class Writable(Protocol):
    """Where a database goes."""

    def write(self, data: bytes, /) -> Any:
        """Take the next bytes."""


def write_backup(
    target: Path, recipient: str, manifest: Manifest, database: Readable, replace: bool
) -> None:
    """Encrypt into a file that appears whole under its name, or not at all."""
    text = manifest.as_bytes()
    head = len(text).to_bytes(LENGTH_BYTES) + text
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        written = Path(file.name)
        try:
            line = FIRST_LINE.format(made=manifest.made_at, expires=manifest.expires_at)
            file.write(line.encode())
            pyrage.encrypt_io(_Chain(head, database), file, [x25519.Recipient.from_str(recipient)])
            file.flush()
            os.fsync(file.fileno())
            written.replace(target) if replace else os.link(written, target)
        finally:
            written.unlink(missing_ok=True)


def expires(file: Path) -> datetime | None:
    """Return when a backup expires by its plain line; None where the file is no backup."""
    with file.open("rb") as opened:
        found = FIRST_LINE_READ.match(opened.readline(200))
    if not found:
        return None
    with suppress(ValueError):
        return datetime.fromisoformat(found[2].decode())
    return None


def read_backup(
    source: Path, identity: x25519.Identity, open_sink: Callable[[Manifest], Writable]
) -> None:
    """Decrypt a backup. `open_sink` is given the manifest, and returns where the database goes.

    What it raises ends the reading. Raises BackupRefusedError where the file is no backup, is for
    another key, or is not whole.
    """
    splitter = _Splitter(open_sink)
    with source.open("rb") as file:
        if not FIRST_LINE_READ.match(file.readline(200)):
            raise BackupRefusedError(_("This file is not a backup of Doorstep."))
        try:
            pyrage.decrypt_io(file, splitter, [identity])
        except (DecryptError, OSError) as error:
            if splitter.failure:
                raise splitter.failure from None
            raise BackupRefusedError(_why(error)) from None
    if splitter.failure or not splitter.is_open:
        raise splitter.failure or BackupRefusedError(_why(OSError()))


def _why(error: Exception) -> str:
    if "matching keys" in str(error):
        return _("This backup was made for another key than the one given.")
    return _("This backup is damaged or not whole. Nothing was changed.")


def read_identity(file: IO[str]) -> x25519.Identity:
    """Return the private key in a file as age-keygen writes it. Raises BackupRefusedError."""
    for line in file:
        if line.startswith("AGE-SECRET-KEY-"):
            with suppress(pyrage.IdentityError):
                return x25519.Identity.from_str(line.strip())
    raise BackupRefusedError(_("The identity file holds no age key (AGE-SECRET-KEY-1…)."))


class _Chain:
    """The head, then the database, read as one."""

    def __init__(self, head: bytes, rest: Readable) -> None:
        self._head, self._rest = head, rest

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; none at the end."""
        if self._head:
            size = len(self._head) if size < 0 else size
            given, self._head = self._head[:size], self._head[size:]
            return given
        return self._rest.read(size)


class _Splitter:
    """Collects the manifest, then passes on the database. Keeps the first failure to itself."""

    def __init__(self, open_sink: Callable[[Manifest], Writable]) -> None:
        self._open_sink = open_sink
        self._head = b""
        self._sink: Writable | None = None
        self.failure: BaseException | None = None

    @property
    def is_open(self) -> bool:
        """Whether the whole manifest came."""
        return self._sink is not None

    def write(self, data: bytes) -> int:
        """Take the next decrypted bytes."""
        if self.failure is None:
            try:
                self._take(bytes(data))
            except BaseException as error:
                self.failure = error
                raise OSError from None
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""

    def _take(self, data: bytes) -> None:
        if self._sink is not None:
            self._sink.write(data)
            return
        self._head += data
        end = LENGTH_BYTES + int.from_bytes(self._head[:LENGTH_BYTES])
        if len(self._head) >= max(end, LENGTH_BYTES):
            self._sink = self._open_sink(Manifest.from_bytes(self._head[LENGTH_BYTES:end]))
            self._sink.write(self._head[end:])
