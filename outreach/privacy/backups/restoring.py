"""Bringing a backup back: whole or not at all, and without the people who were erased since."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from pyrage import x25519

from outreach.privacy import ledger
from outreach.privacy.audit import log_event
from outreach.privacy.backups import BackupRefusedError, postgres, sqlite
from outreach.privacy.backups.container import Writable, read_backup
from outreach.privacy.backups.leftovers import restoring_alone
from outreach.privacy.backups.manifest import FORMAT, Manifest
from outreach.privacy.replaying import replay_ledger, replay_stops
from outreach.privacy.wiping import wipe

type Target = sqlite.Target | postgres.Target


@dataclass(frozen=True)
class Restored:
    """What was brought back, and how much of it was erased again."""

    manifest: Manifest
    erased_again: int


@dataclass(frozen=True)
class Reasons:
    """Why someone wants what is otherwise refused; empty where nobody does."""

    expired: str = ""
    ledger: str = ""


def restore_backup(
    source: Path, identity: x25519.Identity, now: datetime, reasons: Reasons
) -> Restored:
    """Put the database of a backup in the place of the one that is served.

    It is built beside it, brought up to date and freed of whoever was erased; then the two change
    places in one step. Until then nothing has changed. Raises BackupRefusedError.
    """
    with restoring_alone():
        return _restore(source, identity, now, reasons)


def _restore(source: Path, identity: x25519.Identity, now: datetime, reasons: Reasons) -> Restored:
    opened: list[tuple[Manifest, Target]] = []

    def open_sink(manifest: Manifest) -> Writable:
        _check(manifest, now, reasons)
        target = sqlite.Target() if connection.vendor == "sqlite" else postgres.Target()
        opened.append((manifest, target))
        return target

    try:
        read_backup(source, identity, open_sink)
        ((manifest, target),) = opened
        target.load(manifest)
        with working_in(target.name):
            again = _bring_up_to_date(manifest, now, reasons)
        target.put_live()
    except BaseException:
        for _manifest, target in opened:
            target.discard()
        raise
    return Restored(manifest, again)


def _check(manifest: Manifest, now: datetime, reasons: Reasons) -> None:
    if not manifest.is_sealed:
        raise BackupRefusedError(
            _(
                "LOOKUP_KEY is not the one with which this backup was made, or the backup was not "
                "made by this Doorstep. With another key the do-not-contact list is worthless."
            )
        )
    if manifest.format != FORMAT or manifest.unknown_migrations():
        raise BackupRefusedError(
            _("A newer version of Doorstep made this backup: %(version)s. Install it first.")
            % {"version": manifest.version}
        )
    if manifest.engine != connection.vendor:
        raise BackupRefusedError(
            _("This is a backup of %(engine)s, and DATABASE_URL names another database.")
            % {"engine": manifest.engine}
        )
    if manifest.expires <= now and not reasons.expired:
        raise BackupRefusedError(
            _(
                "This backup expired on %(day)s: people who were to be forgotten are in it. "
                "--expired-anyway REASON brings it back all the same and is written in the audit "
                "log."
            )
            % {"day": date_format(manifest.expires)}
        )
    if not reasons.ledger:
        _check_ledger(manifest)


def _check_ledger(manifest: Manifest) -> None:
    """Refuse where it is not known who was erased since."""
    path = settings.ERASURE_LEDGER
    try:
        is_ours = path.exists() and ledger.continues(manifest.ledger_lines, manifest.ledger_hash)
    except ledger.LedgerBrokenError as error:
        raise BackupRefusedError(
            _("Line %(line)d of the ledger of erasures was altered. Put its copy back first.")
            % {"line": error.line}
        ) from None
    if not is_ours:
        raise BackupRefusedError(
            _(
                "The ledger of erasures at %(path)s is missing, or is not the one that was kept "
                "when this backup was made. Without it, people who were erased come back. "
                "--ledger-anyway REASON restores all the same and is written in the audit log."
            )
            % {"path": path}
        )


@contextmanager
def working_in(name: str) -> Iterator[None]:
    """Let Django work in the database beside the live one."""
    live = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = live
        ContentType.objects.clear_cache()


def _bring_up_to_date(manifest: Manifest, now: datetime, reasons: Reasons) -> int:
    """Migrate, erase again whoever was erased since, and end every session of that time."""
    call_command("migrate", verbosity=0, interactive=False)
    with transaction.atomic():
        Session.objects.all().delete()
        log_event(
            "restore",
            backup=manifest.code,
            made_at=manifest.made_at,
            expired_anyway=reasons.expired,
            ledger_anyway=reasons.ledger,
        )
    replay_stops()
    again = replay_ledger(now)
    wipe()
    return again
