"""What coordinators see of the visits: of one contact, of the day, and what waits for them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Max, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from contacts.access import require
from contacts.fragments import render_fragment
from contacts.looks import log_list_look, log_look
from contacts.models import Contact
from outreach.campaigns.models import Team
from outreach.visits.deciding import (
    CannotApply,
    decide_conflict,
    decide_event,
    put_away,
    questions_for,
    side_by_side,
)
from outreach.visits.models import Visit, VisitReport
from outreach.visits.receipts import receipts_for
from outreach.visits.wanted import wanted_by_people
from outreach.visits.working_day import ONE_DAY, out_since_yesterday

# How each kind of question is decided.
DECIDE: dict[str, Callable[..., None]] = {
    "set_aside": decide_event,
    "conflicts": decide_conflict,
    "requests": put_away,
}


@require_safe
@require("visits.view_visit")
def of_contact(request: HttpRequest, code: str) -> HttpResponse:
    """Show a contact's visits with every report of each: a fragment of the contact's page."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user), code=code)
    log_look(contact)
    reports = VisitReport.objects.in_order()
    visits = (
        Visit.objects.visible_to(request.user)
        .filter(contact=contact)
        .select_related("team", "enrollment__campaign")
        .prefetch_related(Prefetch("reports", reports.select_related("author", "event")))
        .order_by("-day", "-pk")
        .distinct()
    )
    return render_fragment(
        request, "visits/of_contact.html", {"contact": contact, "visits": visits}
    )


@require_safe
@never_cache
@require("visits.view_visit")
def board(request: HttpRequest) -> HttpResponse:
    """Show how far today's teams are, and who is still out since yesterday: a fragment."""
    now, seen = timezone.now(), Team.objects.visible_to(request.user)
    day, night = timezone.localdate(now), out_since_yesterday(seen, now)
    today = Q(visits__day=day) & ~Q(pk__in=night)
    if night:
        today |= Q(visits__day=day - ONE_DAY, pk__in=night)
    teams = (
        seen.annotate(
            doors=Count(
                "visits", filter=today & ~Q(visits__status=Visit.Status.CANCELLED), distinct=True
            ),
            done=Count(
                "visits", filter=today & Q(visits__status=Visit.Status.LOGGED), distinct=True
            ),
            last_at=Max("visits__reports__received_at", filter=today),
        )
        .filter(doors__gt=0)
        .select_related("office", "campaign")
    )
    page = {
        "teams": teams,
        "waiting": questions_for(request.user).count,
        "wanted": wanted_by_people(request.user).count(),
        "receipts": receipts_for(request.user, day),
    }
    return render_fragment(request, "visits/board.html", page)


@require_safe
@never_cache
@require("visits.view_visit")
def questions(request: HttpRequest) -> HttpResponse:
    """List what a coordinator has to decide. The look is logged first."""
    waiting = questions_for(request.user)
    pairs, wishes = side_by_side(waiting.set_aside), list(waiting.requests)
    visits = [pair.visit for pair in pairs] + [wish.visit for wish in wishes]
    log_list_look({visit.contact for visit in visits}, "questions")
    page = {"pairs": pairs, "conflicts": waiting.conflicts, "requests": wishes}
    return render(request, "visits/questions.html", page)


@require_POST
@require("visits.view_visit")
def decide_question(request: HttpRequest, kind: str, key: UUID | int) -> HttpResponse:
    """Decide one question: apply or leave aside a report, or put a request away."""
    user: Any = request.user
    found = get_object_or_404(getattr(questions_for(user), kind), pk=key)
    apply = request.POST.get("decision") == "apply"
    try:
        DECIDE[kind](found, user, apply=apply)
    except CannotApply as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Decided."))
    return redirect("visits:questions")
