"""What a declared figure is made of. Plain values, no models."""

from dataclasses import dataclass
from enum import Enum
from typing import TypedDict, Unpack

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outreach.statistics.facts import NOTHING, Fact

type Words = str | Promise

PERSONS = _("persons")
ATTEMPTS = _("attempts")
VISITS = _("visits")
PERCENT = _("percent")
HOURS = _("hours")
REFERRALS = _("referrals")
TEXTS = _("texts")
OWN = _("Doorstep's own definition")
OD2A = _("CDC OD2A: counted for its surveys of encounters, naloxone and linkage")
BJA = _("BJA COSSUP: counted for its performance measures")
SAMHSA = _("SAMHSA: counted for its discretionary grants")
PUBLISHED = _("Comparable to published post-overdose outreach programmes")
NEVER = _("Nothing: visits without a report have no outcome and are not logged.")
UNDUPLICATED = _("Each person once. Weeks, quarters, teams and offices do not add up to the total.")


class Per(Enum):
    """What a count counts."""

    PERSON = "each person of a cell once"
    ROLE = "each person of a cell once for each of the facts"
    ROW = "each row"
    AMOUNT = "the rows' amounts"
    MEDIAN = "the median of the rows' amounts"


@dataclass(frozen=True)
class Rule:
    """Which rows, or persons with which facts in a cell, are counted.

    Those with any fact of `any_of`, leaving out those with one of `but_not` that have none of
    `unless`.
    """

    per: Per
    any_of: Fact
    but_not: Fact = NOTHING
    unless: Fact = NOTHING


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
    missing: Words = NEVER
    # How it is counted; rates have none of their own.
    rule: Rule | None = None
    # By what the numerator is divided to come to the unit, such as minutes to hours.
    scale: int = 1
    # About us and not about people: it is never hidden.
    is_open: bool = False
    # Its name and source in a funder's report.
    measure: Words = ""

    @property
    def is_rate(self) -> bool:
        """Whether the figure needs another count beside its own."""
        return bool(self.by)

    @property
    def is_median(self) -> bool:
        """Whether the numerator is already the figure, over as many as the denominator says."""
        return bool(self.rule and self.rule.per is Per.MEDIAN)

    @property
    def is_percent(self) -> bool:
        """Whether the figure is a share of a whole, in percent."""
        return self.is_rate and self.unit == PERCENT

    def value(self, numerator: int, denominator: int | None) -> float | None:
        """Return the figure: a count as it is, a share in percent to one decimal, another rate to
        two; None where the denominator is zero."""
        if not self.is_rate:
            return numerator if self.scale == 1 else round(numerator / self.scale, 1)
        if not denominator:
            return None
        if self.is_median:
            return numerator
        if self.is_percent:
            return round(100 * numerator / denominator, 1)
        return round(numerator / self.scale / denominator, 2)


class More(TypedDict, total=False):
    """What else a declaration may say; see `Indicator`."""

    source: Words
    missing: Words
    scale: int
    is_open: bool
    measure: Words


class Noted(More, total=False):
    """The same with a note of its own."""

    note: Words


def count(
    code: str, label: Words, definition: Words, unit: Words, rule: Rule, **more: Unpack[Noted]
) -> Indicator:
    """Declare a count."""
    return Indicator(code, label, definition, unit, definition, of=code, rule=rule, **more)


def persons(
    code: str,
    label: Words,
    definition: Words,
    any_of: Fact,
    rule: Rule | None = None,
    **more: Unpack[More],
) -> Indicator:
    """Declare a count of unduplicated persons."""
    rule = rule or Rule(Per.PERSON, any_of)
    return count(code, label, definition, PERSONS, rule, note=UNDUPLICATED, **more)


def rows(
    code: str, label: Words, definition: Words, unit: Words, any_of: Fact, **more: Unpack[Noted]
) -> Indicator:
    """Declare a count of rows: visits, referrals, texts."""
    return count(code, label, definition, unit, Rule(Per.ROW, any_of), **more)


def amounts(
    code: str, label: Words, definition: Words, unit: Words, any_of: Fact, **more: Unpack[Noted]
) -> Indicator:
    """Declare a sum of what the rows count."""
    return count(code, label, definition, unit, Rule(Per.AMOUNT, any_of), **more)


def share(
    code: str,
    label: Words,
    definition: Words,
    of: tuple[str, Words],
    by: tuple[str, Words],
    unit: Words = PERCENT,
    **more: Unpack[Noted],
) -> Indicator:
    """Declare a share in percent; every one counted by `of` is counted by `by`, too."""
    return Indicator(
        code,
        label,
        definition,
        unit,
        of[1],
        by[1],
        of=of[0],
        by=by[0],
        **more,
    )
