"""What each figure means: one written definition, which the pages and the files repeat.

A count is what the rows are searched for; a rate divides one count by another. Dates are those of
the visit's assignment (`Visit.day`, a day in the office's time zone): a phone's clock is a claim,
and a report may arrive days late. Referrals, consents and texts are of the day, in the office's
zone, on which they left or were given; they belong to the team that first went to the person, so
that only people who were visited are counted.
"""

from django.utils.translation import gettext_lazy as _

from outreach.statistics.definitions import after, doors, rates
from outreach.statistics.definitions.base import (
    ATTEMPTS,
    HOURS,
    OWN,
    PERCENT,
    PERSONS,
    UNDUPLICATED,
    VISITS,
    Indicator,
    Per,
    Rule,
    Words,
    rows,
)
from outreach.statistics.facts import NOTHING
from outreach.visits.codelists import Disposition

__all__ = [
    "ATTEMPTS",
    "HOURS",
    "OWN",
    "PERCENT",
    "PERSONS",
    "UNDUPLICATED",
    "VISITS",
    "Indicator",
    "Per",
    "Rule",
    "Words",
]

# Changes with any definition below, so that a file says by which definitions it was counted.
DEFINITIONS_VERSION = 4
# In which version a count came to mean something else than under the same code before: what was
# published earlier says nothing about it. Every other count is the same quantity in all versions.
REDEFINED: dict[str, int] = {}

COUNTS = (
    *doors.PEOPLE,
    *after.PEOPLE,
    *doors.FIRSTS,
    *doors.VISIT_COUNTS,
    *doors.SUPPLIES,
    *after.OUTCOMES,
    *after.BY_KIND,
    *after.MESSAGES,
    *doors.WORK,
)
RATES = (*rates.AT_THE_DOOR, *rates.AFTER, *rates.QUALITY)
MEDIANS = (rates.MEDIAN,)


def of_disposition(disposition: str) -> str:
    """Return the code of the count of visits that ended so."""
    return f"outcome_{disposition.lower()}"


DISPOSITIONS = tuple(
    rows(of_disposition(code), label, _("Logged visits with this outcome."), VISITS, NOTHING)
    for code, label in Disposition.choices
)

INDICATORS = COUNTS + RATES + DISPOSITIONS
BY_CODE = {indicator.code: indicator for indicator in INDICATORS}
OPEN = frozenset(indicator.code for indicator in COUNTS if indicator.is_open)

# Each is counted among the one before, but for `referred`: people are also referred without
# having accepted at the door.
FUNNEL = (
    "assigned",
    "attempted",
    "reached_any",
    "reached_direct",
    "offered",
    "accepted",
    "referred",
    "linked",
)
# Which count to keep where one of two must be hidden, the most wanted first.
WORTH = (
    "reached_direct",
    # Where all who were spoken with were offered help, each gives the other away.
    "offered",
    "attempted",
    "accepted",
    "linked",
    "linked_30",
    "referrals_over_30",
    "referrals",
    "referred",
    "refused",
    "reached_any",
    "attempts",
    "visits_reached",
    "assigned",
    "logged",
    "texts_sent",
)
