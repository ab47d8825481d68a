"""How the agent's pages say distances and doors."""

from typing import Any
from urllib.parse import quote

from django import template
from django.utils.translation import gettext as _

from contacts.models import Address
from outreach.visits.answers import DOSES_A_KIT
from outreach.visits.codelists import SupplyItem
from outreach.visits.event_words import told_in_words
from outreach.visits.models import Visit

register = template.Library()
MOST_OFFERED = 6
YARD_METRES, MILE_METRES = 0.9144, 1609.344


@register.filter
def distance(metres: float) -> str:
    """Say a distance in metres as Americans do: tens of yards below a quarter of a mile."""
    if metres < MILE_METRES / 4:
        yards = max(10, round(metres / YARD_METRES / 10) * 10)
        return _("%(yards)d yd") % {"yards": yards}
    return _("%(miles).1f mi") % {"miles": metres / MILE_METRES}


@register.filter
def directions(address: Address) -> str:
    """Return the link that opens the phone's own map app: the place, or else the address.

    The geo: scheme (RFC 5870) takes numbers with a point and hands no name over.
    """
    if address.place:
        place = "{:.6f},{:.6f}".format(*address.place)
        return f"geo:{place}?q={place}"
    town = f"{address.city}, {address.state} {address.postal_code}".strip(" ,")
    return f"geo:0,0?q={quote(f'{address.street}, {town}')}"


@register.filter
def door(visit: Visit) -> str:
    """Say the visit's door, or that it has none."""
    address = visit.contact.address
    return address.door if address else _("No street known")


@register.filter
def report(visit: Visit) -> object:
    """Return the visit's report that counts, where `with_what_to_know` brought it along."""
    return next(iter(getattr(visit, "current_reports", [])), None)


@register.filter
def quantity(given: dict[str, dict[str, Any]], item: str) -> str:
    """Return how many of `item` were given, as the select's option is written."""
    return str(given.get(item, {}).get("quantity", 0))


@register.filter
def quantities(given: dict[str, dict[str, Any]], item: str) -> list[str]:
    """Return what the select offers: a few, and what was given if that is more."""
    offered = [str(number) for number in range(MOST_OFFERED + 1)]
    chosen = quantity(given, item)
    return offered if chosen in offered else [*offered, chosen]


@register.filter
def unusual_doses(given: dict[str, dict[str, Any]]) -> str:
    """Return the doses of naloxone where they are not what so many kits hold."""
    supply = given.get(SupplyItem.NALOXONE, {})
    doses, kits = str(supply.get("doses", "")), str(supply.get("quantity", 0))
    usual = kits.isdecimal() and doses == str(int(kits) * DOSES_A_KIT)
    return "" if usual else doses


@register.filter
def in_words(data: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what an event says, as pairs of words; what was left out is left out."""
    return told_in_words(data)
