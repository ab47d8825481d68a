"""The worker: takes what the pages left to be done, until it is stopped."""

from argparse import ArgumentParser
from typing import Any

from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from outreach.accounts import upkeep


class Command(DatabaseWorker):
    """django-tasks-db's worker, for all queues. Any number of them may run side by side."""

    help = "Do the work in the background: plans, messages that are due, exports."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take its options. It never restarts on a change of code unless told to."""
        super().add_arguments(parser)
        parser.set_defaults(queue_name="*", reload=False)

    def handle(self, **options: Any) -> None:
        """Work, and see to what falls due by the clock, until stopped."""
        with upkeep.in_the_background():
            super().handle(**options)
