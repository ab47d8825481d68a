"""Keeping what an export's page asks for under a name, and forgetting it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contacts.access import require
from outreach.statistics.forms import (
    ExportForm,
    PeriodForm,
    RecordExportForm,
    SaveForm,
    VisitExportForm,
)
from outreach.statistics.models import SavedExport
from outreach.statistics.saving import FIGURES, RECORDS, VISITS, keep_export, values_of


@require_POST
@require("statistics.export_figures")
def save_export(request: HttpRequest) -> HttpResponse:
    """Keep an export of figures."""
    return _save(request, FIGURES, ExportForm)


@require_POST
@require("statistics.export_visits")
def save_visits(request: HttpRequest) -> HttpResponse:
    """Keep an export of visits one by one."""
    return _save(request, VISITS, VisitExportForm)


@require_POST
@require("statistics.export_records")
def save_records(request: HttpRequest) -> HttpResponse:
    """Keep an export of records."""
    return _save(request, RECORDS, RecordExportForm)


def _save(request: HttpRequest, page: str, asks: type[PeriodForm]) -> HttpResponse:
    """Save it under its name, and show what was entered again either way."""
    form, naming = asks(request.POST, user=request.user), SaveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("It could not be saved: choose a campaign and a period."))
    elif not naming.is_valid():
        messages.error(request, _("It could not be saved: give it a name."))
    else:
        keep_export(request.user, page, naming.cleaned_data, form)
        messages.success(request, _("The export is saved."))
    return redirect(f"{reverse(page)}?{urlencode(values_of(form))}")


@require_POST
@require("statistics.view_figures")
def forget_export(request: HttpRequest, code: str) -> HttpResponse:
    """Delete one of the user's own saved exports, and show the page that it was for."""
    saved = get_object_or_404(SavedExport, owner=request.user.pk, code=code)
    saved.delete()
    return redirect(saved.asked.get("page", FIGURES))
