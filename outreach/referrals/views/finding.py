"""Finding resources: in the directory, and near a contact's address."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contacts.access import require
from contacts.looks import CARD, HELP, log_look
from contacts.models import Contact
from outreach.referrals.card import card_entries, card_text
from outreach.referrals.models import Resource
from outreach.referrals.search_page import search_page, usual_place, zone_of

MOST_ON_A_CARD = 8


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@require("referrals.view_resource")
def resources(request: HttpRequest) -> HttpResponse:
    """Search the directory near a ZIP code, the user, or where the user's team starts."""
    return search_page(request, usual_place(request.user), zone_of(request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@require("contacts.view_contact")
def near_contact(request: HttpRequest, code: str) -> HttpResponse:
    """Search near a contact's door. That is a look at the person, and is logged first."""
    contact = _contact(request, code)
    log_look(contact, HELP)
    place = contact.address.place if contact.address else None
    return search_page(
        request,
        (contact.address.city, place) if contact.address and place else usual_place(request.user),
        contact.office.zone,
        contact.language,
        fixed=place is not None,
        contact=contact,
    )


@require_safe
@never_cache
@require("contacts.view_contact")
def card(request: HttpRequest, code: str) -> HttpResponse:
    """Show the chosen resources in the contact's language, to print or to text; never why."""
    contact = _contact(request, code)
    log_look(contact, CARD)
    chosen = request.GET.getlist("r")[:MOST_ON_A_CARD]
    found = Resource.objects.visible_to(request.user).in_bulk(chosen, field_name="code")
    listed = [found[each] for each in dict.fromkeys(chosen) if each in found]
    with translation.override(contact.language):
        entries = card_entries(listed, timezone.localdate())
        context: dict[str, Any] = {"entries": entries, "text": card_text(listed)}
    context |= {"contact": contact}
    return render(request, "referrals/card.html", context)


def _contact(request: HttpRequest, code: str) -> Contact:
    people = Contact.objects.visible_to(request.user).select_related("address", "office")
    return get_object_or_404(people, code=code)
