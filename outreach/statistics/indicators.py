"""What each figure means: one written definition, which the pages and the files repeat.

A count is what the reports are searched for; a rate divides one count by another. Dates are
those of the visit's assignment (`Visit.day`, a day in the office's time zone): a phone's clock is
a claim, and a report may arrive days late.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outreach.visits.codelists import Disposition

type Words = str | Promise

# Changes with any definition below, so that a file says by which definitions it was counted.
DEFINITIONS_VERSION = 2

PERSONS = _("persons")
ATTEMPTS = _("attempts")
VISITS = _("visits")
PERCENT = _("percent")
OWN = _("Doorstep's own definition")
UNDUPLICATED = _("Each person once. Weeks, teams and offices do not add up to the total.")


@dataclass(frozen=True)
class Indicator:
    """A figure: its stable code, its words, and which count it is or divides by which."""

    code: str
    label: Words
    definition: Words
    unit: Words
    numerator: Words
    denominator: Words = ""
    # Codes of counts: `of` alone for a count, `of` divided by `by` for a rate.
    of: str = ""
    by: str = ""
    source: Words = OWN
    note: Words = ""

    @property
    def is_rate(self) -> bool:
        """Whether the figure divides one count by another."""
        return bool(self.by)

    @property
    def is_percent(self) -> bool:
        """Whether the figure is a share of a whole, in percent."""
        return self.is_rate and self.unit == PERCENT

    def value(self, numerator: int, denominator: int | None) -> float | None:
        """Return the figure: a count as it is, a share in percent to one decimal, another rate to
        two; None where the denominator is zero."""
        if not self.is_rate:
            return numerator
        if not denominator:
            return None
        if self.is_percent:
            return round(100 * numerator / denominator, 1)
        return round(numerator / denominator, 2)


def _count(code: str, label: Words, definition: Words, unit: Words, note: Words = "") -> Indicator:
    return Indicator(code, label, definition, unit, definition, of=code, note=note)


def _persons(code: str, label: Words, definition: Words) -> Indicator:
    return _count(code, label, definition, PERSONS, UNDUPLICATED)


COUNTS = (
    _persons(
        "assigned",
        _("People assigned"),
        _(
            "People with at least one visit given to a team, leaving out visits that were "
            "cancelled before anyone tried."
        ),
    ),
    _persons(
        "attempted",
        _("People tried"),
        _("People with at least one attempt."),
    ),
    _persons(
        "reached_any",
        _("Reached, person or household"),
        _("People at whose door the team spoke with the person or with someone else there."),
    ),
    _persons(
        "reached_direct",
        _("Reached in person"),
        _("People with whom the team spoke themselves at least once."),
    ),
    _persons(
        "accepted",
        _("Accepted help"),
        _(
            "People spoken with who accepted a referral or were handed over to help at once, "
            "at least once."
        ),
    ),
    _persons(
        "refused",
        _("Refused at the door"),
        _("People for whom the person, or someone else there, turned the team away at least once."),
    ),
    _count(
        "attempts",
        _("Attempts"),
        _("Logged visits with any outcome but “Did not go”."),
        ATTEMPTS,
    ),
    _count(
        "visits_reached",
        _("Visits that reached someone"),
        _("Logged visits at which the team spoke with the person or with someone else there."),
        VISITS,
    ),
    _count(
        "logged",
        _("Visits logged"),
        _(
            "Visits with a report that counts: corrections replace what they correct, undone "
            "reports are left out."
        ),
        VISITS,
    ),
    _count(
        "naloxone_kits",
        _("Naloxone kits"),
        _("Naloxone kits handed over."),
        _("kits"),
    ),
    _count(
        "naloxone_doses",
        _("Naloxone doses"),
        _("Doses in the naloxone kits handed over."),
        _("doses"),
    ),
    _count(
        "test_strips",
        _("Test strips"),
        _("Test strips handed over."),
        _("strips"),
    ),
    _count(
        "other_items",
        _("Other items"),
        _(
            "Resource cards and disposal pouches handed over. Generic cards left where no one was "
            "met are not among them."
        ),
        _("items"),
    ),
    _persons(
        "supplied",
        _("People given supplies"),
        _(
            "People at whose visits supplies of any kind were handed over, to them, to family or "
            "to someone else there."
        ),
    ),
)

RATES = (
    Indicator(
        "direct_reach_rate",
        _("Reached in person, of those tried"),
        _("The share of the people tried with whom the team spoke themselves."),
        PERCENT,
        _("People reached in person"),
        _("People tried"),
        of="reached_direct",
        by="attempted",
    ),
    Indicator(
        "any_reach_rate",
        _("Reached at all, of those tried"),
        _("The share of the people tried at whose door anyone was spoken with."),
        PERCENT,
        _("People reached, themselves or through their household"),
        _("People tried"),
        of="reached_any",
        by="attempted",
    ),
    Indicator(
        "attempts_a_person",
        _("Attempts a person"),
        _("How often the team tried, on average, each person whom it tried at all."),
        _("attempts a person"),
        _("Attempts"),
        _("People tried"),
        of="attempts",
        by="attempted",
    ),
    Indicator(
        "acceptance_rate",
        _("Accepted help, of those reached"),
        _(
            "The share of the people reached in person who accepted a referral or were handed over "
            "to help at once. Accepting is not yet being connected."
        ),
        PERCENT,
        _("People who accepted help"),
        _("People reached in person"),
        of="accepted",
        by="reached_direct",
    ),
    Indicator(
        "refusal_rate",
        _("Refused at the door, of those tried"),
        _("The share of the people tried for whom the team was turned away at least once."),
        PERCENT,
        _("People for whom the team was turned away"),
        _("People tried"),
        of="refused",
        by="attempted",
    ),
)


def of_disposition(disposition: str) -> str:
    """Return the code of the count of visits that ended so."""
    return f"outcome_{disposition.lower()}"


DISPOSITIONS = tuple(
    _count(of_disposition(code), label, _("Visits logged with this outcome."), VISITS)
    for code, label in Disposition.choices
)

INDICATORS = COUNTS + RATES + DISPOSITIONS
BY_CODE = {indicator.code: indicator for indicator in INDICATORS}

# Each is counted among the next: what lies between two is people, too.
FUNNEL = ("assigned", "attempted", "reached_any", "reached_direct", "accepted")
# Which count to keep where one of two must be hidden, the most wanted first.
WORTH = (
    "reached_direct",
    "attempted",
    "accepted",
    "refused",
    "reached_any",
    "attempts",
    "visits_reached",
    "assigned",
    "logged",
)
