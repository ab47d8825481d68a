"""Enrolling people in a campaign, seeing who is in it, and taking them out."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from contacts.access import require
from contacts.looks import log_list_look
from contacts.models import Contact
from outreach.campaigns import enrolling
from outreach.campaigns.counting import STATES, State, count_states
from outreach.campaigns.filters import EnrollFilter
from outreach.campaigns.finding import find_campaign, own_offices
from outreach.campaigns.matching import match
from outreach.campaigns.models import Campaign, Enrollment

ROWS = 50


@require_http_methods(["GET", "HEAD", "POST"])
@require("campaigns.enroll_contact")
def enroll(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose people by filter, say how many that is, then enroll them."""
    campaign = find_campaign(request.user, slug)
    people = Contact.objects.visible_to(request.user).filter(office__campaigns=campaign)
    choice = EnrollFilter(request.GET, people, request=request)
    matched = match(campaign, choice.qs) if choice.is_valid() else None
    if request.method == "POST" and matched and campaign.takes_people:
        if request.POST.get("new") == str(matched.new):
            return _enrolled(request, campaign, enrolling.enroll(campaign, choice.qs, request.user))
        messages.warning(request, _("The number has changed since you looked. Please look again."))
    context = {"campaign": campaign, "choice": choice, "match": matched}
    return render(request, "campaigns/enroll.html", context)


def _enrolled(request: HttpRequest, campaign: Campaign, count: int) -> HttpResponse:
    said = ngettext("%(n)d person is enrolled.", "%(n)d people are enrolled.", count)
    messages.success(request, said % {"n": count})
    return redirect("campaigns:campaign", campaign.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@require("contacts.view_contact")
def enrollments(request: HttpRequest, slug: str) -> HttpResponse:
    """List the campaign's people of the user's offices by what became of them."""
    campaign = find_campaign(request.user, slug)
    people = Enrollment.objects.visible_to(request.user).filter(campaign=campaign)
    state = _state(request.GET.get("state", "open"))
    if request.method == "POST":
        return _unenroll(request, people)
    page = _page(people.filter(state.condition), request.GET.get("page"))
    log_list_look([enrollment.contact for enrollment in page], "enrollments")
    context = {
        "campaign": campaign,
        "state": state,
        "counted": [one for one in count_states(people) if one.count or one.state == state],
        "page": page,
        "several": len(own_offices(request.user, campaign)) > 1,
    }
    return render(request, "campaigns/enrollments.html", context)


def _state(code: str) -> State:
    for state in STATES:
        if state.code == code:
            return state
    raise Http404


def _page(people: Any, number: str | None) -> Any:
    ordered = people.select_related("contact__address", "contact__office").order_by(
        "-contact__priority", "pk"
    )
    return Paginator(ordered, ROWS).get_page(number)


def _unenroll(request: HttpRequest, people: Any) -> HttpResponse:
    if not request.user.has_perm("campaigns.enroll_contact"):
        raise Http404
    chosen = people.filter(contact__code__in=request.POST.getlist("contact")[:ROWS])
    removed, kept = enrolling.unenroll(chosen)
    if removed:
        said = ngettext("%(n)d person was taken out.", "%(n)d people were taken out.", removed)
        messages.success(request, said % {"n": removed})
    if kept:
        said = ngettext(
            "%(n)d person stays: a visit or a plan refers to them.",
            "%(n)d people stay: a visit or a plan refers to them.",
            kept,
        )
        messages.warning(request, said % {"n": kept})
    if not removed and not kept:
        messages.info(request, _("Nobody was chosen."))
    return redirect(request.get_full_path())
