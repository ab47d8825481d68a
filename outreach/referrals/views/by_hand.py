"""Adding one resource to the directory by hand, and editing what was so added."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts.access import require
from outreach.referrals.by_hand import is_by_hand, keep_by_hand
from outreach.referrals.forms.by_hand import ByHandForm
from outreach.referrals.imports import DirectoryRefused
from outreach.referrals.models import Resource
from outreach.referrals.views.imports import PERMISSION
from outreach.referrals.views.keeping import visible_resource


@require_http_methods(["GET", "HEAD", "POST"])
@require(PERMISSION)
def add_resource(request: HttpRequest) -> HttpResponse:
    """Add a resource that no list has."""
    return _keep(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@require(PERMISSION)
def edit_resource(request: HttpRequest, code: str) -> HttpResponse:
    """Write anew what was added by hand. What a list says is corrected instead."""
    found = visible_resource(request, code)
    if not is_by_hand(found):
        raise Http404
    return _keep(request, found)


def _keep(request: HttpRequest, resource: Resource | None) -> HttpResponse:
    form = ByHandForm(request.POST if request.method == "POST" else None, resource)
    user: Any = request.user
    if form.is_valid():
        try:
            kept = keep_by_hand(form.said(), user, timezone.now(), resource)
        except DirectoryRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. Searches find it from now on."))
            return redirect("resources:resource", kept.code)
    context = {"form": form, "resource": resource}
    status = 422 if form.errors else 200
    return render(request, "referrals/by_hand.html", context, status=status)
