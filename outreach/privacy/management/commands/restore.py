"""`manage.py restore FILE`: bring a backup back, without the people who were erased since."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from outreach.privacy.backups import BackupRefusedError
from outreach.privacy.backups.container import read_identity
from outreach.privacy.backups.restoring import Reasons, Restored, restore_backup


class Command(BaseCommand):
    """Puts the database of a backup in the place of the live one, in one step."""

    help = "Bring a backup back. Stop the web and worker processes first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--identity", type=Path, required=True, metavar="FILE", help="the private age key"
        )
        parser.add_argument("--expired-anyway", default="", metavar="REASON")
        parser.add_argument("--ledger-anyway", default="", metavar="REASON")

    def handle(
        self,
        *_args: Any,
        file: Path,
        identity: Path,
        expired_anyway: str,
        ledger_anyway: str,
        **_options: Any,
    ) -> None:
        """Bring it back whole, or change nothing."""
        reasons = Reasons(expired=expired_anyway, ledger=ledger_anyway)
        try:
            with identity.open() as opened:
                key = read_identity(opened)
            self._tell(restore_backup(file, key, timezone.now(), reasons))
        except BackupRefusedError as error:
            raise CommandError(f"{error} {_('Nothing was changed.')}") from None
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise CommandError(_("Nothing was changed: %(why)s") % {"why": why}) from None

    def _tell(self, restored: Restored) -> None:
        made = date_format(restored.manifest.made, "DATETIME_FORMAT")
        self.stdout.write(_("The backup of %(made)s is in place.") % {"made": made})
        self.stdout.write(_("Erased again: %(n)d.") % {"n": restored.erased_again})
        self.stdout.write(
            _(
                "Everyone has to sign in again. Look at who may sign in: people who were switched "
                "off since then are on again."
            )
        )
