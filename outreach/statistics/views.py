"""The dashboard of a campaign, and its exports."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.access import require
from contacts.models import Office
from outreach.accounts.reauthentication import require_recent_second_factor
from outreach.campaigns.models import Campaign
from outreach.statistics.audit import log_export
from outreach.statistics.cells import Published
from outreach.statistics.dashboard import Dashboard, week_choices
from outreach.statistics.exports import COLUMNS, CellValue, Export, export_figures
from outreach.statistics.files import FORMATS, as_bytes, told_of
from outreach.statistics.forms import ExportForm, SaveForm
from outreach.statistics.indicators import COUNTS, DISPOSITIONS, RATES
from outreach.statistics.periods import first_days
from outreach.statistics.saving import saved_exports, values_of
from outreach.statistics.scope import (
    campaign_seen,
    choose_campaign,
    offices_seen,
    read_scope,
    sees_every_office,
)
from outreach.statistics.snapshots import ask_for_refresh, latest_snapshot, refresh_now

FIRST_ROWS = 5
# What would push the figures out of sight stands once beside the first rows, and in the file's.
FIRST_COLUMNS = [column for column in COLUMNS if column not in ("definition", "campaign")]


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
    published = (
        Published.from_json(snapshot.figures).completed() if snapshot.made_at else Published()
    )
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
@require_recent_second_factor
def export(request: HttpRequest) -> HttpResponse:
    """Show the first rows of an export; with POST, download it."""
    initial = first_days(request.user)
    form = ExportForm(request.POST or request.GET or None, user=request.user, initial=initial)
    made = _export(request, form) if form.is_valid() else None
    if made and request.method == "POST":
        return _download(request, made, form.cleaned_data)
    context = {
        "form": form,
        "made": made,
        "told": told_of(made) if made else {},
        "first_rows": _first_rows(made) if made else [],
        "columns": FIRST_COLUMNS,
        "downloads": values_of(form) if made else [],
        "saving": SaveForm(),
        "saved": saved_exports(request.user),
        "indicators": (*COUNTS, *RATES, *DISPOSITIONS),
    }
    return render(request, "statistics/export.html", context)


def _first_rows(made: Export) -> list[list[CellValue]]:
    return [[row[column] for column in FIRST_COLUMNS] for row in made.rows[:FIRST_ROWS]]


def _export(request: HttpRequest, form: ExportForm) -> Export | None:
    asked = form.cleaned_data
    offices = _own_offices(request.user, asked["campaign"])
    try:
        return export_figures(
            asked["campaign"], asked["since"], asked["until"], offices, request.user
        )
    except ValidationError as error:
        form.add_error(None, error)
        return None


def _own_offices(user: Any, campaign: Campaign) -> list[Office] | None:
    return None if sees_every_office(user) else list(offices_seen(user, campaign))


def _download(request: HttpRequest, made: Export, asked: dict[str, Any]) -> HttpResponse:
    kind = asked["format"]
    content = as_bytes(made, kind, asked["measures"])
    log_export(
        made.campaign,
        "export_figures",
        request.user,
        since=made.since,
        until=made.until,
        format=kind,
        rows=len(made.rows),
        publication=made.publication.code if made.publication else "",
    )
    ask_for_refresh(made.campaign)
    form = FORMATS[kind]
    return attachment(content, form.content_type, f"{made.name}{form.ending}")


def attachment(content: bytes, content_type: str, name: str) -> HttpResponse:
    """Return a file for the browser to save under that name."""
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
