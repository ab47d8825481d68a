"""The phones of an office's agents: what each still holds back, and revoking one that is lost."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contacts.access import require
from contacts.looks import log_deed
from outreach.accounts.sessions import end
from outreach.visits.devices import revoke
from outreach.visits.models import Device
from outreach.visits.receipts import receipts_for


@require_safe
@never_cache
@require("visits.revoke_device")
def phones(request: HttpRequest) -> HttpResponse:
    """List today's phones with what they made and what is here, and every phone that is known."""
    known = Device.objects.visible_to(request.user).select_related("user")
    known = known.order_by("user__first_name", "user__last_name", "-heard_at")
    person = request.GET.get("person", "")
    if person:
        known = known.filter(user__code=person)
    today = timezone.localdate()
    page = {
        "today": today,
        "receipts": receipts_for(request.user, today),
        "phones": known.filter(revoked_at__isnull=True),
        "revoked": known.filter(revoked_at__isnull=False).order_by("-revoked_at")[:20],
        "person": person,
    }
    return render(request, "visits/phones.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@require("visits.revoke_device")
def revoke_phone(request: HttpRequest, code: str) -> HttpResponse:
    """Say what revoking reaches and what it does not, then do it at once."""
    user: Any = request.user
    found = get_object_or_404(Device.objects.visible_to(user), code=code, revoked_at__isnull=True)
    if request.method != "POST":
        # Yesterday's list may still be there: a shift may pass midnight.
        lasting = Q(day=timezone.localdate()) | Q(list_ends_at__gt=timezone.now())
        day = found.days.filter(lasting).first()
        return render(request, "visits/revoke_phone.html", {"phone": found, "day": day})
    log_deed(found, "revoke_device")
    hands = Device.objects.filter(number=found.number).select_related("user")
    people = [device.user for device in hands]
    revoke([found], user, timezone.now())
    for person in people:
        end(request, person, UserSession.objects.filter(user=person))
    messages.success(request, _("Revoked. It wipes its list when it next has signal."))
    return redirect("visits:phones")
