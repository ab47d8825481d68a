"""Overwriting what erased rows leave in the database's files.

SQLite keeps removed rows readable in free pages and in its write-ahead log. Doorstep has it zero
them as they are removed (`secure_delete`); a rebuild of the file after a purge also catches what
was removed before that was so, and what pages kept when they were rearranged. PostgreSQL cannot
zero: its files belong on an encrypted disk, and a vacuum lets new rows take the place of old ones.
"""

from django.db import OperationalError, connection


def wipe() -> bool:
    """Leave nothing of removed rows where that can be done; False where the database was busy."""
    if connection.in_atomic_block:
        return False
    try:
        return _wipe_sqlite() if connection.vendor == "sqlite" else _vacuum()
    except OperationalError:
        return False


def _wipe_sqlite() -> bool:
    with connection.cursor() as cursor:
        # The rebuilt copy never lies in a temporary file.
        cursor.execute("PRAGMA temp_store = MEMORY")
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, _frames, _moved = cursor.fetchone()
    return not busy


def _vacuum() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    return True
