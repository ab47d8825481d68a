"""What the worker does by the clock. django-tasks-db has no schedule; each app says what is due.

A deed looks for itself at what is due, so that any number of workers may do it at once and one that
was missed is only late.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread
from time import monotonic

from django.db import close_old_connections, connection

logger = logging.getLogger(__name__)


@dataclass
class Deed:
    """Something to do again every so many seconds."""

    name: str
    seconds: float
    do: Callable[[], object]
    next_at: float = 0.0


DEEDS: list[Deed] = []


def every(seconds: float, name: str, do: Callable[[], object]) -> None:
    """Have the worker do this again and again. Naming it twice changes nothing."""
    if all(deed.name != name for deed in DEEDS):
        DEEDS.append(Deed(name, seconds, do))


@contextmanager
def in_the_background() -> Iterator[None]:
    """Do what falls due in a thread of its own, with its own connection, until the end."""
    stopped = Event()
    thread = Thread(target=_until, args=(stopped,), name="upkeep", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()


def do_due(now: float) -> None:
    """Do every deed whose time has come. One that fails is logged by its name and tried again."""
    for deed in DEEDS:
        if deed.next_at <= now:
            deed.next_at = now + deed.seconds
            try:
                deed.do()
            except Exception:
                logger.exception("upkeep failed: %s", deed.name)


def _until(stopped: Event) -> None:
    while not stopped.wait(1):
        close_old_connections()
        do_due(monotonic())
    connection.close()
