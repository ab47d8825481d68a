"""Fetching what a page is about; what is not the user's does not exist."""

from typing import Any

from django.shortcuts import get_object_or_404

from contacts.models import Office
from outreach.campaigns.models import Campaign, Team


def find_campaign(user: Any, slug: str) -> Campaign:
    """Return the campaign of that address, or raise Http404."""
    return get_object_or_404(Campaign.objects.visible_to(user), slug=slug)


def find_team(user: Any, campaign: Campaign, code: str) -> Team:
    """Return the campaign's team of that code, or raise Http404."""
    teams = Team.objects.visible_to(user).filter(campaign=campaign)
    return get_object_or_404(teams.select_related("office", "campaign"), code=code)


def own_offices(user: Any, campaign: Campaign) -> list[Office]:
    """Return the campaign's offices on whose staff the user is."""
    return list(campaign.offices.filter(staff=user))
