"""A backup is encrypted to a key that is elsewhere; nothing plain of it touches the disk."""

import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from outreach.privacy.backups import postgres
from outreach.privacy.backups.container import expires
from tests.privacy.conftest import SEEDED

_written: list[str] = []
_hooked: list[bool] = []


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and _hooked and isinstance(arguments[0], str | bytes):
        path, mode, flags = arguments
        if any(letter in str(mode) for letter in "wax+") or (isinstance(flags, int) and flags & 3):
            _written.append(str(path))


def test_it_holds_no_name_that_the_database_holds(backup, live):
    text = backup.read_bytes().lower()
    assert not [name for name in SEEDED if name.lower().encode() in text]
    if connection.vendor == "sqlite":
        plain = Path(live).read_bytes().lower()
        assert all(name.lower().encode() in plain for name in SEEDED)


def test_it_writes_into_no_other_file(live, keys, tmp_path, settings):
    sys.addaudithook(_note)
    target = tmp_path / "folder" / "one.backup"
    target.parent.mkdir()
    _hooked.append(True)
    call_command("backup", target, stdout=StringIO())
    _hooked.clear()
    assert _written
    # The ledger is made where there was none, and holds nothing.
    allowed = {target.parent, settings.ERASURE_LEDGER}
    assert {Path(path) for path in _written if target.parent != Path(path).parent} <= allowed


def test_only_its_owner_can_read_it(backup):
    assert backup.stat().st_mode & 0o077 == 0


def test_it_says_until_when_it_may_be_brought_back(backup):
    until = expires(backup)
    assert until is not None
    assert timedelta(days=34) < until - timezone.now() <= timedelta(days=35)


def test_it_overwrites_nothing_unless_told(backup, tmp_path):
    before = backup.read_bytes()
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", backup)
    assert backup.read_bytes() == before
    call_command("backup", backup, replace=True, stdout=StringIO())
    assert backup.read_bytes() != before
    assert not list(tmp_path.glob(".doorstep.backup*"))


@pytest.mark.parametrize("recipient", ["", "age1nonsense", "AGE-SECRET-KEY-1"])
def test_it_refuses_without_a_key(live, tmp_path, settings, recipient):
    settings.BACKUP_RECIPIENT = recipient
    with pytest.raises(CommandError, match="BACKUP_RECIPIENT"):
        call_command("backup", tmp_path / "one.backup")
    assert not (tmp_path / "one.backup").exists()


def test_it_leaves_nothing_half_written(live, keys, tmp_path, monkeypatch):
    def fail(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("outreach.privacy.backups.container.os.fsync", fail)
    with pytest.raises(CommandError, match="No space left"):
        call_command("backup", tmp_path / "one.backup")
    assert not list(tmp_path.glob("*one.backup*"))


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL's programs")
def test_it_says_what_is_not_installed(live, keys, tmp_path, monkeypatch):
    monkeypatch.setattr(postgres.shutil, "which", lambda _name: None)
    with pytest.raises(CommandError, match="pg_dump is not installed"):
        call_command("backup", tmp_path / "one.backup")


def test_it_removes_what_has_expired_and_nothing_else(backup, tmp_path, time_machine):
    folder = tmp_path / "backups"
    folder.mkdir()
    old = folder / "old.backup"
    backup.rename(old)
    (folder / "notes.txt").write_text("doorstep backup, expires 2001-01-01")
    (folder / "odd").write_bytes(b"\xff\x00")
    call_command("backup", expire_old=folder, stdout=StringIO())
    assert old.exists()
    time_machine.move_to(timezone.now() + timedelta(days=36))
    call_command("backup", folder / "new.backup", expire_old=folder, stdout=StringIO())
    assert {path.name for path in folder.iterdir()} == {"new.backup", "notes.txt", "odd"}


def test_it_reaches_the_server_as_doorstep_does(monkeypatch):
    reached = {
        "HOST": "db.example",
        "PORT": "5433",
        "USER": "doorstep",
        "PASSWORD": "secret",
        "NAME": "live",
        "OPTIONS": {"sslmode": "verify-full", "sslrootcert": "/etc/root.pem", "pool": False},
    }
    monkeypatch.setattr(postgres, "connection", SimpleNamespace(settings_dict=reached))
    host = ["-U", "doorstep", "-h", "db.example", "-p", "5433"]
    assert postgres._where("beside") == [*host, "--dbname=beside", "--no-password"]
    env = postgres._env()
    assert (env["PGPASSWORD"], env["PGSSLMODE"]) == ("secret", "verify-full")
    assert postgres._parameters("beside") == {
        "host": "db.example",
        "port": "5433",
        "user": "doorstep",
        "password": "secret",
        "dbname": "beside",
        "sslmode": "verify-full",
        "sslrootcert": "/etc/root.pem",
    }
