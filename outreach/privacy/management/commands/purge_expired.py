"""`manage.py purge_expired`: erase what nothing keeps any more. Meant to run every night."""

from datetime import datetime
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.tasks import task_backends
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks_db import DatabaseBackend

from outreach.campaigns.models import Campaign
from outreach.privacy.backups.leftovers import forget_leftovers
from outreach.privacy.forecasting import forecast
from outreach.privacy.ledger import LedgerBrokenError
from outreach.privacy.purging import purge_expired
from outreach.privacy.replaying import replay_ledger
from outreach.privacy.sweeping import people_in_no_campaign
from outreach.privacy.wiping import wipe


class Command(BaseCommand):
    """Erases people whose campaigns are over, old lists and old evidence; figures stay."""

    help = "Erase what nothing keeps any more. It can be stopped at any time and run again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be erased, and erase nothing"
        )

    def handle(self, *_args: Any, dry_run: bool, **_options: Any) -> None:
        """Say what is to be erased, or erase it."""
        now = timezone.now()
        if dry_run:
            return self._foretell(now)
        try:
            again = replay_ledger(now)
            records = purge_expired(now)
        except LedgerBrokenError as error:
            raise CommandError(_broken(error)) from None
        if again:
            self.stdout.write(_("Erased again after a restore: %(n)d.") % {"n": again})
        for record in records:
            rows = sum(record.counts.values())
            self.stdout.write(f"{record.code}  {record.get_rule_display()}: {rows}")
        if not again and not records:
            self.stdout.write(_("Nothing is over yet. Nothing was erased."))
        # Old sessions and the traces of tasks that failed may speak of people too.
        call_command("clearsessions")
        if isinstance(task_backends["default"], DatabaseBackend):
            call_command("prune_db_task_results", verbosity=0)
        self._wipe()
        return None

    def _foretell(self, now: datetime) -> None:
        closed = Campaign.objects.filter(status=Campaign.Status.CLOSED, figures_since=None)
        for campaign in closed.order_by("closed_at", "pk"):
            told = forecast(campaign, now)
            self.stdout.write(f"{campaign.name}: {told.sentence} {told.who_stays}".rstrip())
        count = people_in_no_campaign(now).count()
        text = ngettext(
            "%(n)d person in no campaign would be erased.",
            "%(n)d people in no campaign would be erased.",
            count,
        )
        self.stdout.write(text % {"n": count})

    def _wipe(self) -> None:
        forget_leftovers()
        if not wipe():
            self.stderr.write(
                _(
                    "The database was busy, so traces of erased rows may remain in its file. "
                    "They go with the next purge."
                )
            )


def _broken(error: LedgerBrokenError) -> str:
    return _(
        "Line %(line)d of the ledger of erasures was altered. Put its copy back first; nothing "
        "was erased."
    ) % {"line": error.line}
