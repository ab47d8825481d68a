"""Give a PostgreSQL role what the web and worker processes need, and no more."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connection, transaction

from outreach.accounts.append_only import create_role, restrict_role


class Command(BaseCommand):
    """Run as the owner of the tables after each migration; then sign in as the restricted role."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the role's name."""
        parser.add_argument("role")
        parser.add_argument(
            "--create", action="store_true", help="make it, with the password in ROLE_PASSWORD"
        )

    def handle(self, *_args: Any, role: str, create: bool, **_options: Any) -> None:
        """Grant and revoke, or say why not."""
        password = os.environ.get("ROLE_PASSWORD", "")
        if create and not password:
            raise CommandError("Set ROLE_PASSWORD to the password of the role to be made.")
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles.")
        try:
            with transaction.atomic():
                if create:
                    create_role(role, password)
                restrict_role(role)
        except ProgrammingError as error:
            raise CommandError(f"{error}".strip()) from error
        self.stdout.write(f"{role} may do the daily work, and only add to the audit.")
