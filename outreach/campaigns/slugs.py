"""The address of a new campaign, taken from its name."""

from itertools import chain, count

from django.urls import resolve, reverse
from django.utils.text import slugify

from outreach.campaigns.models import Campaign

LONGEST = 50


def new_slug(name: str) -> str:
    """Return an address for a campaign of that name which no campaign and no other page has."""
    base = slugify(name)[:LONGEST].strip("-") or "campaign"
    numbered = (f"{base}-{number}" for number in count(2))
    return next(slug for slug in chain([base], numbered) if _is_free(slug))


def _is_free(slug: str) -> bool:
    page = resolve(reverse("campaigns:campaign", args=[slug]))
    if page.view_name != "campaigns:campaign":
        return False
    return not Campaign.objects.filter(slug=slug).exists()
