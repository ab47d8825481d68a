"""The agent's day: the list, a door, and the way to the next one."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contacts.access import require
from contacts.looks import log_list_look, log_look
from contacts.models import Office
from outreach.campaigns.models import Team
from outreach.visits.caseload import caseload_of, told_all, with_what_to_know
from outreach.visits.codelists import DIRECT_REACH
from outreach.visits.models import Visit, VisitReport
from outreach.visits.working_day import working_day

EARLIER_VISITS = 3


@require_safe
@never_cache
@require("visits.log_visit")
def today(request: HttpRequest) -> HttpResponse:
    """Show today's doors of the user's teams, the next one first. The look is logged first."""
    user: Any = request.user
    day = working_day(user, timezone.now())
    caseload = caseload_of(user, day)
    log_list_look([visit.contact for visit in caseload.visits], "today")
    reports = [report for visit in caseload.done for report in visit.current_reports]
    page = {
        "caseload": caseload,
        "day": day,
        "team": caseload.visits[0].team if caseload.visits else None,
        "offices": [] if caseload.visits else Office.objects.filter(staff=user),
        "reached": sum(report.disposition in DIRECT_REACH for report in reports),
        "saved": _saved(request, caseload.done),
        "event": uuid4(),
    }
    return render(request, "visits/today.html", page)


@require_safe
@never_cache
@require("visits.log_visit")
def visit(request: HttpRequest, code: str) -> HttpResponse:
    """Show what to know before knocking at one door of today. The look is logged first.

    Of a door that is no longer the team's only the address is shown, and the way to log a knock
    that was made already.
    """
    found = get_own_visit(request, code)
    log_look(found.contact)
    user: Any = request.user
    scripts = found.enrollment.campaign.scripts.all()
    language = found.contact.language
    building = caseload_of(user, found.day).building_of(found)
    gone = gone_from(user, found)
    if len(building) > 1:
        log_list_look([visit.contact for visit in building], "building")
    page = {
        "visit": found,
        "building": [(visit, uuid4()) for visit in building] if len(building) > 1 else [],
        "gone": gone,
        "script": next((s for s in scripts if s.language == language), None),
        "earlier": _earlier(found),
        "history": found.reports.in_order().select_related("author", "event"),
        "undo_event": uuid4(),
        "quick_event": "" if gone or found.current_reports else uuid4(),
    }
    return render(request, "visits/visit.html", page)


def get_own_visit(request: HttpRequest, code: str) -> Visit:
    """Return the visit if it is, or was until it went, of today and the user's team; else 404."""
    user: Any = request.user
    day = working_day(user, timezone.now())
    visits = with_what_to_know(Visit.objects.of_day_or_gone(user, day))
    found: Visit = get_object_or_404(visits, code=code)
    told_all([found], day)
    return found


def gone_from(user: Any, visit: Visit) -> str:
    """Return "cancelled" or "moved" for a visit that is no longer the user's, otherwise ''."""
    if visit.status == Visit.Status.CANCELLED:
        return "cancelled"
    mine = Team.objects.filter(pk=visit.team_id, members=user, is_active=True)
    return "" if mine.exists() else "moved"


def _earlier(found: Visit) -> list[VisitReport]:
    reports = VisitReport.objects.current().filter(visit__contact=found.contact)
    earlier = reports.filter(visit__day__lt=found.day).select_related("visit")
    return list(earlier.order_by("-visit__day")[:EARLIER_VISITS])


def _saved(request: HttpRequest, done: list[Visit]) -> list[tuple[Visit, UUID]]:
    """Return the visits that were logged a moment ago, each with a number for taking it back."""
    codes = set(request.GET.getlist("saved"))
    return [(visit, uuid4()) for visit in done if visit.code in codes]
