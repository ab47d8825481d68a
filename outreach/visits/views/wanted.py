"""The coordinator's part of a referral that someone asked for at the door."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from contacts.access import require
from contacts.fragments import render_fragment
from contacts.looks import log_list_look
from outreach.visits import wanted as rule
from outreach.visits.models import Visit, WantedReferral

CHANGE = "referrals.change_referral"
ROWS = 50


@require_safe
@never_cache
@require(CHANGE)
def wanted(request: Any) -> HttpResponse:
    """List who asked and waits, the longest first: a fragment of the work list of referrals.

    The look is logged first.
    """
    found = rule.wanted_by_people(request.user)
    rows = rule.rows_of(found[:ROWS], timezone.now())
    log_list_look([row.report.visit.contact for row in rows], "wanted")
    context = {
        "rows": rows,
        "more": found.count() - len(rows) if len(rows) == ROWS else 0,
        "closures": WantedReferral.Closure.choices,
    }
    return render_fragment(request, "visits/wanted.html", context)


@require_POST
@require(CHANGE)
def take_wanted(request: HttpRequest, code: str) -> HttpResponse:
    """Take it upon oneself, or give it back to the office."""
    visit = _waiting(request, code)
    rule.take(visit, None if request.POST.get("to") == "office" else request.user)
    return redirect("referrals:referrals")


@require_POST
@require(CHANGE)
def close_wanted(request: HttpRequest, code: str) -> HttpResponse:
    """Close it without a referral; a reason must be given."""
    visit, closure = _waiting(request, code), request.POST.get("closure", "")
    if closure in WantedReferral.Closure.values:
        rule.close(visit, closure, request.user, timezone.now())
        messages.success(request, _("Closed."))
    else:
        messages.error(request, _("Choose why nobody is referred."))
    return redirect("referrals:referrals")


def _waiting(request: HttpRequest, code: str) -> Visit:
    """Return the visit whose person still waits, or answer 404."""
    reports = rule.wanted_by_people(request.user).select_related("visit")
    return get_object_or_404(reports, visit__code=code).visit
