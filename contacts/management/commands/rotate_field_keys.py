"""Encrypt everything under the first of FIELD_KEYS, so that the older ones can be taken away."""

from argparse import ArgumentParser
from typing import Any

from cryptography.fernet import Fernet
from django.core.management.base import BaseCommand, CommandError

from contacts.encryption import UnreadableError
from contacts.rotating import rotate


class Command(BaseCommand):
    """May be interrupted and run again, and run while people work."""

    help = __doc__ or ""
    # The first key is made before there is anything to check.
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the option that only prints a key."""
        parser.add_argument("--new", action="store_true", help="print a new key, and do nothing")

    def handle(self, *_args: Any, new: bool, **_options: Any) -> None:
        """Rotate, and say what to do next."""
        if new:
            self.stdout.write(Fernet.generate_key().decode())
            return
        self.check()
        try:
            done = rotate()
        except UnreadableError as error:
            raise CommandError(
                f"{error} Nothing was lost; add its key and run this again."
            ) from error
        self.stdout.write(
            f"{done.renewed} of {done.seen} values were encrypted anew. "
            "FIELD_KEYS may now hold its first key alone, once no backup needs the others."
        )
