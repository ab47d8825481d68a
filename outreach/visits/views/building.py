"""One answer for the open doors of a building, and taking it back."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from contacts.access import require
from outreach.visits.codelists import Disposition
from outreach.visits.models import Visit
from outreach.visits.page_events import report_kind, send_event, was_sent
from outreach.visits.receiving import APPLIED, DUPLICATE
from outreach.visits.views.agent import get_own_visit

# A tall house has more, and then they are done in parts.
MOST_DOORS = 40


@require_POST
@require("visits.log_visit")
def log_building(request: HttpRequest) -> HttpResponse:
    """Log "no answer" for every door that the page named; each is an event of its own.

    A repeat changes nothing. A door that was logged meanwhile keeps what was said there.
    """
    data = {"disposition": Disposition.NO_ANSWER}
    saved = [
        visit.code
        for visit, number in _doors(request)
        if (visit.status == Visit.Status.OPEN or was_sent(number))
        and _send(request, visit, number, report_kind(visit), data)
    ]
    return redirect(reverse("visits:today", query={"saved": saved}))


@require_POST
@require("visits.log_visit")
def undo_building(request: HttpRequest) -> HttpResponse:
    """Take the last report of every named door back."""
    undone = sum(
        _send(request, visit, number, "visit_report_correction", {"undone": True})
        for visit, number in _doors(request)
    )
    words = ngettext(
        "Taken back. %(n)d door is open again.", "Taken back. %(n)d doors are open again.", undone
    )
    messages.success(request, words % {"n": undone})
    return redirect("visits:today")


def _doors(request: HttpRequest) -> Iterator[tuple[Visit, UUID]]:
    """Yield each visit that the page named with its event's number; 404 for another team's."""
    for named in request.POST.getlist("door")[:MOST_DOORS]:
        code, _colon, number = named.partition(":")
        try:
            yield get_own_visit(request, code), UUID(number)
        except ValueError:
            continue


def _send(
    request: HttpRequest, visit: Visit, number: UUID, kind: str, data: dict[str, Any]
) -> bool:
    """Say whether the event was applied; what went wrong is shown on the next page."""
    verdict = send_event(request.user, visit, number, kind, data, timezone.now())
    if verdict.verdict not in (APPLIED, DUPLICATE):
        messages.error(request, verdict.reason)
    return verdict.verdict in (APPLIED, DUPLICATE)
