"""What phones send: `POST /sync/events/`, one verdict an event."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from outreach.visits.receiving import receive_event

SCHEMA = 1
MOST_EVENTS = 200
MOST_BYTES = 1024 * 1024


@require_POST
def sync_events(request: HttpRequest) -> JsonResponse:
    """Store each event by itself and answer with a verdict for each, in their order.

    Takes `{"schema": 1, "device": UUID, "events": [...]}`. 400 where that cannot be read, 413 where
    there is more of it than one request may carry, 401 where nobody is signed in: then nothing was
    stored. Someone whose access ended is still heard: what they logged is set aside, not lost.
    """
    if not request.user.is_authenticated:
        return _refusal(401, _("Sign in to send."))
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return _refusal(413, _("Send fewer events at a time."))
    try:
        device, events = _read(request.body)
    except ValueError as error:
        return _refusal(400, str(error))
    if len(events) > MOST_EVENTS:
        return _refusal(413, _("Send fewer events at a time."))
    now = timezone.now()
    verdicts = [receive_event(request.user, event, now, device) for event in events]
    return JsonResponse(
        {
            "results": [
                {"id": v.id, "verdict": v.verdict, "reason": v.reason, "field": v.field}
                for v in verdicts
            ],
            "received_at": now.isoformat(),
        }
    )


def _read(body: bytes) -> tuple[UUID, list[Any]]:
    """Return the device and its events; raise ValueError, in words, where the body is no such."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ValueError(_("This is not JSON.")) from error
    if not isinstance(sent, dict) or sent.get("schema") != SCHEMA:
        raise ValueError(_("This version is not understood."))
    events = sent.get("events")
    if not isinstance(events, list):
        raise ValueError(_("There is no list of events."))
    try:
        return UUID(str(sent.get("device"))), events
    except ValueError as error:
        raise ValueError(_("The device has no number.")) from error


def _refusal(status: int, reason: str) -> JsonResponse:
    return JsonResponse({"error": reason}, status=status)
