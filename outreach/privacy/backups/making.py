"""Making a backup, and removing those that have expired."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from pyrage import RecipientError, x25519

from outreach.privacy import ledger
from outreach.privacy.audit import log_event
from outreach.privacy.backups import BackupRefusedError, postgres, sqlite
from outreach.privacy.backups.container import expires, write_backup
from outreach.privacy.backups.manifest import Manifest, describe


def make_backup(target: Path, now: datetime, replace: bool = False) -> Manifest:
    """Write an encrypted backup of the database. Raises BackupRefusedError and OSError."""
    if target.exists() and not replace:
        raise BackupRefusedError(
            _("%(file)s is there already. Nothing was written; --replace overwrites it.")
            % {"file": target}
        )
    _check_recipient()
    ledger.open_ledger()
    log_event("backup")
    engine = sqlite if connection.vendor == "sqlite" else postgres
    with engine.dump() as (tables, database):
        manifest = describe(tables, now)
        write_backup(target, settings.BACKUP_RECIPIENT, manifest, database, replace)
    return manifest


def remove_expired(folder: Path, now: datetime) -> list[Path]:
    """Remove the backups in a folder that have expired; every other file stays."""
    found = [path for path in sorted(folder.iterdir()) if path.is_file()]
    over = [path for path in found if (until := expires(path)) and until <= now]
    for path in over:
        path.unlink()
    return over


def _check_recipient() -> None:
    try:
        x25519.Recipient.from_str(settings.BACKUP_RECIPIENT)
    except RecipientError:
        raise BackupRefusedError(
            _(
                "BACKUP_RECIPIENT is not set to an age key. Make a key pair on another machine "
                "(age-keygen), keep the private half there, and set the public half, which begins "
                "with age1."
            )
        ) from None
