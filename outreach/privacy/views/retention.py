"""What is kept how long: the overview, each campaign's dry run, purging now, and certificates."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contacts.access import require
from contacts.fragments import render_fragment
from outreach.accounts.reauthentication import require_recent_second_factor
from outreach.campaigns.models import KEEP_DAYS, Campaign
from outreach.privacy.certifying import counted, is_as_sealed
from outreach.privacy.forecasting import Forecast, forecast
from outreach.privacy.forms.requests import PurgeNowForm
from outreach.privacy.models import ErasureRecord, PersonRequest
from outreach.privacy.sweeping import people_in_no_campaign
from outreach.privacy.tasks import purge_campaign_now, purge_everything_over

ROWS = 25


@require_safe
@require("privacy.manage_retention")
def privacy(request: HttpRequest) -> HttpResponse:
    """Show who waits for an answer, and the latest proofs of erasure."""
    waiting = PersonRequest.objects.filter(status__in=["RECEIVED", "VERIFIED"])
    records = ErasureRecord.objects.select_related("campaign").order_by("-started_at", "-pk")
    context = {
        "waiting": waiting.count(),
        "late": waiting.filter(due_on__lt=timezone.localdate()).count(),
        "page": Paginator(records, ROWS).get_page(request.GET.get("page")),
    }
    return render(request, "privacy/privacy.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require("privacy.manage_retention")
def retention(request: HttpRequest) -> HttpResponse:
    """Say of each campaign when its people are erased; with POST, erase what is over."""
    if request.method == "POST":
        purge_everything_over.enqueue()
        messages.success(request, _("What is over is being erased. Look again in a minute."))
        return redirect("privacy:retention")
    now = timezone.now()
    forecasts = [forecast(each, now) for each in Campaign.objects.all()]
    context = {
        "forecasts": sorted(forecasts, key=_soonest),
        "due": any(each.is_due for each in forecasts),
        "days": KEEP_DAYS,
        "in_no_campaign": people_in_no_campaign(now).count(),
    }
    return render(request, "privacy/retention.html", context)


def _soonest(told: Forecast) -> tuple[bool, date, date]:
    """Order by the purge date, then by the last day; those that are erased already come last."""
    campaign = told.campaign
    return bool(campaign.figures_since), campaign.purge_on or date.max, campaign.ends_on


@require_http_methods(["GET", "HEAD", "POST"])
@require("privacy.manage_retention")
@require_recent_second_factor
def purge_campaign(request: Any, slug: str) -> HttpResponse:
    """Say what a purge of one campaign erases; once its name is typed, do it."""
    campaign = get_object_or_404(Campaign, slug=slug)
    form = PurgeNowForm(request.POST or None, campaign_name=campaign.name)
    can_purge = campaign.status == Campaign.Status.CLOSED and not campaign.figures_since
    if request.method == "POST" and can_purge and form.is_valid():
        rule = ErasureRecord.Rule.BY_HAND
        purge_campaign_now.enqueue(campaign.pk, rule.value, request.user.pk)
        messages.success(request, _("Its people are being erased. Look again in a minute."))
        return redirect("privacy:retention")
    context = {
        "campaign": campaign,
        "told": forecast(campaign, timezone.now()),
        "form": form,
        "can_purge": can_purge,
        "record": campaign.erasures.filter(kind=ErasureRecord.Kind.CAMPAIGN).first(),
    }
    return render(request, "privacy/purge_campaign.html", context)


@require_safe
@login_required
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Show a proof of erasure, to be printed."""
    record = get_object_or_404(_records_seen(request.user), code=code)
    context = {
        "record": record,
        "counted": counted(record),
        "is_as_sealed": is_as_sealed(record),
    }
    return render(request, "privacy/certificate.html", context)


@require_safe
@login_required
def of_campaign(request: Any, slug: str) -> HttpResponse:
    """Show on a campaign's page that it consists of its figures, with the certificate."""
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user), slug=slug)
    record = campaign.erasures.filter(kind=ErasureRecord.Kind.CAMPAIGN).first()
    if record is None:
        raise Http404
    context = {"campaign": campaign, "record": record}
    return render_fragment(request, "privacy/of_campaign.html", context)


def _records_seen(user: Any) -> Any:
    """Return all to those who manage retention; to others those of the campaigns that they see."""
    records = ErasureRecord.objects.select_related("campaign", "by")
    if user.has_perm("privacy.manage_retention"):
        return records
    return records.filter(campaign__in=Campaign.objects.visible_to(user).values("pk"))
