"""Referring someone at the door."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from contacts.access import require
from contacts.looks import log_look
from outreach.referrals.refer_page import ReferPage
from outreach.visits.views.agent import get_own_visit, gone_from


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@require("visits.log_visit")
def refer(request: HttpRequest, code: str) -> HttpResponse:
    """Refer the person of one of today's doors: choose, read out, share or only tell."""
    visit = get_own_visit(request, code)
    if visit.contact.stopped or gone_from(request.user, visit):
        return redirect("visits:visit", code)
    log_look(visit.contact)
    page = ReferPage(request, visit.contact, visit.enrollment)
    if page.carry_out():
        messages.success(request, page.done)
        return redirect("visits:visit", code)
    if page.resource is None:
        return page.choose(reverse("visits:visit", args=[code]))
    context = {"visit": visit, **page.context}
    return render(request, "visits/refer.html", context, status=422 if page.failed else 200)
