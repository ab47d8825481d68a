"""Backups that only a key on another machine opens, and bringing one back without the erased.

Nothing plain ever touches the disk. SQLite is copied into memory (about twice its size is needed)
and encrypted from there; PostgreSQL streams from pg_dump through the encryption into the file.
"""


class BackupRefusedError(Exception):
    """Why a backup is not made or not brought back, in words that can be shown."""
