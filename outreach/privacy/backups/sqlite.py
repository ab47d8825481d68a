"""SQLite: copied by its own backup interface into memory, and put back by changing one file."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from outreach.privacy.backups import BackupRefusedError
from outreach.privacy.backups.container import Readable
from outreach.privacy.backups.manifest import Manifest, hash_rows

SUFFIX = ".restoring"
# How long a writer is waited for before the files change places.
WAIT_SECONDS = 10


@contextmanager
def dump() -> Iterator[tuple[dict[str, str], Readable]]:
    """Give the hashes of the tables and the bytes of a copy, both of one moment."""
    with (
        closing(sqlite3.connect(live_path(), timeout=WAIT_SECONDS)) as source,
        closing(sqlite3.connect(":memory:")) as copy,
    ):
        source.backup(copy)
        # What rows removed before `secure_delete` left in free pages stays behind.
        copy.execute("VACUUM")
        yield hash_tables(copy), BytesIO(copy.serialize())


def hash_tables(database: sqlite3.Connection) -> dict[str, str]:
    """Return the SHA-256 of each table by its name."""
    names = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_stat%'"
    ).fetchall()
    # A table's name cannot be a parameter; these come from the database itself.
    return {
        name: hash_rows(database.execute(f'SELECT * FROM "{name}"'))  # noqa: S608  # nosec B608
        for (name,) in names
    }


def live_path() -> Path:
    """Return the file of the database."""
    return Path(connection.settings_dict["NAME"])


class Target:
    """The database beside the one that is served, until it takes its place."""

    def __init__(self) -> None:
        self.live = live_path()
        self.path = self.live.with_name(self.live.name + SUFFIX)
        self.name = str(self.path)
        self._buffer = BytesIO()
        remove_leftovers()

    def write(self, data: bytes) -> int:
        """Take the next bytes of the copy, in memory."""
        return self._buffer.write(data)

    def load(self, manifest: Manifest) -> None:
        """Make the file of the copy once it is whole and is what was backed up."""
        with closing(sqlite3.connect(":memory:")) as copy:
            copy.deserialize(self._buffer.getvalue())
            self._buffer.close()
            if hash_tables(copy) != manifest.tables:
                raise BackupRefusedError(_("The tables are not those that were backed up."))
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL, 0o600))
            with closing(sqlite3.connect(self.path)) as file:
                copy.backup(file)

    def put_live(self) -> None:
        """Let the file take the live one's place, in one step. Raises BackupRefusedError."""
        with closing(sqlite3.connect(self.path)) as file:
            file.execute("PRAGMA journal_mode = DELETE")
        descriptor = os.open(self.path, os.O_RDWR)
        os.fsync(descriptor)
        os.close(descriptor)
        if self.live.exists():
            self._replace_live()
        else:
            self._move()

    def _replace_live(self) -> None:
        with closing(
            sqlite3.connect(self.live, timeout=WAIT_SECONDS, isolation_level=None)
        ) as live:
            try:
                # Only the last one who has it open can do this. It also empties and removes the
                # write-ahead log, which must never meet the other file.
                live.execute("PRAGMA journal_mode = DELETE")
                live.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError:
                raise BackupRefusedError(
                    _("Someone has the database open. Stop the web and worker processes first.")
                ) from None
            self._move()

    def _move(self) -> None:
        self.path.replace(self.live)
        folder = os.open(self.live.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    def discard(self) -> None:
        """Remove what was not put live."""
        remove_leftovers()


def remove_leftovers() -> None:
    """Remove what a restore left beside the database, killed or not."""
    live = live_path()
    for path in live.parent.glob(f"{live.name}{SUFFIX}*"):
        path.unlink(missing_ok=True)
