"""What a page's form reports, handed over as the event that a phone would have sent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from outreach.visits.models import ReceivedEvent, Visit
from outreach.visits.receiving import Verdict, receive_event
from outreach.visits.standing import last_report


def send_event(
    user: Any, visit: Visit, number: UUID, kind: str, data: dict[str, Any], now: datetime
) -> Verdict:
    """Hand the answers over under the number that the page was made with; see `receive_event`."""
    sent = ReceivedEvent.objects.filter(pk=number).first()
    # A second tap is the same event, so it also says the time and the kind of the first.
    at = sent.device_at if sent else now
    envelope = {
        "id": str(number),
        "kind": sent.kind if sent else kind,
        "visit": visit.code,
        "at": timezone.localtime(at).isoformat(),
        "data": data,
    }
    return receive_event(user, envelope, now)


def was_sent(number: UUID) -> bool:
    """Say whether an event of this number is kept already."""
    return ReceivedEvent.objects.filter(pk=number).exists()


def report_kind(visit: Visit) -> str:
    """Return the kind of event that logs this visit now: the first report, or a correction."""
    last = last_report(visit)
    is_new = last is None or last.undone
    return ReceivedEvent.Kind.VISIT_REPORT if is_new else ReceivedEvent.Kind.CORRECTION
