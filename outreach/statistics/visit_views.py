"""Exports of visits one by one: asked for, watched, and fetched within seven days."""

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contacts.access import require
from outreach.accounts.reauthentication import require_recent_second_factor
from outreach.statistics.audit import log_export
from outreach.statistics.export_jobs import KEPT, about, ask_for_visits, pieces_of
from outreach.statistics.files import FORMATS
from outreach.statistics.forms import SaveForm, VisitExportForm
from outreach.statistics.models import ExportJob
from outreach.statistics.periods import first_days
from outreach.statistics.saving import VISITS, saved_exports
from outreach.statistics.scope import offices_seen


@require_http_methods(["GET", "HEAD", "POST"])
@require("statistics.export_visits")
@require_recent_second_factor
def export_visits(request: HttpRequest) -> HttpResponse:
    """Say what an export of visits holds; with POST, have it made."""
    initial = first_days(request.user) | request.GET.dict()
    form = VisitExportForm(request.POST or None, user=request.user, initial=initial)
    if form.is_valid():
        job = _ask(request.user, form.cleaned_data)
        if job:
            return redirect("statistics:export_job", job.code)
        form.add_error(None, _("There are no visits in this period."))
    jobs = ExportJob.objects.filter(owner=request.user.pk).select_related("campaign")
    context = {
        "form": form,
        "jobs": jobs,
        "saving": SaveForm(),
        "saved": saved_exports(request.user),
    }
    return render(request, "statistics/export_visits.html", context)


def _ask(user: Any, asked: dict[str, Any]) -> ExportJob | None:
    campaign = asked["campaign"]
    offices = list(offices_seen(user, campaign).values_list("code", flat=True))
    job = ask_for_visits(user, campaign, {**asked, "offices": offices})
    period = {"since": asked["since"], "until": asked["until"]}
    log_export(campaign, "ask_for_visits", user, **period, format=asked["format"], rows=job.rows)
    if not job.rows:
        job.delete()
        return None
    return job


def _own(request: HttpRequest, code: str) -> ExportJob:
    mine = ExportJob.objects.filter(owner=request.user.pk).select_related("campaign")
    return get_object_or_404(mine, code=code)


@require_safe
@require("statistics.export_visits")
def export_job(request: HttpRequest, code: str) -> HttpResponse:
    """Show how far a file is; the part that changes where htmx asks."""
    job = _own(request, code)
    template = "job" if request.headers.get("HX-Request") else "export_job"
    asked = {name: job.asked[name] for name in ("since", "until", "format")}
    shown = {
        "job": job,
        "kept_until": job.asked_at + KEPT,
        "told": about(job),
        "again": reverse(VISITS, query={"campaign": job.campaign.slug, **asked}),
    }
    return render(request, f"statistics/{template}.html", shown)


@require_safe
@require("statistics.export_visits")
@require_recent_second_factor
def download_visits(request: HttpRequest, code: str) -> HttpResponseBase:
    """Send a file in pieces, from where a broken download stopped if so asked."""
    job = _own(request, code)
    if job.status != ExportJob.Status.READY:
        raise Http404
    # A file never changes once it is ready. Browsers go on only with what has a name for its state.
    state = f'"{job.code}"'
    kind, skip = job.asked["format"], _skipped(request, job.size, state)
    period = {"since": job.asked["since"], "until": job.asked["until"]}
    log_export(job.campaign, "export_visits", request.user, **period, format=kind, rows=job.rows)
    response = StreamingHttpResponse(
        pieces_of(job, skip), status=206 if skip else 200, content_type=FORMATS[kind].content_type
    )
    name = f"doorstep-visits_{job.campaign.slug}_{period['since']}_{period['until']}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Length"], response["Accept-Ranges"] = job.size - skip, "bytes"
    response["ETag"] = state
    if skip:
        response["Content-Range"] = f"bytes {skip}-{job.size - 1}/{job.size}"
    return response


def _skipped(request: HttpRequest, size: int, state: str) -> int:
    """Return how many bytes the reader has already; 0 for any other kind of range or file."""
    if request.headers.get("If-Range", state) != state:
        return 0
    asked = re.fullmatch(r"bytes=(\d{1,15})-", request.headers.get("Range", ""))
    return int(asked[1]) if asked and int(asked[1]) < size else 0
