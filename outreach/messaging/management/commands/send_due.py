"""Send the texts that are due now, once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from outreach.messaging.upkeep import send_everything_due


class Command(BaseCommand):
    """The worker does the same every few seconds."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how many at most."""
        parser.add_argument("--most", type=int, default=1_000, metavar="N")

    def handle(self, *_args: Any, most: int, **_options: Any) -> None:
        """Send, and print counts only."""
        done = send_everything_due(most)
        self.stdout.write(", ".join(f"{count} {deed}" for deed, count in done.items()))
