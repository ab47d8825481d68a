"""What the ledger learns from the apps below: who must not be contacted outlives a restore."""

import logging
from collections.abc import Iterable
from typing import Any

from contacts.models import DoNotContact
from outreach.privacy import ledger

log = logging.getLogger(__name__)


def write_stops_in_ledger(entries: Iterable[DoNotContact], **_kwargs: Any) -> None:
    """Write new entries of the do-not-contact list into the ledger.

    A person's wish is not refused because a file cannot be written: that is logged instead.
    """
    lines = [
        ledger.Line(ledger.STOP, entry.key, entry.since.isoformat(), rule=entry.kind)
        for entry in entries
    ]
    try:
        ledger.append(lines)
    except (OSError, ledger.LedgerBrokenError):
        log.exception("The ledger of erasures (ERASURE_LEDGER) could not be written.")
