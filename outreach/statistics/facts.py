"""What a row can say, each as one bit, so that a row is a number. Plain values, no models.

A figure is declared by the facts that it asks for (`indicators.Rule`). What a disposition or a
response says is written here once; the database is asked for codes only.
"""

from enum import IntFlag, auto

from outreach.referrals.codes import Source
from outreach.referrals.facets import Kind
from outreach.visits.codelists import (
    ACCEPTED,
    ADDRESS_FAILED,
    ANY_REACH,
    ATTEMPTS,
    DIRECT_REACH,
    REFUSED,
    Disposition,
    Recipient,
    Response,
    SupplyItem,
)


class Fact(IntFlag):
    """One thing that a row says."""

    # A visit and its report.
    ASSIGNED = auto()
    LOGGED = auto()
    ATTEMPT = auto()
    PERSON = auto()
    HOUSEHOLD = auto()
    OFFERED = auto()
    EDUCATED = auto()
    ACCEPTED = auto()
    DECLINED = auto()
    REFUSED = auto()
    NOT_THERE = auto()
    ABORTED = auto()
    CRISIS = auto()
    PROMPT = auto()
    NO_RESPONSE = auto()
    # On the row of a person's first attempt, where its time is known.
    FIRST = auto()
    SOON = auto()
    # Something handed over.
    SUPPLY = auto()
    KIT = auto()
    DOSE = auto()
    STRIP = auto()
    OTHER_ITEM = auto()
    KIT_TO_PERSON = auto()
    KIT_TO_FAMILY = auto()
    KIT_TO_OTHER = auto()
    # A referral that left us.
    REFERRED = auto()
    TREATMENT = auto()
    HEALTH = auto()
    HARM_REDUCTION = auto()
    PEER_SUPPORT = auto()
    SOCIAL = auto()
    OTHER_HELP = auto()
    LINKED = auto()
    OVER_30 = auto()
    LINKED_30 = auto()
    LINK_BY_PROVIDER = auto()
    LINK_BY_PERSON = auto()
    LINK_BY_STAFF = auto()
    CHECKED_30 = auto()
    KEPT_30 = auto()
    CHECKED_90 = auto()
    KEPT_90 = auto()
    LOOP_CLOSED = auto()
    # Messages.
    CONSENT = auto()
    OPTED_OUT = auto()
    SENT = auto()
    DELIVERED = auto()
    NOT_DELIVERED = auto()
    # A team's day, and a row of a list that was someone known.
    SHIFT = auto()
    MERGED = auto()


NOTHING = Fact(0)
REACHED = Fact.PERSON | Fact.HOUSEHOLD
NALOXONE = Fact.KIT_TO_PERSON | Fact.KIT_TO_FAMILY | Fact.KIT_TO_OTHER

OFFER = frozenset(Response) - {Response.SAYS_NOT_THE_PERSON}
EDUCATION = ACCEPTED | {Response.FOLLOW_UP_REQUESTED, Response.INFORMATION_ONLY}

KINDS = {
    Kind.TREATMENT: Fact.TREATMENT,
    Kind.MENTAL_HEALTH: Fact.HEALTH,
    Kind.HEALTH: Fact.HEALTH,
    Kind.HARM_REDUCTION: Fact.HARM_REDUCTION,
    Kind.PEER_SUPPORT: Fact.PEER_SUPPORT,
    Kind.HOUSING: Fact.SOCIAL,
    Kind.FOOD: Fact.SOCIAL,
    Kind.TRANSPORT: Fact.SOCIAL,
    Kind.ID_DOCUMENTS: Fact.SOCIAL,
    Kind.EMPLOYMENT: Fact.SOCIAL,
    Kind.LEGAL: Fact.SOCIAL,
    Kind.CHILDCARE: Fact.SOCIAL,
    Kind.OTHER: Fact.OTHER_HELP,
}
VERIFIED = {
    Source.PROVIDER: Fact.LINK_BY_PROVIDER,
    Source.PERSON: Fact.LINK_BY_PERSON,
    Source.STAFF: Fact.LINK_BY_STAFF,
}
ITEMS = {
    SupplyItem.NALOXONE: Fact.KIT,
    SupplyItem.TEST_STRIPS: Fact.STRIP,
    SupplyItem.RESOURCE_CARD: Fact.OTHER_ITEM,
    SupplyItem.DISPOSAL_POUCH: Fact.OTHER_ITEM,
}
RECIPIENTS = {
    Recipient.PERSON: Fact.KIT_TO_PERSON,
    Recipient.FAMILY: Fact.KIT_TO_FAMILY,
    Recipient.OTHER: Fact.KIT_TO_OTHER,
}


def of_report(disposition: str, response: str) -> Fact:
    """Return what a report that counts says by its two codes; nothing where there is no report."""
    if not disposition:
        return NOTHING
    said = {
        Fact.LOGGED: True,
        Fact.ATTEMPT: disposition in ATTEMPTS,
        Fact.ASSIGNED: disposition in ATTEMPTS,
        Fact.PERSON: disposition in DIRECT_REACH,
        Fact.HOUSEHOLD: disposition in ANY_REACH - DIRECT_REACH,
        Fact.REFUSED: disposition in REFUSED,
        Fact.NOT_THERE: disposition in ADDRESS_FAILED | {Disposition.DECEASED},
        Fact.ABORTED: disposition == Disposition.ABORTED_SAFETY,
        Fact.OFFERED: response in OFFER,
        Fact.EDUCATED: response in EDUCATION,
        Fact.ACCEPTED: response in ACCEPTED,
        Fact.DECLINED: response == Response.DECLINED,
        Fact.NO_RESPONSE: disposition in DIRECT_REACH and not response,
    }
    return Fact(sum(fact for fact, holds in said.items() if holds))
