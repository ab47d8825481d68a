"""Check the audit's chain from its first entry to its last."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from outreach.accounts.verifying import BrokenAuditError, Head, verify


def _head(text: str) -> Head:
    try:
        return Head.parse(text)
    except ValueError as error:
        raise ArgumentTypeError("expected an end as printed, such as 120:1f0c…") from error


class Command(BaseCommand):
    """Ends with 0 and the chain's end, or with 1 and the first broken row."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take an end that was kept elsewhere, which shows that the newest entries are there."""
        parser.add_argument(
            "--kept", type=_head, metavar="N:LINK", help="an end that an earlier run printed"
        )

    def handle(self, *_args: Any, kept: Head | None, **_options: Any) -> None:
        """Verify, and print the end to be kept somewhere else."""
        try:
            head = verify(kept)
        except BrokenAuditError as error:
            raise CommandError(f"The audit is broken at {error}.") from error
        self.stdout.write(f"{head.position} entries, all as they were written.")
        self.stdout.write(f"Keep this outside the database: {head}")
