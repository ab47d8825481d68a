"""Where a worker can die: it kills itself with SIGKILL, which nothing can catch, at a named point.

The points of sending are those of the second text of a batch, so that one before it was recorded
and one after it is claimed and waits.
"""

import os
import signal
from collections.abc import Callable
from typing import Any

from urllib3.connection import HTTPConnection

from outreach.messaging import claiming, reconciling, sending, swift
from outreach.messaging.twilio_gateway import TwilioGateway


def die() -> None:
    """End at once."""
    os.kill(os.getpid(), signal.SIGKILL)


def _after(owner: Any, name: str, nth: int = 1) -> None:
    """Die when the function of that name has returned for the nth time."""
    _around(owner, name, nth, after=True)


def _before(owner: Any, name: str, nth: int = 1) -> None:
    _around(owner, name, nth, after=False)


def _around(owner: Any, name: str, nth: int, *, after: bool) -> None:
    original, calls = getattr(owner, name), iter(range(1, 1_000_000))

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        is_due = next(calls) == nth
        if is_due and not after:
            die()
        result = original(*args, **kwargs)
        if is_due:
            die()
        return result

    setattr(owner, name, wrapped)


POINTS: dict[str, Callable[[], object]] = {
    "claim": lambda: _after(claiming, "_mark"),
    "after its commit": lambda: _after(sending, "claim"),
    "before the send": lambda: _before(TwilioGateway, "send", 2),
    # The request is written; its answer is about to be read.
    "after the write": lambda: _before(HTTPConnection, "getresponse", 2),
    "after the answer": lambda: _after(TwilioGateway, "send", 2),
    # That of the first text goes by the swift way, that of the last by the careful one. PostgreSQL
    # does the swift one in a single statement, which nobody can die in the middle of.
    "before the identifier's commit": lambda: (
        _before(swift, "in_one_statement", 2),
        _after(swift, "in_two_statements", 2),
        _after(sending, "_record"),
    ),
    "after it": lambda: _after(sending, "_record_and_go_on", 2),
    "mid-reconcile": lambda: _after(reconciling, "settle"),
}
