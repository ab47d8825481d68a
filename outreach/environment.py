"""What the settings read from the environment and from `var/`."""

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_urlsafe
from tempfile import NamedTemporaryFile
from typing import Any

from environ import Env

SQLITE_OPTIONS: dict[str, Any] = {
    # Writers queue instead of failing: the lock is taken when a transaction starts.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # FULL, because an acknowledged visit report must survive a power cut.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}


def kept_secret(path: Path) -> str:
    """Return the secret in the file at `path`, made on first use and readable by its owner only.

    Two processes that start together end with the same one: the file appears whole or not at all.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=path.parent) as file:
            file.write(token_urlsafe(48))
            file.flush()
            with suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text()


def database(env: Env, var: Path) -> dict[str, Any]:
    """Return Django's settings for the database of `DATABASE_URL`, or for SQLite in `var`."""
    settings: dict[str, Any] = env.db(
        "DATABASE_URL", default=f"sqlite:///{var / 'doorstep.sqlite3'}"
    )
    if settings["ENGINE"].endswith("sqlite3"):
        settings["OPTIONS"] = dict(SQLITE_OPTIONS)
    return settings
