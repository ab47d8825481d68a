"""The dashboard as a file: the same figures at the same place, for those who may export them."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from contacts.access import require
from outreach.accounts.reauthentication import require_recent_second_factor
from outreach.statistics.audit import log_export
from outreach.statistics.scope import Scope, choose_campaign
from outreach.statistics.views import attachment, dashboard_of


@require_safe
@require("statistics.export_figures")
@require_recent_second_factor
def download_pdf(request: HttpRequest) -> HttpResponse:
    """Give the dashboard of the address as a PDF; where it has no figures, show why.

    It is made while the page waits: the figures are kept, and the largest takes under a second.
    """
    # Loaded with the first file: fonts and all that cuts them take half a second.
    from outreach.statistics.pdf.making import make_pdf

    campaign, _campaigns = choose_campaign(request.user, request.GET.get("campaign", ""))
    if campaign is None:
        raise Http404
    shown = dashboard_of(request.user, campaign, request.GET)
    scope, snapshot, figures = shown["scope"], shown["snapshot"], shown["figures"]
    if not snapshot.made_at or not figures.is_counted:
        return redirect(reverse("statistics:dashboard", query=request.GET))
    content, rows = make_pdf(figures, snapshot.made_at, snapshot.definitions_version)
    log_export(
        campaign,
        "export_dashboard",
        request.user,
        format="pdf",
        place=scope.place or "all",
        week=scope.week or "all",
        rows=rows,
    )
    name = _name(scope, timezone.localdate(snapshot.made_at))
    return attachment(content, "application/pdf", name)


def _name(scope: Scope, day: date) -> str:
    """Return the file's name: codes and days, nothing else."""
    codes = [
        scope.campaign.slug,
        *([scope.office.code] if scope.office else []),
        *([scope.team.code] if scope.team else []),
        *([scope.week] if scope.week else []),
    ]
    return f"doorstep-dashboard_{'_'.join(codes)}_{day}.pdf"
