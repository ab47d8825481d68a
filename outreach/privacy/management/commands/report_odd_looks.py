"""`manage.py report_odd_looks`: who looked at whom for no reason that one would expect."""

from datetime import UTC, date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from outreach.privacy.odd_look_words import RULES
from outreach.privacy.weekly_looks import report_week


class Command(BaseCommand):
    """Prints the report of a whole week, and keeps it where there is none yet."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a day of the week to report; without it, the last whole week."""
        parser.add_argument("--week", type=date.fromisoformat, metavar="DAY")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print a line for each odd look, as codes."""
        today = timezone.now().astimezone(UTC).date()
        day = options["week"] or today - timedelta(days=7)
        monday = day - timedelta(days=day.weekday())
        if monday + timedelta(days=7) > today:
            raise CommandError("That week is not over yet: a report is made once it is.")
        with translation.override("en"):
            report = report_week(monday)
            odd = len(report.findings)
            self.stdout.write(f"Week of {monday}: {odd} of {report.looks} close looks are odd.")
            for found in report.findings:
                rules = ", ".join(str(RULES[rule]) for rule in found["rules"])
                self.stdout.write(
                    f"{found['at'][:16]}  {found['user']} at {found['contact']}: {rules} "
                    f"(entry {found['entry']})"
                )
