"""What every page's frame needs: where this user can go, and where they are."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outreach.accounts.notices import notices_for
from outreach.accounts.second_factor import has_shown_it


@dataclass(frozen=True)
class Place:
    """An entry of the navigation: its page, its words, its icon and who may go there."""

    url_name: str
    label: str | Promise
    icon: str
    permission: str

    @property
    def url(self) -> str:
        """The page's address."""
        return reverse(self.url_name)


PLACES = [
    Place("visits:today", _("Today"), "list", "visits.log_visit"),
    Place("accounts:board", _("Board"), "board", "routing.view_plan"),
    Place("contacts:contacts", _("Contacts"), "people", "contacts.view_contact"),
    Place("resources:resources", _("Resources"), "pin", "referrals.view_resource"),
    Place("messaging:conversations", _("Messages"), "chat", "messaging.view_conversation"),
    Place("referrals:referrals", _("Referrals"), "flag", "referrals.view_referral"),
    Place("campaigns:campaigns", _("Campaigns"), "map", "campaigns.view_campaign"),
    Place("statistics:dashboard", _("Statistics"), "chart", "statistics.view_figures"),
    Place("accounts:people", _("People"), "people", "accounts.view_user"),
    Place("contacts:offices", _("Offices"), "home", "contacts.change_office"),
    Place("accounts:audit", _("Audit"), "list", "accounts.view_auditentry"),
    Place("contacts:decoys", _("Decoys"), "flag", "contacts.plant_decoy"),
    Place("privacy:privacy", _("Privacy"), "page", "privacy.manage_retention"),
]
# As many fit beside each other on a phone, "Me" among them; of more, the rest is in a sheet.
MOST_ABREAST = 5
# Where a day begins; for whoever has none of these, it begins at their first place.
STARTS = ("visits:today", "accounts:board", "statistics:dashboard")


def places_of(user: Any) -> list[Place]:
    """Return the places that the user may go to, in their order."""
    return [place for place in PLACES if user.has_perm(place.permission)]


def start_of(user: Any) -> str:
    """Return the name of the page where the user's day begins."""
    places = [place.url_name for place in places_of(user)]
    return next((name for name in places if name in STARTS), places[0] if places else "accounts:me")


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give the frame the user's places and the address of the one that holds this page."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    if settings.REQUIRE_SECOND_FACTOR and not has_shown_it(request):
        # Every place would lead back to setting one up.
        return {"still_outside": True}
    places = places_of(user)
    here = [place.url for place in places if request.path.startswith(place.url)]
    here_is = max(here, key=len, default="")
    abreast = len(places) if len(places) < MOST_ABREAST else MOST_ABREAST - 1
    more = places[abreast:]
    return {
        "places": places[:abreast],
        "more_places": more,
        "is_in_more": any(place.url == here_is for place in more),
        "here": here_is,
        "notices": notices_for(user),
    }
