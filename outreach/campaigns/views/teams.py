"""The teams of a campaign."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts.access import require
from contacts.models import Office
from outreach.campaigns.finding import find_campaign, find_team, own_offices
from outreach.campaigns.forms.team import TeamForm
from outreach.campaigns.models import Campaign, Team


@require_http_methods(["GET", "HEAD", "POST"])
@require("campaigns.change_campaign")
def new_team(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a team of one of the user's offices in the campaign."""
    campaign = find_campaign(request.user, slug)
    offices = own_offices(request.user, campaign)
    office = _chosen(offices, request.GET.get("office", ""))
    return _edit(request, Team(campaign=campaign, office=office), campaign, offices)


@require_http_methods(["GET", "HEAD", "POST"])
@require("campaigns.change_campaign")
def edit_team(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Change a team of one of the user's offices."""
    campaign = find_campaign(request.user, slug)
    return _edit(request, find_team(request.user, campaign, code), campaign, [])


def _chosen(offices: list[Office], code: str) -> Office:
    chosen = [office for office in offices if office.code == code] if code else offices
    if not chosen:
        raise Http404
    return chosen[0]


def _edit(
    request: HttpRequest, team: Team, campaign: Campaign, offices: list[Office]
) -> HttpResponse:
    name = team.name
    form = TeamForm(request.POST or None, instance=team)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("%(team)s is saved.") % {"team": team.name})
        return redirect("campaigns:campaign", campaign.slug)
    context = {"form": form, "campaign": campaign, "team": team, "name": name, "offices": offices}
    return render(request, "campaigns/team.html", context)
