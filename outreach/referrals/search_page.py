"""The search as a page, wherever it is asked from: the directory, a contact, a door."""

from datetime import datetime, tzinfo
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from contacts.models import Office
from contacts.places import Place
from outreach.campaigns.models import Team
from outreach.referrals.finding import Wish, find_resources
from outreach.referrals.forms.finding import FindForm
from outreach.referrals.models import Resource
from outreach.referrals.national_lines import LINES

Near = tuple[str, Place] | None


def search_page(
    request: HttpRequest,
    near: Near = None,
    zone: tzinfo | None = None,
    language: str = "",
    fixed: bool = False,
    **context: Any,
) -> HttpResponse:
    """Draw the search and what it finds near `near` (words and degrees).

    `fixed` says that the place is not the user's to choose. `zone` is by whose
    clock a resource is open or not where its own is unknown. What is drawn names nobody but what
    `context` brings.
    """
    form = FindForm(request.POST if request.method == "POST" else None, has_place=fixed)
    chosen = form.is_valid()
    if chosen and not fixed:
        near = form.near() or near
    found = None
    if near is not None or chosen:
        wish = form.wish(language) if chosen else Wish(language=language)
        resources = Resource.objects.visible_to(request.user)
        found = find_resources(resources, near[1] if near else None, wish, _now(zone))
    page = {
        "form": form,
        "near": near,
        "found": found,
        "lines": LINES,
        "is_afoot": not request.user.has_perm("referrals.change_resource"),
        **context,
    }
    asked: Any = request
    template = "referrals/found.html" if asked.htmx else "referrals/resources.html"
    return render(request, template, page, status=422 if form.errors else 200)


def usual_place(user: Any) -> Near:
    """Return where the user's team starts, or a team of the user's office, in words and degrees."""
    teams = Team.objects.filter(is_active=True, start_latitude__isnull=False).order_by("pk")
    team = teams.filter(members=user).last() or teams.filter(office__staff=user).first()
    if team is None or team.start is None:
        return None
    return team.start_label or str(team.office), team.start


def zone_of(user: Any) -> tzinfo | None:
    """Return the time zone of the user's office."""
    office = Office.objects.filter(staff=user).first()
    return office.zone if office else None


def _now(zone: tzinfo | None) -> datetime:
    return timezone.now().astimezone(zone or timezone.get_current_timezone())
