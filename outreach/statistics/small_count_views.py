"""The figures with their small counts: for a reason, once, and written down."""

from django import forms
from django.db.models import TextChoices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from contacts.access import require
from contacts.looks import log_deed
from outreach.accounts.reauthentication import require_recent_second_factor
from outreach.statistics.cells import Published
from outreach.statistics.dashboard import Dashboard, week_choices
from outreach.statistics.figures import count_campaign
from outreach.statistics.scope import choose_campaign, read_scope


class Reason(TextChoices):
    """Why someone must see small counts."""

    CHECK = "CHECK", _("Check a figure against our own records")
    QUALITY = "QUALITY", _("Look into missing or late reports")
    SAFETY = "SAFETY", _("Look into aborted visits or crises")
    AUDIT = "AUDIT", _("Answer an audit of the programme")


class ReasonForm(forms.Form):
    """A reason, which the audit log keeps."""

    reason = forms.ChoiceField(
        label=_("Why do you need them?"), choices=Reason, widget=forms.RadioSelect
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require("statistics.view_small_counts")
@require_recent_second_factor
def small_counts(request: HttpRequest) -> HttpResponse:
    """Ask for the reason; with it, show the dashboard as it is counted, this once."""
    campaign, _campaigns = choose_campaign(request.user, request.GET.get("campaign", ""))
    if campaign is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    context = {"form": form, "campaign": campaign, "address": request.GET.urlencode()}
    if campaign.figures_since or not form.is_valid():
        return render(request, "statistics/small_counts.html", context)
    counts = count_campaign(campaign)
    exact = Published(counts.weeks, counts.offices, counts.values).completed_with(0)
    scope = read_scope(request.user, campaign, request.GET, exact.weeks)
    log_deed(
        campaign,
        "view_small_counts",
        request.user,
        reason=form.cleaned_data["reason"],
        place=scope.place or "all",
        week=scope.week or "all",
    )
    figures = Dashboard(scope, exact)
    context |= {"figures": figures, "scope": scope, "weeks": week_choices(exact)}
    return render(request, "statistics/small_counts.html", context)
