"""What coordinators see of the visits: of one contact, of the day, and what waits for them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from contacts.access import require
from contacts.looks import log_look
from contacts.models import Contact
from outreach.campaigns.models import Team
from outreach.visits.deciding import CannotApply, decide_event, questions_for
from outreach.visits.models import Visit


@require_safe
@require("visits.view_visit")
def of_contact(request: HttpRequest, code: str) -> HttpResponse:
    """Show a contact's visits with every report of each: a fragment of the contact's page."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user), code=code)
    log_look(contact)
    visits = (
        Visit.objects.visible_to(request.user)
        .filter(contact=contact)
        .select_related("team", "enrollment__campaign")
        .prefetch_related("reports__author")
        .order_by("-day", "-pk")
        .distinct()
    )
    return render(request, "visits/of_contact.html", {"visits": visits})


@require_safe
@never_cache
@require("visits.view_visit")
def board(request: HttpRequest) -> HttpResponse:
    """Show how far today's teams are: a fragment of the board."""
    day = timezone.localdate()
    today = Q(visits__day=day)
    teams = (
        Team.objects.visible_to(request.user)
        .annotate(
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
    waiting = questions_for(request.user).count
    return render(request, "visits/board.html", {"teams": teams, "waiting": waiting})


@require_safe
@never_cache
@require("visits.view_visit")
def questions(request: HttpRequest) -> HttpResponse:
    """List what a coordinator has to decide about reports and requests."""
    return render(request, "visits/questions.html", {"questions": questions_for(request.user)})


@require_POST
@require("visits.view_visit")
def decide_question(request: HttpRequest, kind: str, key: UUID | int) -> HttpResponse:
    """Decide one question: apply or leave aside an event, or put a request or conflict away."""
    user: Any = request.user
    waiting = questions_for(user)
    found = get_object_or_404(getattr(waiting, kind), pk=key)
    if kind == "set_aside":
        try:
            decide_event(found, user, apply=request.POST.get("decision") == "apply")
        except CannotApply as reason:
            messages.error(request, str(reason))
            return redirect("visits:questions")
    else:
        found.decided_at, found.decided_by = timezone.now(), user
        found.save(update_fields=["decided_at", "decided_by"])
    messages.success(request, _("Decided."))
    return redirect("visits:questions")
