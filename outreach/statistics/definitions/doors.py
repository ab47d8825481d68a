"""What is counted at the door: people, visits, what was handed over, our own time."""

from django.utils.translation import gettext_lazy as _

from outreach.statistics.definitions.base import (
    ATTEMPTS,
    BJA,
    HOURS,
    OD2A,
    PUBLISHED,
    SAMHSA,
    VISITS,
    Per,
    Rule,
    amounts,
    count,
    persons,
    rows,
)
from outreach.statistics.facts import NALOXONE, REACHED, Fact

NO_RESPONSE_IS_MISSING = _(
    "A talk with the person of which no response was recorded counts as not having it; "
    "“Response missing” says how many there are."
)
ERASED = _("People who were erased since are no longer in it.")
TO_THE_HOUR = _("Times of people who were erased since are kept to the hour.")
ESTIMATE = _("An estimate from the plan: nobody signs in and out.")

PEOPLE = (
    persons(
        "assigned",
        _("People assigned"),
        _(
            "People with at least one visit given to a team, leaving out visits that were "
            "cancelled before anyone tried."
        ),
        Fact.ASSIGNED,
        source=BJA,
    ),
    persons("attempted", _("People tried"), _("People with at least one attempt."), Fact.ATTEMPT),
    persons(
        "located",
        _("People who could be found"),
        _(
            "People tried, without those for whom the address failed (moved, not known there, "
            "nobody lives there) or who have died, unless someone was reached all the same."
        ),
        Fact.ATTEMPT,
        rule=Rule(Per.PERSON, Fact.ATTEMPT, Fact.NOT_THERE, REACHED),
    ),
    persons(
        "reached_any",
        _("Reached, person or household"),
        _("People at whose door the team spoke with the person or with someone else there."),
        REACHED,
        source=PUBLISHED,
    ),
    persons(
        "reached_direct",
        _("Reached in person"),
        _("People with whom the team spoke themselves at least once."),
        Fact.PERSON,
        source=BJA,
    ),
    persons(
        "educated",
        _("Given information"),
        _(
            "People spoken with who took information, wanted to hear again, or accepted help: "
            "those to whom the risk and the help were explained."
        ),
        Fact.EDUCATED,
        source=BJA,
        missing=NO_RESPONSE_IS_MISSING,
    ),
    persons(
        "offered",
        _("Offered help"),
        _("People spoken with whose answer to the offer of help was recorded, whatever it was."),
        Fact.OFFERED,
        missing=NO_RESPONSE_IS_MISSING,
    ),
    persons(
        "accepted",
        _("Accepted help"),
        _(
            "People spoken with who accepted a referral or were handed over to help at once, "
            "at least once."
        ),
        Fact.ACCEPTED,
        missing=NO_RESPONSE_IS_MISSING,
    ),
    persons(
        "declined",
        _("Declined help"),
        _("People spoken with who declined the offer of help at least once."),
        Fact.DECLINED,
        missing=NO_RESPONSE_IS_MISSING,
    ),
    persons(
        "refused",
        _("Refused at the door"),
        _("People for whom the person, or someone else there, turned the team away at least once."),
        Fact.REFUSED,
    ),
    persons(
        "supplied",
        _("People given supplies"),
        _(
            "People at whose visits supplies of any kind were handed over, to them, to family or "
            "to someone else there."
        ),
        Fact.SUPPLY,
    ),
    persons(
        "naloxone_recipients",
        _("Recipients of naloxone"),
        _(
            "Who was handed naloxone: each person on our list once, a person's family once, and "
            "anyone else at that door once."
        ),
        NALOXONE,
        rule=Rule(Per.ROLE, NALOXONE),
        source=OD2A,
        measure=_("Naloxone: distinct recipients"),
    ),
)
MEDIAN_HOURS = "first_hours"
FIRSTS = (
    rows(
        "first_attempts",
        _("First attempts of known time"),
        _(
            "People's first attempts of which the time is known: the phone's clock put them on "
            "the day of the visit."
        ),
        ATTEMPTS,
        Fact.FIRST,
        missing=_("A first attempt that the phone's clock puts on another day is left out."),
    ),
    rows(
        "first_within_72",
        _("First attempts within 72 hours"),
        _("First attempts of known time at most 72 hours after the person entered the campaign."),
        ATTEMPTS,
        Fact.SOON,
        source=PUBLISHED,
        note=TO_THE_HOUR,
    ),
)
VISIT_COUNTS = (
    rows(
        "attempts",
        _("Attempts"),
        _("Logged visits with any outcome but “Did not go”."),
        ATTEMPTS,
        Fact.ATTEMPT,
    ),
    rows(
        "visits_reached",
        _("Encounters"),
        _("Logged visits at which the team spoke with the person or with someone else there."),
        VISITS,
        REACHED,
        source=OD2A,
        measure=_("Outreach encounters, all"),
    ),
    rows(
        "encounters_person",
        _("Encounters with the person"),
        _("Logged visits at which the team spoke with the person."),
        VISITS,
        Fact.PERSON,
        source=OD2A,
        measure=_("Outreach encounters with the person"),
    ),
    rows(
        "encounters_household",
        _("Encounters with the household"),
        _("Logged visits at which the team spoke with someone else there and not the person."),
        VISITS,
        Fact.HOUSEHOLD,
        source=OD2A,
        measure=_("Outreach encounters with family or household"),
    ),
    rows(
        "logged",
        _("Visits logged"),
        _(
            "Visits with a report that counts: corrections replace what they correct, undone "
            "reports are left out."
        ),
        VISITS,
        Fact.LOGGED,
    ),
    rows(
        "aborted",
        _("Visits aborted"),
        _("Logged visits that the team left because it was not safe."),
        VISITS,
        Fact.ABORTED,
    ),
    rows(
        "crises",
        _("Crises"),
        _("Logged visits at which a crisis was passed on to those who help at once."),
        VISITS,
        Fact.CRISIS,
        missing=ERASED,
    ),
    rows(
        "prompt",
        _("Received within 24 hours"),
        _(
            "Visits whose counting report reached the server at most 24 hours after the knock by "
            "the phone's clock."
        ),
        VISITS,
        Fact.PROMPT,
        missing=_("A knock that the phone's clock puts on another day counts as late."),
    ),
    rows(
        "no_response",
        _("Response missing"),
        _("Logged visits that reached the person and have no code for the response."),
        VISITS,
        Fact.NO_RESPONSE,
    ),
)
SUPPLIES = (
    amounts(
        "naloxone_kits",
        _("Naloxone kits"),
        _("Naloxone kits handed over."),
        _("kits"),
        Fact.KIT,
        source=OD2A,
        measure=_("Naloxone: kits distributed"),
    ),
    amounts(
        "naloxone_doses",
        _("Naloxone doses"),
        _("Doses in the naloxone kits handed over."),
        _("doses"),
        Fact.DOSE,
        source=SAMHSA,
        measure=_("Naloxone: doses distributed"),
    ),
    amounts(
        "test_strips", _("Test strips"), _("Test strips handed over."), _("strips"), Fact.STRIP
    ),
    amounts(
        "other_items",
        _("Other items"),
        _(
            "Resource cards and disposal pouches handed over. Generic cards left where no one was "
            "met are not among them."
        ),
        _("items"),
        Fact.OTHER_ITEM,
    ),
)
WORK = (
    count(
        "staff_hours",
        _("Staff hours"),
        _(
            "For each day on which a team tried a door: the hours of the team's shift, or from its "
            "first to its last knock where it has none, times the people in the team."
        ),
        HOURS,
        Rule(Per.AMOUNT, Fact.SHIFT),
        scale=60,
        is_open=True,
        source=BJA,
        note=ESTIMATE,
        missing=_(
            "Knocks that the phone's clock puts on another day tell no hours, and those at the "
            "doors of people who were erased since whole ones."
        ),
    ),
    rows(
        "merged",
        _("Duplicates merged"),
        _("Rows of imported lists that turned out to be someone known who was visited."),
        _("rows"),
        Fact.MERGED,
        missing=_("Rows about people who were erased since are known by the week."),
    ),
)
