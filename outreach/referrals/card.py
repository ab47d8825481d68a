"""The contact's card: where to turn, in the contact's language, and nothing about why.

Whoever finds the card or reads the phone must not learn what it is for. A name that would tell is
left out: the place and the number are enough to get there.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from outreach.referrals.hours import hours_in_words
from outreach.referrals.models import Resource

# Beginnings of words that tell why, in either language. What is doubtful tells.
_TELLING = re.compile(
    r"(?<![^\W\d_])("
    r"drug|narco|opi[oa]|heroin|fentan|methad|metad|bupren|subox|naltr|nalox|narcan|medic|meds\b"
    r"|treat|tratam|rehab|recover|recuper|detox|desintox|addict|adicc|substanc|sustanc|sober|sobri"
    r"|alcohol|overdos|sobredos|relaps|recaid|counsel|consejer|clini|psych|psiq|psic|mental|behav"
    r"|therap|terap|health|salud|hospital|crisis|suicid|harm reduc|syringe|jering|needle|12.step"
    r"|anonymous|anonim|\bna\b|\baa\b|outpatient|inpatient|residential|dual|otp\b|mat\b|iop\b"
    r"|police|polic|court|tribunal|probation|correct|justice|jail|prison|hiv|vih|std\b|patient"
    r"|pacient|pill|pastill|withdraw|abstin|abus|smart recovery|halfway|oxford house"
    r"|chemical|depend[ei]n|intoxic|al.?anon|nar.?anon|alateen|twelve|doce pasos|n\.\s?a\b"
    r"|a\.\s?a\b|sud\b|moud\b|oud\b|dui\b|dwi\b|cocain|crack|meth\b|metan?fet|meth?amph|amphet"
    r"|anfet|cannabis|marijuana|mariguana|marihuana|stimul|estimul|aids\b|sida\b|hepat|parole"
    r"|libertad condicional|interven|co.?occur|detenti"
    r")",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Entry:
    """One place on the card; `name` is '' where it would tell."""

    name: str
    phone: str
    address: str
    hours: list[str]


def name_for_card(resource: Resource) -> str:
    """Return the name under which a resource stands on a card, or '' where any would tell."""
    names = (resource.card_name, resource.name, resource.organization_name)
    return next((name for name in names if name and not tells(name)), "")


def tells(text: str) -> bool:
    """Say whether words would let someone else guess why."""
    return bool(_TELLING.search(text))


def card_entries(resources: Iterable[Resource], today: date) -> list[Entry]:
    """Return the places of the card, in the language that is active."""
    return [
        Entry(
            name_for_card(resource),
            resource.phone,
            resource.address,
            hours_in_words(resource.hours, today),
        )
        for resource in resources
    ]


def card_text(resources: Iterable[Resource]) -> str:
    """Return the card as a text: names, or else cities, and numbers. No street, for a phone.

    An address in a text looks like someone's home; the number is what a text is for.
    """
    lines = [_("The numbers you asked for:")]
    for resource in resources:
        name = name_for_card(resource) or resource.city or _("Call")
        lines.append(f"{name}: {resource.phone}" if resource.phone else name)
    return "\n".join(lines)
