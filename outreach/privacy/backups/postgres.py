"""PostgreSQL: streamed from pg_dump in one snapshot, put back by renaming databases."""

import os
import shutil
import subprocess  # nosec B404 # it starts PostgreSQL's own programs
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from typing import Any

import psycopg
from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient
from django.utils.translation import gettext as _
from psycopg import sql

from outreach.privacy.backups import BackupRefusedError
from outreach.privacy.backups.container import Readable
from outreach.privacy.backups.manifest import Manifest, hash_rows

MAINTENANCE = "postgres"
# What of Django's OPTIONS is about reaching the server.
SECURITY = ("passfile", "service", "sslcert", "sslkey", "sslmode", "sslrootcert")
PLAIN = ["--no-owner", "--no-privileges"]


@contextmanager
def dump() -> Iterator[tuple[dict[str, str], Readable]]:
    """Give the hashes of the tables and a stream of pg_dump's custom format, both of one moment."""
    program = _program("pg_dump")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        tables = hash_tables(cursor)
        command = [program, *_where(live_name()), *PLAIN, "--format=custom"]
        command += [f"--snapshot={snapshot}"]
        # PostgreSQL's own program, found by `_program`; no shell reads the words.
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=_env()) as process:  # noqa: S603  # nosec B603
            yield tables, _Whole(process)


def hash_tables(cursor: Any) -> dict[str, str]:
    """Return the SHA-256 of each table by its name."""
    # COPY writes moments in the session's time zone.
    cursor.execute("SET TimeZone = 'UTC'")
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    found = {}
    for (name,) in cursor.fetchall():
        query = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))
        with cursor.copy(query) as copy:
            found[name] = hash_rows(_rows(copy))
    return found


def _rows(copy: Any) -> Iterator[str]:
    """Yield a digest for each row: psycopg hands out COPY's text row by row."""
    for row in copy:
        yield sha256(row).hexdigest()


def live_name() -> str:
    """Return the name of the database."""
    return str(connection.settings_dict["NAME"])


class _Whole:
    """A program's output; its failure shows where the output ends."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes. Raises OSError where the program failed."""
        assert self._process.stdout  # noqa: S101  # nosec B101 # it was asked for
        data = self._process.stdout.read(size)
        if not data and self._process.wait():
            raise OSError("pg_dump failed")
        return data


class Target:
    """The database beside the one that is served, until it takes its name."""

    def __init__(self) -> None:
        self.live = live_name()
        self.name, self._old = _leftovers(self.live)
        program = _program("pg_restore")
        remove_leftovers()
        with _maintenance() as server:
            create = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'"
            server.execute(sql.SQL(create).format(sql.Identifier(self.name)))
        command = [program, *_where(self.name), *PLAIN, "--exit-on-error"]
        # The same holds as for pg_dump.
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, env=_env())  # noqa: S603  # nosec B603

    def write(self, data: bytes) -> int:
        """Pass the next bytes on."""
        assert self._process.stdin  # noqa: S101  # nosec B101 # it was asked for
        return self._process.stdin.write(data)

    def load(self, manifest: Manifest) -> None:
        """Wait until all is in, and check that it is what was backed up."""
        assert self._process.stdin  # noqa: S101  # nosec B101 # it was asked for
        self._process.stdin.close()
        if self._process.wait():
            raise BackupRefusedError(_("pg_restore failed; its reason is above."))
        with closing(psycopg.connect(**_parameters(self.name))) as database:
            if hash_tables(database.cursor()) != manifest.tables:
                raise BackupRefusedError(_("The tables are not those that were backed up."))

    def put_live(self) -> None:
        """Let the database take the live one's name, in one transaction, and drop that one."""
        with _maintenance() as server:
            try:
                with server.transaction():
                    if _exists(server, self.live):
                        _rename(server, self.live, self._old)
                    _rename(server, self.name, self.live)
            except psycopg.errors.ObjectInUse:
                raise BackupRefusedError(
                    _("Someone has the database open. Stop the web and worker processes first.")
                ) from None
        remove_leftovers()

    def discard(self) -> None:
        """Remove what was not put live."""
        self._process.kill()
        with suppress(OSError):
            self._process.communicate()
        remove_leftovers()


def remove_leftovers() -> None:
    """Remove what a restore left beside the database, killed or not."""
    with _maintenance() as server:
        for name in _leftovers(live_name()):
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            server.execute(drop.format(sql.Identifier(name)))


def _leftovers(live: str) -> tuple[str, str]:
    return f"{live}_restoring", f"{live}_replaced"


@contextmanager
def _maintenance() -> Iterator[psycopg.Connection[Any]]:
    with closing(psycopg.connect(**_parameters(MAINTENANCE), autocommit=True)) as server:
        yield server


def _exists(server: psycopg.Connection[Any], name: str) -> bool:
    found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return found.fetchone() is not None


def _rename(server: psycopg.Connection[Any], name: str, to: str) -> None:
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    server.execute(rename.format(sql.Identifier(name), sql.Identifier(to)))


def _parameters(name: str) -> dict[str, Any]:
    known = connection.settings_dict
    found = {
        "host": known["HOST"],
        "port": known["PORT"],
        "user": known["USER"],
        "password": known["PASSWORD"],
        **{key: value for key, value in known["OPTIONS"].items() if key in SECURITY},
    }
    return {key: value for key, value in found.items() if value} | {"dbname": name}


def _where(name: str) -> list[str]:
    """Return the options that lead a PostgreSQL program to a database."""
    # As Django's own client does it, but for the name: to pg_restore that would be a file.
    command, _env = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    return [*command[1:-1], f"--dbname={name}", "--no-password"]


def _env() -> dict[str, str]:
    """Hand the password and the certificates over where no list of processes shows them."""
    _command, found = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    return {**os.environ, **(found or {})}


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BackupRefusedError(
            _("%(program)s is not installed. Install PostgreSQL's client programs.")
            % {"program": name}
        )
    return found
