"""What phones send: `POST /sync/events/`, one verdict an event. docs/sync.md is the contract."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from outreach.visits.authors import read_author
from outreach.visits.clients import is_taken, told_of
from outreach.visits.devices import is_revoked, may_keep_list, note_logged, received_of
from outreach.visits.forgeries import PAUSE_SECONDS, count_forged, is_paused
from outreach.visits.receiving import RETRY, Sending, Verdict, receive_event
from outreach.visits.sealed import FORGED, is_sealed, receive_sealed
from outreach.visits.sent import Sent, Tally, read_sent

MOST_EVENTS = 200
MOST_BYTES = 1024 * 1024


@csrf_exempt
@require_POST
def sync_events(request: HttpRequest) -> JsonResponse:
    """Store each event by itself and answer with a verdict for each, in their order.

    400 where the body cannot be read, 413 where there is more of it than one request may carry,
    429 where too much of what came from this address did not open, 401 where nobody is signed in
    and nothing in it proves who made it: then nothing was stored. Someone whose access ended is
    still heard: what they logged is set aside, not lost.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return _refusal(413, _("Send fewer events at a time."))
    try:
        sent = read_sent(request.body)
    except ValueError as error:
        # A stranger learns nothing from what is wrong with it.
        signed_in = request.user.is_authenticated
        return _refusal(400, str(error)) if signed_in else _refusal(401, _("Sign in to send."))
    if len(sent.events) > MOST_EVENTS:
        return _refusal(413, _("Send fewer events at a time."))
    if sent.needs_session and request.user.is_authenticated:
        return _answer_signed_in(request, sent)
    if not sent.proves_itself:
        return _refusal(401, _("Sign in to send."))
    return _answer(request, sent)


def _answer(request: HttpRequest, sent: Sent) -> JsonResponse:
    if is_paused(request):
        return _refusal(429, _("Try again later."), {"Retry-After": str(PAUSE_SECONDS)})
    now = timezone.now()
    verdicts = [_receive(request, event, sent, now) for event in sent.events]
    count_forged(request, sum(verdict.code in FORGED for verdict in verdicts))
    return JsonResponse(
        {
            "received_at": now.isoformat(),
            "clock": sent.clock_ahead_seconds(now) or 0,
            "client": told_of(sent.client),
            "results": [vars(verdict) for verdict in verdicts],
            "receipts": [_receipt(tally, now) for tally in sent.tallies],
            "wipe": is_revoked(sent.device),
        }
    )


# What a session vouches for must have been sent by our own page.
_answer_signed_in = csrf_protect(_answer)


def _receive(request: HttpRequest, event: Any, sent: Sent, now: datetime) -> Verdict:
    user: Any = request.user
    sending = Sending(sent.device, sent.clock_ahead_seconds(now))
    if not is_taken(sent.client):
        return _later(event, _("Update the app: your visits stay on this phone."), "update")
    if is_sealed(event):
        return receive_sealed(event, now, sending)
    if not user.is_authenticated:
        return _later(event, _("Sign in to send."), "sign_in")
    return receive_event(user, event, now, sending)


def _later(event: Any, reason: str, code: str) -> Verdict:
    name = str(event.get("id", ""))[:36] if isinstance(event, dict) else ""
    return Verdict(name, RETRY, reason, code=code)


def _receipt(tally: Tally, now: datetime) -> dict[str, Any]:
    """Keep what a phone says it made, and answer how much of that is here."""
    author = read_author(tally.author)
    if author is None:
        return {"day": "", "logged": tally.logged, "received": 0, "wipe": False}
    told = note_logged(author, tally.logged, now)
    return {
        "day": author.day.isoformat(),
        "logged": told.logged,
        "received": received_of(author.user, author.device, author.day),
        "wipe": not may_keep_list(author),
    }


def _refusal(status: int, reason: str, headers: dict[str, str] | None = None) -> JsonResponse:
    return JsonResponse({"error": reason}, status=status, headers=headers)
