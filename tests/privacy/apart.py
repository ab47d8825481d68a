"""Databases apart from the one of the tests, so that files can change places as in the product."""

import shutil
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from outreach.privacy.backups import postgres
from outreach.privacy.backups.restoring import working_in
from tests.privacy.seeding import fill


def make(folder: Path, migrated: Path) -> str:
    """Make and fill a database, on SQLite from a migrated one; return its name."""
    if connection.vendor == "sqlite":
        name = str(shutil.copy(migrated, folder / "made.sqlite3"))
    else:
        name = _name("made")
        drop(name)
        _run("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", name)
    with working_in(name):
        if connection.vendor == "postgresql":
            call_command("migrate", verbosity=0)
        fill()
    return name


def copy(made: str, folder: Path) -> str:
    """Return the name of a copy of the database."""
    if connection.vendor == "sqlite":
        target = folder / "live.sqlite3"
        target.write_bytes(Path(made).read_bytes())
        return str(target)
    drop(_name("live"))
    _run("CREATE DATABASE {} TEMPLATE {}", _name("live"), made)
    return _name("live")


def drop(name: str) -> None:
    """Remove a database, if it is there."""
    if connection.vendor == "sqlite":
        for path in Path(name).parent.glob(f"{Path(name).name}*"):
            path.unlink()
    else:
        _run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _name(kind: str) -> str:
    # Each worker of the tests has a database of its own name already.
    own = str(connection.settings_dict["NAME"]).removesuffix("_apart_live")
    return f"{own}_apart_{kind}"


def _run(command: str, *names: str) -> None:
    with psycopg.connect(**postgres._parameters("postgres"), autocommit=True) as server:
        server.execute(sql.SQL(command).format(*map(sql.Identifier, names)))
