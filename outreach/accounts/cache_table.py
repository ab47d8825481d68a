"""The table of the database cache, which no migration makes."""

from typing import Any

from django.core.management import call_command


def make_cache_table(using: str, **_kwargs: Any) -> None:
    """Make it where it is not there yet. Runs after every migrate."""
    call_command("createcachetable", database=using, verbosity=0)
