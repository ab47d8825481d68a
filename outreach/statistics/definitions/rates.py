"""What divides one count by another."""

from django.utils.translation import gettext_lazy as _

from outreach.statistics.definitions.after import SENT_ON, UNKNOWN
from outreach.statistics.definitions.base import (
    BJA,
    HOURS,
    OD2A,
    PUBLISHED,
    SAMHSA,
    Indicator,
    Per,
    Rule,
    share,
)
from outreach.statistics.definitions.doors import (
    ESTIMATE,
    MEDIAN_HOURS,
    NO_RESPONSE_IS_MISSING,
    TO_THE_HOUR,
)
from outreach.statistics.facts import Fact

TRIED = ("attempted", _("People tried"))
SPOKEN_WITH = ("reached_direct", _("People reached in person"))
OVER_30 = ("referrals_over_30", _("Referrals whose 30 days have passed"))

MEDIAN = Indicator(
    "median_hours",
    _("Hours to the first attempt"),
    _(
        "Half of the people whose first attempt has a known time were tried within so many hours "
        "after they entered the campaign."
    ),
    HOURS,
    _("The median of the hours, rounded"),
    _("First attempts of known time"),
    of=MEDIAN_HOURS,
    by="first_attempts",
    source=PUBLISHED,
    note=TO_THE_HOUR,
    rule=Rule(Per.MEDIAN, Fact.FIRST),
    missing=_("A first attempt that the phone's clock puts on another day is left out."),
)
AT_THE_DOOR = (
    share(
        "attempt_rate",
        _("Tried, of those assigned"),
        _("The share of the people assigned whom a team tried at least once."),
        ("attempted", _("People tried")),
        ("assigned", _("People assigned")),
    ),
    share(
        "first_within_72_rate",
        _("First tried within 72 hours"),
        _("The share of the first attempts of known time that came within 72 hours."),
        ("first_within_72", _("First attempts within 72 hours")),
        ("first_attempts", _("First attempts of known time")),
        source=PUBLISHED,
        note=TO_THE_HOUR,
    ),
    MEDIAN,
    share(
        "attempts_a_person",
        _("Attempts a person"),
        _("How often the team tried, on average, each person whom it tried at all."),
        ("attempts", _("Attempts")),
        TRIED,
        unit=_("attempts a person"),
    ),
    share(
        "direct_reach_rate",
        _("Reached in person, of those tried"),
        _("The share of the people tried with whom the team spoke themselves."),
        SPOKEN_WITH,
        TRIED,
        source=BJA,
    ),
    share(
        "any_reach_rate",
        _("Reached at all, of those tried"),
        _("The share of the people tried at whose door anyone was spoken with."),
        ("reached_any", _("People reached, themselves or through their household")),
        TRIED,
        source=PUBLISHED,
    ),
    share(
        "locatable_reach_rate",
        _("Reached in person, of those who could be found"),
        _(
            "The share with whom the team spoke themselves, of the people tried who live at the "
            "address."
        ),
        SPOKEN_WITH,
        ("located", _("People who could be found")),
        source=PUBLISHED,
    ),
    share(
        "education_rate",
        _("Given information, of those reached"),
        _("The share of the people reached in person to whom risk and help were explained."),
        ("educated", _("People given information")),
        SPOKEN_WITH,
        missing=NO_RESPONSE_IS_MISSING,
    ),
    share(
        "offer_rate",
        _("Offered help, of those reached"),
        _("The share of the people reached in person whose answer to the offer was recorded."),
        ("offered", _("People offered help")),
        SPOKEN_WITH,
        missing=NO_RESPONSE_IS_MISSING,
    ),
    share(
        "acceptance_rate",
        _("Accepted help, of those offered"),
        _(
            "The share of the people offered help who accepted a referral or were handed over "
            "to help at once. Accepting is not yet being connected."
        ),
        ("accepted", _("People who accepted help")),
        ("offered", _("People offered help")),
        source=BJA,
        missing=NO_RESPONSE_IS_MISSING,
    ),
    share(
        "decline_rate",
        _("Declined help, of those offered"),
        _("The share of the people offered help who declined it at least once."),
        ("declined", _("People who declined help")),
        ("offered", _("People offered help")),
        missing=NO_RESPONSE_IS_MISSING,
    ),
    share(
        "refusal_rate",
        _("Refused at the door, of those tried"),
        _("The share of the people tried for whom the team was turned away at least once."),
        ("refused", _("People for whom the team was turned away")),
        TRIED,
    ),
)
AFTER = (
    share(
        "linkage_rate",
        _("Linked within 30 days"),
        _("The share linked within 30 days, of the referrals whose 30 days have passed."),
        ("linked_30", _("Referrals linked within 30 days")),
        OVER_30,
        source=OD2A,
        note=SENT_ON,
        missing=UNKNOWN,
        measure=_("Linkage to care: share linked within 30 days"),
    ),
    share(
        "provider_word_rate",
        _("Linked by the provider's word"),
        _("The share of the links within 30 days of which the provider said so."),
        ("linked_30_by_provider", _("Links by the provider's word")),
        ("linked_30", _("Referrals linked within 30 days")),
        note=SENT_ON,
    ),
    share(
        "retention_30_rate",
        _("Still there after 30 days"),
        _("The share of the linked referrals, due for the check, whose service goes on."),
        ("kept_30", _("Found to go on after 30 days")),
        ("due_30", _("Linked referrals due for the check")),
        source=SAMHSA,
        note=SENT_ON,
        missing=UNKNOWN,
    ),
    share(
        "retention_90_rate",
        _("Still there after 90 days"),
        _("The share of the linked referrals, due for the check, whose service goes on."),
        ("kept_90", _("Found to go on after 90 days")),
        ("due_90", _("Linked referrals due for the check")),
        source=SAMHSA,
        note=SENT_ON,
        missing=UNKNOWN,
    ),
    share(
        "loop_closure_rate",
        _("Loops closed"),
        _("The share of which we know what came of them, of referrals whose 30 days have passed."),
        ("loops_closed", _("Referrals of known outcome")),
        OVER_30,
        note=SENT_ON,
    ),
    share(
        "hours_a_link",
        _("Staff hours a person linked"),
        _("Estimated staff hours divided by the people linked."),
        ("staff_hours", _("Staff hours")),
        ("linked", _("People linked")),
        unit=_("hours a person"),
        scale=60,
        source=BJA,
        note=ESTIMATE,
    ),
    share(
        "opt_out_rate",
        _("Took consent back"),
        _("The share of the people who agreed to texts and took it back since."),
        ("opted_out", _("People who took consent back")),
        ("consented", _("People who agreed to texts")),
    ),
    share(
        "delivery_rate",
        _("Follow-ups delivered"),
        _("The share of the follow-ups sent that arrived by the carrier's report."),
        ("texts_delivered", _("Follow-ups delivered")),
        ("texts_sent", _("Follow-ups sent")),
    ),
)
QUALITY = (
    share(
        "prompt_rate",
        _("Received within 24 hours"),
        _("The share of the logged visits whose counting report came within 24 hours."),
        ("prompt", _("Received within 24 hours")),
        ("logged", _("Visits logged")),
    ),
    share(
        "no_response_rate",
        _("Response missing"),
        _("The share of the encounters with the person that have no code for the response."),
        ("no_response", _("Without a response")),
        ("encounters_person", _("Encounters with the person")),
    ),
)
