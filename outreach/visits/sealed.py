"""Sealed reports: opened here, then received like any other, on behalf of the author inside.

What their sender is told says nothing of the person, the visit or the author: it may be anybody.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outreach.visits.authors import read_author
from outreach.visits.models import SealingKey
from outreach.visits.receiving import (
    CONFLICT,
    QUARANTINED,
    REJECTED,
    RETRY,
    Sending,
    Verdict,
    receive_event,
)
from outreach.visits.sealing import CannotOpen, Sealed, open_sealed

# Whoever causes these may be guessing: they count against the address that they come from.
FORGED = frozenset({"unreadable", "unknown_author"})
KEPT = _("Your coordinator decides about it.")
WORDS: dict[str, str | Promise] = {
    CONFLICT: KEPT,
    QUARANTINED: KEPT,
    REJECTED: _("The office cannot take it."),
    RETRY: _("It will be sent again."),
}


@dataclass(frozen=True)
class Refused(Exception):  # noqa: N818 - it reads as what happened
    """A sealed event that did not get as far as being received."""

    verdict: str
    code: str


def is_sealed(event: Any) -> bool:
    """Whether an event is sealed rather than plain."""
    return isinstance(event, dict) and "ciphertext" in event


def receive_sealed(event: dict[str, Any], now: datetime, sending: Sending) -> Verdict:
    """Open one sealed event and receive what is in it; never raises for anything it holds."""
    name = str(event.get("id", ""))[:36]
    try:
        envelope, sent_by = _opened(event, sending)
    except Refused as refused:
        return Verdict(name, refused.verdict, str(WORDS[refused.verdict]), code=refused.code)
    author = envelope.pop("author")
    verdict = receive_event(author, envelope, now, sent_by)
    return replace(verdict, id=name, reason=str(WORDS.get(verdict.verdict, "")), field="")


def _opened(event: dict[str, Any], sending: Sending) -> tuple[dict[str, Any], Sending]:
    """Return the envelope inside, with its author, and how that came. Raises Refused."""
    try:
        sealed = Sealed.read(event)
        envelope = json.loads(open_sealed(sealed, _private_key(sealed.key)))
    except (CannotOpen, ValueError, RecursionError) as error:
        raise Refused(REJECTED, "unreadable") from error
    if not isinstance(envelope, dict) or envelope.get("id") != sealed.id:
        raise Refused(REJECTED, "unreadable")
    author = read_author(envelope.get("author"))
    if author is None:
        raise Refused(REJECTED, "unknown_author")
    sent_by = replace(sending, device=author.device, list_day=author.day)
    return envelope | {"author": author.user}, sent_by


def _private_key(name: str) -> str:
    """Return the private half of the key of this name. Raises Refused."""
    key = SealingKey.objects.filter(name=name).first()
    if key is None:
        # We were set back to before it was made; it may come back, and the report must not be lost.
        raise Refused(RETRY, "key")
    if key.destroyed_at:
        raise Refused(REJECTED, "too_old")
    return str(key.private_key)
