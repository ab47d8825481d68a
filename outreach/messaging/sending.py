"""Sending each text once.

A text is claimed (`claiming`), and `SENDING` is committed before anything goes over the network. So
whoever dies afterwards leaves a text that is known to have been on its way, and it is never sent
again by itself: its callback, the carrier's list (`reconciling`) or a person settles it.
"""

from collections import deque
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from outreach.messaging.callbacks import settle
from outreach.messaging.claiming import (
    AT_ONCE,
    claim,
    give_back,
    mark_sending,
    sending_event,
)
from outreach.messaging.gateway import Gateway, Handed, Refused, Result, Throttled
from outreach.messaging.models import Text, TextEvent
from outreach.messaging.numbers import learn_from_code
from outreach.messaging.swift import accept_and_mark

Status = Text.Status
MOST_WAIT = timedelta(minutes=15)
# What was asked of consent and hours before then is asked again.
STALE_AFTER_SECONDS = 2.0


def send_due(gateway: Gateway, most: int = 1_000, now: datetime | None = None) -> int:
    """Send the texts that are due, oldest first, and return how many were handed over."""
    handed = 0
    while most > 0:
        sent, looked_at = send_batch(gateway, min(most, AT_ONCE), now)
        if not looked_at:
            break
        handed += sent
        most -= looked_at
    return handed


def send_batch(gateway: Gateway, most: int, now: datetime | None = None) -> tuple[int, int]:
    """Claim some texts and send them; return how many were handed over, and how many looked at."""
    batch, looked_at = claim(now or timezone.now(), most, gateway.sender)
    rest, begun, handed = deque(batch), monotonic(), 0
    text = rest.popleft() if rest else None
    while text:
        result = gateway.send(str(text.number), text.words, status_address(text))
        handed += isinstance(result, Handed)
        is_stale = monotonic() - begun > STALE_AFTER_SECONDS
        text = _record_and_go_on(text, result, rest, now or timezone.now(), is_stale)
    return handed, looked_at


def _record_and_go_on(
    text: Text, result: Result, rest: deque[Text], now: datetime, is_stale: bool
) -> Text | None:
    """Write down what came of one text and, with the same commit, that the next is being sent.

    Returns the next one; None where none is left, or the others went back to the queue.
    """
    if (
        isinstance(result, Handed)
        and rest
        and not is_stale
        and accept_and_mark(text, result.provider_id, rest[0], now)
    ):
        return rest.popleft()
    # Also where a callback came first, or the next one was taken back: one after the other, then.
    return _record_with_care(text, result, rest, now, is_stale)


@transaction.atomic
def _record_with_care(
    text: Text, result: Result, rest: deque[Text], now: datetime, is_stale: bool
) -> Text | None:
    events = _record(text, result, now)
    following = None
    if isinstance(result, Throttled):
        give_back(rest, now, now + _wait(result))
    elif is_stale:
        give_back(rest, now)
    else:
        following = _next_of(rest, now)
    if following:
        events.append(sending_event(following, now))
    TextEvent.objects.bulk_create(events)
    return following


def _next_of(rest: deque[Text], now: datetime) -> Text | None:
    """Mark the next text that nobody took back meanwhile, and return it."""
    while rest:
        text = rest.popleft()
        if mark_sending(text, now):
            return text
    return None


@transaction.atomic
def record(text: Text, result: Result, now: datetime) -> None:
    """Write down what came of handing a text over."""
    TextEvent.objects.bulk_create(_record(text, result, now))


def _record(text: Text, result: Result, now: datetime) -> list[TextEvent]:
    """Write it down, and return the event that says so; none where a callback came first."""
    values = _means(text, result, now)
    known = Text.objects.filter(pk=text.pk, status=Status.SENDING, claimed_at=text.claimed_at)
    if not known.update(**values, changed_at=now):
        _record_late(text, result, now)
        return []
    code = values["reason"]
    if code:
        learn_from_code(text.key, code, now)
    return [TextEvent(text=text, status=values["status"], code=code, source="gateway", at=now)]


def _means(text: Text, result: Result, now: datetime) -> dict[str, Any]:
    """Return what a result makes of a text that is being sent."""
    match result:
        case Handed(provider_id):
            return {"status": Status.ACCEPTED, "reason": "", "provider_id": provider_id}
        case Refused(code):
            return {"status": Status.FAILED, "reason": code[:24]}
        case Throttled(_seconds, code):
            due_at = now + _wait(result)
            return {"status": Status.QUEUED, "reason": code, "due_at": due_at}
        case _:
            return {"status": Status.UNKNOWN, "reason": result.code[:24]}


def _record_late(text: Text, result: Result, now: datetime) -> None:
    """Keep the carrier's identifier of a text whose callback came first, or that was given up."""
    if not isinstance(result, Handed):
        return
    kept = Text.objects.select_for_update().get(pk=text.pk)
    if kept.provider_id is None:
        kept.provider_id = result.provider_id
        kept.save(update_fields=["provider_id"])
    if kept.status == Status.UNKNOWN:
        settle(kept, Status.ACCEPTED, "gateway", "", now)


def _wait(throttled: Throttled) -> timedelta:
    return min(timedelta(seconds=throttled.seconds), MOST_WAIT)


def status_address(text: Text) -> str:
    """Return where the carrier reports on this text."""
    path: str = reverse("messaging:status", args=[text.pk])
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"
