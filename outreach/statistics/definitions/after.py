"""What is counted after the door: referrals to their end, and text messages."""

from django.utils.translation import gettext_lazy as _

from outreach.statistics.definitions.base import (
    BJA,
    OD2A,
    REFERRALS,
    SAMHSA,
    TEXTS,
    Indicator,
    Words,
    persons,
    rows,
)
from outreach.statistics.facts import Fact

ERASED_ONCE = _("People who were erased since count once, in the week of their first consent.")
BY_THE_WEEK = _("Texts to people who were erased since are known by the week.")
SENT_ON = _("In the week in which the referral left us, whenever its outcome came.")
UNKNOWN = _("What nobody reported counts as not having happened.")

PEOPLE = (
    persons(
        "referred",
        _("People referred"),
        _(
            "People with a referral that left us: sent to a provider or handed to the person. "
            "Mistakes and duplicates are left out."
        ),
        Fact.REFERRED,
        source=BJA,
    ),
    persons(
        "linked",
        _("People linked"),
        _("People who came to a first appointment, or whose service started, by any referral."),
        Fact.LINKED,
        source=OD2A,
        missing=UNKNOWN,
        measure=_("Linkage to care: people linked"),
    ),
    persons(
        "consented",
        _("Agreed to texts"),
        _("People who gave consent to text messages."),
        Fact.CONSENT,
        missing=ERASED_ONCE,
    ),
    persons(
        "opted_out",
        _("Took consent back"),
        _("People who gave consent to text messages and took it back since."),
        Fact.OPTED_OUT,
        missing=ERASED_ONCE,
    ),
)


def _by_kind(code: str, label: Words, fact: Fact) -> Indicator:
    definition = _("Referrals that left us for a service of this kind.")
    return rows(f"referrals_{code}", label, definition, REFERRALS, fact, note=SENT_ON)


BY_KIND = (
    _by_kind("treatment", _("Referrals: substance use treatment"), Fact.TREATMENT),
    _by_kind("health", _("Referrals: health and mental health"), Fact.HEALTH),
    _by_kind("harm_reduction", _("Referrals: harm reduction"), Fact.HARM_REDUCTION),
    _by_kind("peer_support", _("Referrals: peer support"), Fact.PEER_SUPPORT),
    _by_kind("social", _("Referrals: social services"), Fact.SOCIAL),
    _by_kind("other", _("Referrals: other help"), Fact.OTHER_HELP),
)
VERIFIED = (
    rows(
        "linked_30_by_provider",
        _("Linked within 30 days, by the provider's word"),
        _("Referrals linked within 30 days of which the provider said so."),
        REFERRALS,
        Fact.LINK_BY_PROVIDER,
        note=SENT_ON,
    ),
    rows(
        "linked_30_by_person",
        _("Linked within 30 days, by the person's word"),
        _("Referrals linked within 30 days of which the person said so."),
        REFERRALS,
        Fact.LINK_BY_PERSON,
        note=SENT_ON,
    ),
    rows(
        "linked_30_by_staff",
        _("Linked within 30 days, by our staff's word"),
        _("Referrals linked within 30 days of which only our own staff said so."),
        REFERRALS,
        Fact.LINK_BY_STAFF,
        note=SENT_ON,
    ),
)
OUTCOMES = (
    rows(
        "referrals",
        _("Referrals"),
        _("Referrals that left us, leaving out mistakes and duplicates."),
        REFERRALS,
        Fact.REFERRED,
        source=OD2A,
        note=SENT_ON,
        measure=_("Linkage to care: referrals made"),
    ),
    rows(
        "referrals_over_30",
        _("Referrals of 30 days and more"),
        _("Referrals that left us at least 30 days before the figures were made."),
        REFERRALS,
        Fact.OVER_30,
        note=SENT_ON,
    ),
    rows(
        "linked_30",
        _("Linked within 30 days"),
        _(
            "Of the referrals whose 30 days have passed: those with a first appointment attended "
            "or a service started within them."
        ),
        REFERRALS,
        Fact.LINKED_30,
        source=SAMHSA,
        note=SENT_ON,
        missing=UNKNOWN,
        measure=_("Linkage to care: linked within 30 days"),
    ),
    *VERIFIED,
    rows(
        "due_30",
        _("Linked, 30 days after"),
        _("Linked referrals whose check after 30 days is due."),
        REFERRALS,
        Fact.CHECKED_30,
        note=SENT_ON,
    ),
    rows(
        "kept_30",
        _("Still there after 30 days"),
        _("Of these, those of which it was found that the service goes on."),
        REFERRALS,
        Fact.KEPT_30,
        note=SENT_ON,
        missing=UNKNOWN,
    ),
    rows(
        "due_90",
        _("Linked, 90 days after"),
        _("Linked referrals whose check after 90 days is due."),
        REFERRALS,
        Fact.CHECKED_90,
        note=SENT_ON,
    ),
    rows(
        "kept_90",
        _("Still there after 90 days"),
        _("Of these, those of which it was found that the service goes on."),
        REFERRALS,
        Fact.KEPT_90,
        note=SENT_ON,
        missing=UNKNOWN,
    ),
    rows(
        "loops_closed",
        _("Loops closed"),
        _(
            "Of the referrals whose 30 days have passed: those of which we know what came of them. "
            "Closed because nobody could be reached is not known."
        ),
        REFERRALS,
        Fact.LOOP_CLOSED,
        note=SENT_ON,
    ),
)
MESSAGES = (
    rows(
        "texts_sent",
        _("Follow-ups sent"),
        _("Follow-up texts of the campaign that the carrier took."),
        TEXTS,
        Fact.SENT,
        missing=BY_THE_WEEK,
    ),
    rows(
        "texts_delivered",
        _("Follow-ups delivered"),
        _("Of these, those of which the carrier reported that they arrived."),
        TEXTS,
        Fact.DELIVERED,
        missing=_("A text without the carrier's report counts as not delivered."),
    ),
    rows(
        "texts_undelivered",
        _("Follow-ups not delivered"),
        _("Of these, those of which the carrier reported that they did not arrive."),
        TEXTS,
        Fact.NOT_DELIVERED,
        missing=BY_THE_WEEK,
    ),
)
