"""What a restore that was killed left beside the database: it still holds the erased."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from outreach.privacy.backups import BackupRefusedError, postgres, sqlite


@contextmanager
def restoring_alone() -> Iterator[None]:
    """Let nobody else restore at the same time: both would build in the same place."""
    path = settings.ERASURE_LEDGER.with_name("restore.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupRefusedError(_("Another restore is going on.")) from None
        yield


def forget_leftovers() -> None:
    """Remove it, unless a restore is going on, or the database's user may not."""
    engine = sqlite if connection.vendor == "sqlite" else postgres
    with suppress(BackupRefusedError, OSError, psycopg.Error), restoring_alone():
        engine.remove_leftovers()
