"""Parts of other pages that campaigns bring; each is a page of its own where it is opened alone."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contacts.access import require
from contacts.fragments import render_fragment
from contacts.looks import log_look
from contacts.models import Contact, ReviewFlag
from outreach.campaigns.counting import count_campaigns, not_enrolled
from outreach.campaigns.enrolling import enroll
from outreach.campaigns.models import Campaign, Team

NOBODY = {"enrolled": 0, "open": 0, "reached": 0, "unplaced": 0}


@require_safe
@require("routing.view_plan")
def board(request: HttpRequest) -> HttpResponse:
    """Show who waits to be enrolled and to be visited, and what to do first."""
    people = Contact.objects.visible_to(request.user)
    campaigns = list(Campaign.objects.visible_to(request.user).exclude(status="CLOSED"))
    counts = count_campaigns(campaigns, request.user)
    flags = ReviewFlag.objects.filter(contact__in=people)
    context = {
        "people": people.exists(),
        "rows": [{**counts.get(one.pk, NOBODY), "campaign": one} for one in campaigns],
        "enrolled": any(row["enrolled"] for row in counts.values()),
        "runs": any(one.status == Campaign.Status.RUNNING for one in campaigns),
        "teams": Team.objects.visible_to(request.user).filter(campaign__in=campaigns).exists(),
        "not_enrolled": people.filter(not_enrolled().condition()).count(),
        "to_review": flags.aggregate(count=Count("contact", distinct=True))["count"],
    }
    return render_fragment(request, "campaigns/board.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require("contacts.view_contact")
def of_contact(request: HttpRequest, code: str) -> HttpResponse:
    """Show the campaigns of one person, and enroll the person in another."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user), code=code)
    offered = _offered(request.user, contact)
    if request.method == "POST":
        chosen = get_object_or_404(offered, slug=request.POST.get("campaign", ""))
        if enroll(chosen, Contact.objects.filter(pk=contact.pk), request.user):
            messages.success(request, _("Enrolled in %(name)s.") % {"name": chosen.name})
        return redirect("contacts:contact", code)
    log_look(contact)
    context = {
        "contact": contact,
        "enrollments": contact.enrollments.select_related("campaign").order_by("enrolled_at"),
        "offered": offered,
    }
    return render_fragment(request, "campaigns/of_contact.html", context)


def _offered(user: Any, contact: Contact) -> Any:
    """Return the campaigns in which the user may enroll this contact."""
    campaigns = Campaign.objects.visible_to(user)
    if contact.stopped or not user.has_perm("campaigns.enroll_contact"):
        return campaigns.none()
    mine = contact.enrollments.values("campaign")
    return (
        campaigns.filter(offices=contact.office)
        .exclude(status=Campaign.Status.CLOSED)
        .exclude(pk__in=mine)
    )


@require_safe
@login_required
def my_teams(request: HttpRequest) -> HttpResponse:
    """Show the teams that the user goes out with."""
    # Whoever is not signed in was turned away above.
    teams = Team.objects.filter(members=request.user, is_active=True)  # type: ignore[misc]
    running = teams.filter(campaign__status=Campaign.Status.RUNNING)
    context = {"teams": running.select_related("campaign", "office")}
    return render_fragment(request, "campaigns/my_teams.html", context)
