"""What agents say at the door, in both languages side by side."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts.access import require
from outreach.campaigns.finding import find_campaign
from outreach.campaigns.forms.scripts import ScriptForms


@require_http_methods(["GET", "HEAD", "POST"])
@require("campaigns.change_campaign")
def edit_scripts(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the scripts of a campaign; agents see them from their next look on."""
    campaign = find_campaign(request.user, slug)
    scripts = ScriptForms(campaign, request.POST or None)
    if request.method == "POST" and scripts.is_valid():
        scripts.save()
        messages.success(request, _("Saved. Agents see it the next time that they open a visit."))
        return redirect("campaigns:campaign", slug)
    context = {"campaign": campaign, "scripts": scripts}
    return render(request, "campaigns/edit_scripts.html", context)
