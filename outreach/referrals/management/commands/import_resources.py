"""Import a directory of resources: the same importer as the page."""

from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from outreach.referrals.imports import DirectoryRefused, Reading, Report, run_reading
from outreach.referrals.models import Format


class Command(BaseCommand):
    """Reads a file or folder into the directory; names every row that was refused or mended."""

    help = "Import resources from FindTreatment.gov's listing, an HSDS 3 package or any table."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what the page asks."""
        parser.add_argument("path", type=Path, help="a file, or the folder of an HSDS package")
        parser.add_argument("--format", required=True, choices=Format.values)
        parser.add_argument(
            "--source",
            help="the source's short name, by which its rows are known; by default the format's",
        )
        parser.add_argument("--map", nargs="*", default=[], metavar="COLUMN=field")
        whole = parser.add_mutually_exclusive_group()
        whole.add_argument(
            "--whole", dest="whole", action="store_true", default=None,
            help="the file is all that the source has: mark what it leaves out as vanished",
        )  # fmt: skip
        whole.add_argument("--part", dest="whole", action="store_false", help="the file is a part")
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, then say what came of it. Exits with 2 where nothing could be read."""
        path = options["path"]
        with ExitStack() as stack:
            try:
                folder = path.is_dir() and options["format"] == Format.HSDS
                content = path if folder else stack.enter_context(path.open("rb"))
                reading = Reading(
                    format=options["format"],
                    source=slugify(options["source"] or options["format"]),
                    content=content,
                    name=path.name,
                    is_whole=options["whole"],
                    columns=_mapping(options["map"]),
                )
                report = run_reading(reading, timezone.now(), options["dry_run"])
            except (DirectoryRefused, OSError) as error:
                raise CommandError(str(error), returncode=2) from error
        self._tell(report, options["dry_run"])

    def _tell(self, report: Report, dry_run: bool) -> None:
        for problem in report.problems:
            mark = _("refused") if problem.is_refused else _("mended")
            place = f"{problem.file}:{problem.row} {problem.id}".strip()
            self.stderr.write(f"{place}: {mark}: {problem.reason}")
        if dry_run:
            self.stdout.write(_("Nothing was written."))
        counts = ", ".join(f"{number} {name}" for name, number in report.counts().items())
        self.stdout.write(counts)


def _mapping(pairs: list[str]) -> dict[str, str]:
    wrong = next((pair for pair in pairs if "=" not in pair), None)
    if wrong is not None:
        raise CommandError(_("“%(pair)s” is not COLUMN=field.") % {"pair": wrong}, returncode=2)
    return dict(pair.rsplit("=", 1) for pair in pairs)
