"""What a resource offers and for whom, as one number that an index of places can be narrowed by.

The bits are kept in the database: add new ones at the end and never move one. 62 fit.
"""

from enum import IntFlag
from functools import reduce
from operator import or_

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a resource is in the first place."""

    TREATMENT = "TREATMENT", _("Substance use treatment")
    MENTAL_HEALTH = "MENTAL_HEALTH", _("Mental health")
    HEALTH = "HEALTH", _("Health care")
    HARM_REDUCTION = "HARM_REDUCTION", _("Harm reduction")
    HOUSING = "HOUSING", _("Housing")
    FOOD = "FOOD", _("Food")
    TRANSPORT = "TRANSPORT", _("Transport")
    ID_DOCUMENTS = "ID_DOCUMENTS", _("ID documents")
    EMPLOYMENT = "EMPLOYMENT", _("Work and training")
    LEGAL = "LEGAL", _("Legal help")
    CHILDCARE = "CHILDCARE", _("Childcare")
    PEER_SUPPORT = "PEER_SUPPORT", _("Peer support")
    OTHER = "OTHER", _("Other help")


class Facet(IntFlag):
    """One thing that people ask for."""

    MEDICATION = 1 << 0
    BUPRENORPHINE = 1 << 1
    METHADONE = 1 << 2
    NALTREXONE = 1 << 3
    ACCEPTS_MEDICATION = 1 << 4
    DETOX = 1 << 5
    RESIDENTIAL = 1 << 6
    INPATIENT = 1 << 7
    OUTPATIENT = 1 << 8
    INTENSIVE_OUTPATIENT = 1 << 9
    DAY_TREATMENT = 1 << 10
    TELEHEALTH = 1 << 11
    WALK_IN = 1 << 12
    CRISIS = 1 << 13
    MEDICAID = 1 << 14
    MEDICARE = 1 << 15
    PRIVATE_INSURANCE = 1 << 16
    SELF_PAY = 1 << 17
    MILITARY_INSURANCE = 1 << 18
    SLIDING_SCALE = 1 << 19
    FREE = 1 << 20
    CHILDREN = 1 << 21
    YOUNG_ADULTS = 1 << 22
    ADULTS = 1 << 23
    SENIORS = 1 << 24
    MEN = 1 << 25
    WOMEN = 1 << 26
    PREGNANCY = 1 << 27
    VETERANS = 1 << 28
    LGBT = 1 << 29
    SPANISH = 1 << 30
    SIGN_LANGUAGE = 1 << 31
    OTHER_LANGUAGES = 1 << 32
    HOUSING = 1 << 33
    FOOD = 1 << 34
    TRANSPORT = 1 << 35
    ID_DOCUMENTS = 1 << 36
    EMPLOYMENT = 1 << 37
    LEGAL = 1 << 38
    CHILDCARE = 1 << 39
    PEER_SUPPORT = 1 << 40
    NALOXONE = 1 << 41
    SYRINGE_SERVICES = 1 << 42
    TREATMENT = 1 << 43
    MENTAL_HEALTH = 1 << 44
    HEALTH_CARE = 1 << 45


LABELS: dict[Facet, str | Promise] = {
    Facet.MEDICATION: _("Any medication for opioid use disorder"),
    Facet.BUPRENORPHINE: _("Buprenorphine"),
    Facet.METHADONE: _("Methadone"),
    Facet.NALTREXONE: _("Naltrexone"),
    Facet.ACCEPTS_MEDICATION: _("Accepts people on medication"),
    Facet.DETOX: _("Detox"),
    Facet.RESIDENTIAL: _("Residential"),
    Facet.INPATIENT: _("Hospital inpatient"),
    Facet.OUTPATIENT: _("Outpatient"),
    Facet.INTENSIVE_OUTPATIENT: _("Intensive outpatient"),
    Facet.DAY_TREATMENT: _("Day treatment"),
    Facet.TELEHEALTH: _("By video or phone"),
    Facet.WALK_IN: _("Walk-in"),
    Facet.CRISIS: _("Crisis help"),
    Facet.MEDICAID: _("Medicaid"),
    Facet.MEDICARE: _("Medicare"),
    Facet.PRIVATE_INSURANCE: _("Private insurance"),
    Facet.SELF_PAY: _("Cash"),
    Facet.MILITARY_INSURANCE: _("Military insurance"),
    Facet.SLIDING_SCALE: _("Fee by income"),
    Facet.FREE: _("Free"),
    Facet.CHILDREN: _("Under 18"),
    Facet.YOUNG_ADULTS: _("18 to 25"),
    Facet.ADULTS: _("Adults"),
    Facet.SENIORS: _("65 and over"),
    Facet.MEN: _("Men"),
    Facet.WOMEN: _("Women"),
    Facet.PREGNANCY: _("Pregnant or with a newborn"),
    Facet.VETERANS: _("Veterans"),
    Facet.LGBT: _("LGBT"),
    Facet.SPANISH: _("Spanish"),
    Facet.SIGN_LANGUAGE: _("Sign language"),
    Facet.OTHER_LANGUAGES: _("Another language"),
    Facet.HOUSING: _("Housing"),
    Facet.FOOD: _("Food"),
    Facet.TRANSPORT: _("Transport"),
    Facet.ID_DOCUMENTS: _("ID documents"),
    Facet.EMPLOYMENT: _("Work and training"),
    Facet.LEGAL: _("Legal help"),
    Facet.CHILDCARE: _("Childcare"),
    Facet.PEER_SUPPORT: _("Peer support"),
    Facet.NALOXONE: _("Naloxone"),
    Facet.SYRINGE_SERVICES: _("Syringe services"),
    Facet.TREATMENT: _("Substance use treatment"),
    Facet.MENTAL_HEALTH: _("Mental health"),
    Facet.HEALTH_CARE: _("Health care"),
}

# How the search page groups them. Within a group any one is enough; groups add up.
GROUPS: dict[str, tuple[str | Promise, tuple[Facet, ...]]] = {
    "need": (
        _("Need"),
        (
            Facet.TREATMENT, Facet.MENTAL_HEALTH, Facet.HEALTH_CARE, Facet.HOUSING, Facet.FOOD,
            Facet.TRANSPORT, Facet.ID_DOCUMENTS, Facet.EMPLOYMENT, Facet.LEGAL, Facet.CHILDCARE,
            Facet.PEER_SUPPORT, Facet.NALOXONE, Facet.SYRINGE_SERVICES,
        ),
    ),
    "medication": (
        _("Medication"),
        (
            Facet.MEDICATION, Facet.BUPRENORPHINE, Facet.METHADONE, Facet.NALTREXONE,
            Facet.ACCEPTS_MEDICATION,
        ),
    ),
    "setting": (
        _("Kind of care"),
        (
            Facet.WALK_IN, Facet.DETOX, Facet.RESIDENTIAL, Facet.INPATIENT, Facet.OUTPATIENT,
            Facet.INTENSIVE_OUTPATIENT, Facet.DAY_TREATMENT, Facet.TELEHEALTH, Facet.CRISIS,
        ),
    ),
    "payment": (
        _("Payment"),
        (
            Facet.FREE, Facet.SLIDING_SCALE, Facet.MEDICAID, Facet.MEDICARE,
            Facet.PRIVATE_INSURANCE, Facet.MILITARY_INSURANCE, Facet.SELF_PAY,
        ),
    ),
    "language": (
        _("Language"), (Facet.SPANISH, Facet.SIGN_LANGUAGE, Facet.OTHER_LANGUAGES)
    ),
    "age": (_("Age"), (Facet.CHILDREN, Facet.YOUNG_ADULTS, Facet.ADULTS, Facet.SENIORS)),
    "gender": (_("Gender"), (Facet.MEN, Facet.WOMEN)),
    "group": (_("Groups"), (Facet.PREGNANCY, Facet.VETERANS, Facet.LGBT)),
}  # fmt: skip


def number_of(facets: "list[Facet] | set[Facet]") -> int:
    """Return the facets as the one number that is stored."""
    return int(reduce(or_, facets, Facet(0)))


def facets_in(number: int) -> list[Facet]:
    """Return the facets of a stored number, in their order; bits of a later version are left."""
    return [facet for facet in Facet if number & facet]


def labels_of(number: int) -> list[str]:
    """Return a stored number in words."""
    return [str(LABELS[facet]) for facet in facets_in(number)]
