"""After a purge no name is left in the database's files, free pages and log included."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from outreach.privacy import wiping
from tests.privacy.conftest import SEEDED

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's own file"),
]


def names_in(live: str) -> set[str]:
    files = Path(live).parent.glob(f"{Path(live).name}*")
    text = b"".join(path.read_bytes() for path in files).lower()
    return {name for name in SEEDED if name.lower().encode() in text}


def purge() -> None:
    out = StringIO()
    call_command("purge_expired", stdout=out, stderr=out)
    assert "busy" not in out.getvalue()


def test_no_name_is_left(live):
    assert names_in(live) == set(SEEDED)
    purge()
    assert names_in(live) == set()


def test_they_would_be_left_without_wiping(live, monkeypatch):
    """The control: removed rows stay readable in free pages and in the log."""
    monkeypatch.setattr(wiping, "_wipe_sqlite", lambda: True)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete = OFF")
    purge()
    assert names_in(live)


def test_it_says_that_the_database_was_busy(live):
    other = connection.copy()
    other.connect()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT * FROM contacts_contact")
            connection.ensure_connection()
            with connection.cursor() as mine:
                mine.execute("PRAGMA busy_timeout = 100")
            assert not wiping.wipe()
            cursor.execute("ROLLBACK")
    finally:
        other.close()
    assert wiping.wipe()
