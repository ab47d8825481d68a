"""The campaign, office and plan that an address names, as far as the user may see them."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Concatenate

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from contacts.models import Office
from outreach.campaigns.models import Campaign
from outreach.routing.models import Plan


def campaign_of(request: HttpRequest, slug: str) -> Campaign:
    """Return the campaign; 404 without."""
    return get_object_or_404(Campaign.objects.visible_to(request.user), slug=slug)


def offices_of(request: HttpRequest, campaign: Campaign) -> list[Office]:
    """Return the user's offices that take part."""
    user: Any = request.user
    return list(campaign.offices.filter(staff=user))


def office_of(request: HttpRequest, campaign: Campaign) -> Office:
    """Return the office that the address names, or the user's first."""
    code = request.GET.get("office")
    for office in offices_of(request, campaign):
        if code in (None, office.code):
            return office
    raise Http404


def with_plan[**P](
    view: Callable[Concatenate[HttpRequest, Plan, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Give the view the plan that the address names, on the clock of its office; 404 without."""

    @wraps(view)
    def found(
        request: HttpRequest, slug: str, day: date, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        office = office_of(request, campaign_of(request, slug))
        plans = Plan.objects.visible_to(request.user).select_related("campaign", "office")
        plan = get_object_or_404(
            plans.select_related("made_by", "published_by", "changed_by"),
            campaign__slug=slug,
            office=office,
            day=day,
        )
        with timezone.override(office.zone):
            return view(request, plan, *args, **kwargs)

    return found
