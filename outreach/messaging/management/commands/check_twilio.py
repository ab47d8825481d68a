"""Say what is missing before Twilio can carry texts; ends with 1 where anything is."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from outreach.messaging.twilio_gateway import client
from outreach.messaging.twilio_setup import look


class Command(BaseCommand):
    """It reads the account and changes nothing."""

    help = __doc__ or ""
    # The system checks would end it before it can say what is missing.
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print each thing that was looked at, and what to do where it is not right."""
        findings = list(look(client()))
        for finding in findings:
            mark = "ok     " if finding.is_fine else "MISSING"
            self.stdout.write(f"{mark} {finding.what}")
            if finding.mend:
                self.stdout.write(f"        {finding.mend}")
        rate = settings.TWILIO_TEXTS_PER_SECOND
        self.stdout.write(f"Texts are handed over at {rate:g} a second (TWILIO_TEXTS_PER_SECOND).")
        missing = sum(not finding.is_fine for finding in findings)
        if missing:
            raise CommandError(f"{missing} missing.", returncode=1)
