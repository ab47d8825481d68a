"""One resource: looking at it, correcting it, confirming it; and the queue of those to call."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.access import require
from outreach.referrals.by_hand import is_by_hand
from outreach.referrals.card import name_for_card
from outreach.referrals.forms.keeping import ConfirmForm, CorrectForm
from outreach.referrals.hours import hours_in_words
from outreach.referrals.keeping import (
    CORRECTABLE,
    confirm_resource,
    correct_resource,
    current_corrections,
    give_back,
)
from outreach.referrals.languages import language_name
from outreach.referrals.models import Resource
from outreach.referrals.national_lines import LINES
from outreach.referrals.opening import opening_at
from outreach.referrals.search_page import usual_place, zone_of
from outreach.referrals.stale import MOST_SHOWN, is_stale, to_call
from outreach.referrals.success import recent_success

EARLIER = 10


def visible_resource(request: HttpRequest, code: str) -> Resource:
    """Return the resource of that code, or answer 404."""
    rows = Resource.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("service__organization", "source"), code=code)


@require_safe
@require("referrals.view_resource")
def resource(request: HttpRequest, code: str) -> HttpResponse:
    """Show all that is known of a resource, and how old that is."""
    found = visible_resource(request, code)
    now = timezone.now()
    zone = zone_of(request.user) or timezone.get_current_timezone()
    context: dict[str, Any] = {
        "resource": found,
        "opening": opening_at(found.hours, found.local(now.astimezone(zone))),
        "hours": hours_in_words(found.hours, found.local(now.astimezone(zone)).date()),
        "languages": [language_name(each) for each in found.languages],
        "success": recent_success([found.pk], now).get(found.pk),
        "is_stale": is_stale(found, now),
        "card_name": name_for_card(found),
        "corrections": current_corrections(found),
        "confirmations": found.confirmations.select_related("by")[:EARLIER],
        "confirm_form": ConfirmForm(),
        "is_by_hand": is_by_hand(found),
        "lines": LINES,
        "is_afoot": not request.user.has_perm("referrals.change_resource"),
    }
    return render(request, "referrals/resource.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require("referrals.change_resource")
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """Correct what a resource's source says, or let the source's word count again."""
    found = visible_resource(request, code)
    user: Any = request.user
    if request.POST.get("give_back") in CORRECTABLE:
        give_back(found, request.POST["give_back"], user, timezone.now())
        messages.success(request, _("What its source says counts again."))
        return redirect("resources:resource", code)
    form = CorrectForm(request.POST if request.method == "POST" else None, instance=found)
    if form.is_valid():
        changed = correct_resource(found, form.values(), user, timezone.now())
        messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
        return redirect("resources:resource", code)
    context = {"form": form, "resource": found}
    status = 422 if form.is_bound else 200
    return render(request, "referrals/correct.html", context, status=status)


@require_POST
@require("referrals.change_resource")
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Write down what someone heard when they asked the resource."""
    found = visible_resource(request, code)
    form = ConfirmForm(request.POST)
    if form.is_valid():
        user: Any = request.user
        confirm_resource(found, form.cleaned_data["result"], user, timezone.now())
        messages.success(request, _("Written down. Thank you for asking."))
    else:
        messages.error(request, _("Say what you heard."))
    if request.POST.get("back") == "queue":
        return redirect("resources:stale_resources")
    return redirect("resources:resource", code)


@require_safe
@require("referrals.change_resource")
def stale_resources(request: HttpRequest) -> HttpResponse:
    """List the resources around the office that nobody has confirmed for long, to call them."""
    near = usual_place(request.user)
    waiting = to_call(near[1] if near else None, timezone.now())
    context = {
        "resources": waiting.select_related("source")[:MOST_SHOWN],
        "count": waiting.count(),
        "near": near,
        "form": ConfirmForm(),
    }
    return render(request, "referrals/stale_resources.html", context)
