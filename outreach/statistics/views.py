"""The dashboard of a campaign, and its exports."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from import_export.formats.base_formats import CSV, XLSX

from contacts.access import require
from contacts.models import Office
from outreach.campaigns.models import Campaign
from outreach.statistics.audit import log_export
from outreach.statistics.cells import Published
from outreach.statistics.dashboard import Dashboard, week_choices
from outreach.statistics.exports import COLUMNS, Export, export_figures
from outreach.statistics.files import FORMATS, as_bytes
from outreach.statistics.forms import ExportForm, VisitExportForm
from outreach.statistics.indicators import COUNTS, DISPOSITIONS, RATES
from outreach.statistics.resources import VisitReportResource, reports_of
from outreach.statistics.scope import (
    campaign_seen,
    choose_campaign,
    offices_seen,
    read_scope,
    sees_every_office,
)
from outreach.statistics.snapshots import ask_for_refresh, latest_snapshot, refresh_now

FIRST_ROWS = 5
VISIT_FORMATS = {"csv": CSV, "xlsx": XLSX}


@require_safe
@require("statistics.view_figures")
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show a campaign's figures at the place and in the week of the address."""
    campaign, campaigns = choose_campaign(request.user, request.GET.get("campaign", ""))
    if campaign is None:
        return render(request, "statistics/no_campaign.html")
    return render(
        request,
        "statistics/dashboard.html",
        {"campaigns": campaigns, **dashboard_of(request.user, campaign, request.GET)},
    )


def dashboard_of(user: Any, campaign: Campaign, asked: Any) -> dict[str, Any]:
    """Return what the dashboard shows of the campaign; it reads the snapshot and no report."""
    snapshot = latest_snapshot(campaign)
    published = Published.from_json(snapshot.figures) if snapshot.made_at else Published()
    scope = read_scope(user, campaign, asked, published.weeks)
    return {
        "snapshot": snapshot,
        "scope": scope,
        "weeks": week_choices(published),
        "sees_every_office": sees_every_office(user),
        "address": urlencode({**asked.dict(), "campaign": campaign.slug}),
        "figures": Dashboard(scope, published),
    }


@require_POST
@require("statistics.view_figures")
def refresh(request: HttpRequest) -> HttpResponse:
    """Make new figures, at once or soon, and show the same page again."""
    campaign = campaign_seen(request.user, request.GET.get("campaign", ""))
    if refresh_now(campaign):
        messages.success(request, _("The figures are up to date."))
    else:
        messages.info(request, _("New figures are being made. Look again in a minute."))
    return redirect(reverse("statistics:dashboard", query=request.GET))


@require_http_methods(["GET", "HEAD", "POST"])
@require("statistics.export_figures")
def export(request: HttpRequest) -> HttpResponse:
    """Show the first rows of an export; with POST, download it."""
    form = ExportForm(
        request.POST or request.GET or None, user=request.user, initial=_initial(request.user)
    )
    made = _export(request, form) if form.is_valid() else None
    if made and request.method == "POST":
        return _download(request, made, form.cleaned_data["format"])
    context = {
        "form": form,
        "made": made,
        "first_rows": made.rows[:FIRST_ROWS] if made else [],
        "columns": COLUMNS,
        "downloads": [(name, form[name].data) for name in form.fields] if made else [],
        "indicators": (*COUNTS, *RATES, *DISPOSITIONS),
    }
    return render(request, "statistics/export.html", context)


def _initial(user: Any) -> dict[str, Any]:
    """Return the last four weeks of the campaign that the dashboard opens with."""
    today, (campaign, _campaigns) = timezone.localdate(), choose_campaign(user, "")
    since = today - timedelta(days=27)
    return {"campaign": campaign, "since": since, "until": today, "format": "csv"}


def _export(request: HttpRequest, form: ExportForm) -> Export | None:
    asked = form.cleaned_data
    offices = _own_offices(request.user, asked["campaign"])
    try:
        return export_figures(asked["campaign"], asked["since"], asked["until"], offices)
    except ValidationError as error:
        form.add_error(None, error)
        return None


def _own_offices(user: Any, campaign: Campaign) -> list[Office] | None:
    return None if sees_every_office(user) else list(offices_seen(user, campaign))


def _download(request: HttpRequest, made: Export, kind: str) -> HttpResponse:
    content = as_bytes(made, kind)
    log_export(
        made.campaign,
        "export_figures",
        request.user,
        since=made.since,
        until=made.until,
        format=kind,
        rows=len(made.rows),
    )
    ask_for_refresh(made.campaign)
    return _attachment(content, FORMATS[kind].content_type, f"{made.name}.{kind}")


def _attachment(content: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require("statistics.export_visits")
def export_visits(request: HttpRequest) -> HttpResponse:
    """Say what an export of visits holds; with POST, download it."""
    form = VisitExportForm(request.POST or None, user=request.user, initial=_initial(request.user))
    if form.is_valid():
        reports = _reports(request.user, form.cleaned_data)
        if reports.exists():
            return _download_visits(request, reports, form.cleaned_data)
        form.add_error(None, _("There are no visits in this period."))
    return render(request, "statistics/export_visits.html", {"form": form})


def _reports(user: Any, asked: dict[str, Any]) -> Any:
    campaign = asked["campaign"]
    return reports_of(campaign, asked["since"], asked["until"], offices_seen(user, campaign))


def _download_visits(request: HttpRequest, reports: Any, asked: dict[str, Any]) -> HttpResponse:
    campaign, kind = asked["campaign"], asked["format"]
    writer = VISIT_FORMATS[kind]()
    rows = VisitReportResource().export(reports)
    content = writer.export_data(rows)
    period = {"since": asked["since"], "until": asked["until"]}
    log_export(campaign, "export_visits", request.user, **period, format=kind, rows=len(rows))
    name = f"doorstep-visits_{campaign.slug}_{asked['since']}_{asked['until']}.{kind}"
    content = content.encode() if isinstance(content, str) else content
    return _attachment(content, writer.get_content_type(), name)
