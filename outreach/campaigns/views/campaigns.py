"""The list of campaigns, one campaign's page, and changing it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contacts.access import require
from contacts.models import Office
from outreach.campaigns.counting import count_campaigns, count_states
from outreach.campaigns.finding import find_campaign
from outreach.campaigns.forms.campaign import CampaignForm
from outreach.campaigns.models import Campaign, Enrollment, Team
from outreach.campaigns.running import lacks


@require_safe
@require("campaigns.view_campaign")
def campaigns(request: HttpRequest) -> HttpResponse:
    """List the campaigns that the user may see; counts only of people whom the user sees."""
    found = list(Campaign.objects.visible_to(request.user).prefetch_related("offices"))
    counts = count_campaigns(found, request.user)
    rows = [{"campaign": campaign, "counts": counts.get(campaign.pk)} for campaign in found]
    return render(request, "campaigns/campaigns.html", {"rows": rows})


@require_safe
@require("campaigns.view_campaign")
def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one campaign: what it is, how it stands, its teams and its scripts."""
    found = find_campaign(request.user, slug)
    enrollments = Enrollment.objects.visible_to(request.user).filter(campaign=found)
    counted = count_states(enrollments)
    return render(
        request,
        "campaigns/campaign.html",
        {
            "campaign": found,
            "offices": found.offices.all(),
            "scripts": found.scripts.all(),
            "teams": _teams(request, found),
            "lacks": lacks(found),
            "counted": [one for one in counted if one.count or one.state.code in ("all", "open")],
            "count": {one.state.code: one.count for one in counted},
        },
    )


def _teams(request: HttpRequest, campaign: Campaign) -> Any:
    teams = Team.objects.visible_to(request.user).filter(campaign=campaign)
    return teams.select_related("office").prefetch_related("memberships__user")


@require_http_methods(["GET", "HEAD", "POST"])
@require("campaigns.add_campaign")
def new_campaign(request: HttpRequest) -> HttpResponse:
    """Make a campaign in the user's offices."""
    form = CampaignForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        made = form.save()
        messages.success(request, _("The campaign is a draft. Nobody sees it until it starts."))
        return redirect("campaigns:campaign", made.slug)
    # `require` let nobody in who is not signed in.
    has_office = Office.objects.filter(staff=request.user).exists()  # type: ignore[misc]
    context = {"form": form, "has_office": has_office}
    return render(request, "campaigns/new_campaign.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require("campaigns.change_campaign")
def edit_campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a campaign; where it runs, say first what the change does."""
    found = find_campaign(request.user, slug)
    form = CampaignForm(request.POST or None, instance=found, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("campaigns:campaign", slug)
    # The form has written what was sent into `found`; the page's head tells what is kept.
    context = {"form": form, "campaign": find_campaign(request.user, slug)}
    return render(request, "campaigns/edit_campaign.html", context)
