"""The directory on the agent's phone: the day's shortlist to keep, and a search from a door."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from contacts.access import require
from contacts.looks import HELP, log_deed, log_look
from outreach.referrals.national_lines import LINES
from outreach.referrals.search_page import search_page, usual_place
from outreach.visits.shortlist import shortlist_of, told
from outreach.visits.views.agent import get_own_visit, gone_from
from outreach.visits.working_day import working_day


@require_GET
@never_cache
def sync_resources(request: HttpRequest) -> JsonResponse:
    """Give the phone the 30 resources nearest to today's route, and the national lines.

    Nothing in it is about a contact. 401 where nobody is signed in, 404 for whoever goes to no
    doors. The download is logged first.
    """
    user: Any = request.user
    if not user.is_authenticated:
        return JsonResponse({"error": _("Sign in to see this.")}, status=401)
    if not user.has_perm("visits.log_visit"):
        raise Http404
    today = working_day(user, timezone.now())
    resources = shortlist_of(user, today)
    log_deed(user, "resources_to_phone", count=len(resources))
    lines = [
        {"code": line.code, "name": str(line.name), "phone": line.phone, "text": line.text}
        for line in LINES
    ]
    return JsonResponse(
        {
            "as_of": timezone.now().isoformat(),
            "lines": lines,
            "resources": [told(resource, today) for resource in resources],
        }
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@require("visits.log_visit")
def find_resources(request: HttpRequest, code: str) -> HttpResponse:
    """Search near a door of today. That is a look at the person, and is logged first."""
    visit = get_own_visit(request, code)
    if visit.contact.stopped or gone_from(request.user, visit):
        raise Http404
    log_look(visit.contact, HELP)
    place = visit.contact.address.place if visit.contact.address else None
    return search_page(
        request,
        (str(_("this door")), place) if place else usual_place(request.user),
        visit.team.office.zone,
        visit.contact.language,
        fixed=place is not None,
        back=reverse("visits:visit", args=[code]),
        visit=visit,
    )
