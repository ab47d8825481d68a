"""Starting a campaign and closing it, each after saying what that means."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts.access import require
from outreach.campaigns import running
from outreach.campaigns.finding import find_campaign


@require_http_methods(["GET", "HEAD", "POST"])
@require("campaigns.change_campaign")
def start_campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what starting means and what is lacking, then start, for the first time or again."""
    campaign = find_campaign(request.user, slug)
    if request.method == "POST" and running.start(campaign):
        messages.success(request, _("The campaign runs. Plan its first day."))
        return redirect("campaigns:campaign", slug)
    context = {"campaign": campaign, "lacks": running.lacks(campaign)}
    return render(request, "campaigns/start_campaign.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require("campaigns.change_campaign")
def close_campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what closing means, then close."""
    campaign = find_campaign(request.user, slug)
    if request.method == "POST":
        running.close(campaign)
        messages.success(request, _("The campaign is closed."))
        return redirect("campaigns:campaign", slug)
    waiting = campaign.enrollments.open().count()
    context = {"campaign": campaign, "waiting": waiting}
    return render(request, "campaigns/close_campaign.html", context)
