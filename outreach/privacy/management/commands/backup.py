"""`manage.py backup FILE`: an encrypted copy that only a key on another machine opens."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from outreach.privacy.backups import BackupRefusedError
from outreach.privacy.backups.making import make_backup, remove_expired


class Command(BaseCommand):
    """Backs the database up, or removes backups that have expired."""

    help = "Write an encrypted backup of the database, or remove those that have expired."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
        parser.add_argument("--replace", action="store_true", help="overwrite FILE if it exists")
        parser.add_argument(
            "--expire-old", type=Path, metavar="FOLDER", help="remove expired backups from FOLDER"
        )

    def handle(
        self,
        *_args: Any,
        file: Path | None,
        replace: bool,
        expire_old: Path | None,
        **_options: Any,
    ) -> None:
        """Do either, or both: the new one first."""
        if file is None and expire_old is None:
            raise CommandError(_("Name the file to write, or a folder with --expire-old."))
        try:
            if file:
                self._back_up(file, replace)
            if expire_old:
                self._expire(expire_old)
        except BackupRefusedError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(
                _("Nothing was written: %(why)s") % {"why": error.strerror or error}
            ) from None

    def _back_up(self, file: Path, replace: bool) -> None:
        manifest = make_backup(file, timezone.now(), replace)
        self.stdout.write(
            _("%(file)s is written. It can be brought back until %(day)s.")
            % {"file": file, "day": date_format(manifest.expires)}
        )

    def _expire(self, folder: Path) -> None:
        for path in remove_expired(folder, timezone.now()):
            self.stdout.write(_("Removed: %(file)s") % {"file": path})
