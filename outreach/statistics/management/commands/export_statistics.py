"""`manage.py export_statistics`: the page's export, for scripts."""

import os
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from outreach.campaigns.models import Campaign
from outreach.statistics.audit import log_export
from outreach.statistics.exports import export_figures
from outreach.statistics.files import FORMATS, as_bytes
from outreach.statistics.periods import FIRST_DAY, LAST_DAY
from outreach.statistics.snapshots import ask_for_refresh


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a day such as 2026-11-24") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ArgumentTypeError(f"{text!r} is not between {FIRST_DAY} and {LAST_DAY}")
    return day


class Command(BaseCommand):
    """Writes a campaign's figures of a period to a file, small counts hidden."""

    help = "Write a campaign's figures, with small counts hidden and each figure's definition."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--campaign", required=True, metavar="SLUG")
        parser.add_argument("--from", required=True, type=_day, metavar="DAY", dest="since")
        parser.add_argument("--to", required=True, type=_day, metavar="DAY", dest="until")
        parser.add_argument("--format", required=True, choices=list(FORMATS), dest="kind")
        parser.add_argument("--out", required=True, type=Path, metavar="FILE")
        parser.add_argument("--replace", action="store_true", help="overwrite FILE if it exists")

    def handle(
        self,
        *_args: Any,
        campaign: str,
        since: date,
        until: date,
        kind: str,
        out: Path,
        replace: bool,
        **_options: Any,
    ) -> None:
        """Write the whole file or none."""
        if out.exists() and not replace:
            raise CommandError(_already_there(out))
        found = Campaign.objects.filter(slug=campaign).first()
        if found is None:
            raise CommandError(_("There is no campaign “%(slug)s”.") % {"slug": campaign})
        try:
            export = export_figures(found, since, until)
            content = as_bytes(export, kind)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        log_export(found, "export_figures", since=since, until=until, format=kind)
        _write(out, content, replace)
        ask_for_refresh(found)
        self.stdout.write(
            _("%(rows)s rows written to %(file)s.") % {"rows": len(export.rows), "file": out}
        )


def _already_there(out: Path) -> str:
    return _("%(file)s is there already. Nothing was written; --replace overwrites it.") % {
        "file": out
    }


def _write(out: Path, content: bytes, replace: bool) -> None:
    """Let the file appear whole under its name, or not at all."""
    try:
        with NamedTemporaryFile(dir=out.parent, prefix=f".{out.name}.", delete=False) as file:
            file.write(content)
        written = Path(file.name)
        try:
            _as_open_as_others(written)
            written.replace(out) if replace else os.link(written, out)
        finally:
            written.unlink(missing_ok=True)
    except FileExistsError:
        raise CommandError(_already_there(out)) from None
    except OSError as error:
        raise CommandError(
            _("%(file)s cannot be written: %(why)s") % {"file": out, "why": error.strerror}
        ) from None


def _as_open_as_others(file: Path) -> None:
    """Give a temporary file, which is its owner's alone, the rights of any new file here."""
    mask = os.umask(0)
    os.umask(mask)
    file.chmod(0o666 & ~mask)
