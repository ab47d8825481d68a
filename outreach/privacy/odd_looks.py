"""Which looks at people are odd: rules over plain facts, without the database.

A look is odd where nobody would expect it; that it is odd does not say that it was wrong. The rules
are those by which hospitals watch over their records: someone not in one's care, of one's own name,
of one's own street, at night.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from contacts.parsing import squeeze

NIGHT_FROM, NIGHT_TO = time(22), time(5)


class Rule(StrEnum):
    """What makes a look odd."""

    UNASSIGNED = "UNASSIGNED"
    SAME_SURNAME = "SAME_SURNAME"
    SAME_STREET = "SAME_STREET"
    AT_NIGHT = "AT_NIGHT"


@dataclass(frozen=True)
class Look:
    """One look: whose it was, at whom, when by the clock of the person's office.

    `was_theirs` says whether the work gave them a reason: see `looks_of_week`. Streets are keyed
    hashes; '' where none is known.
    """

    entry: str
    user: str
    user_surname: str
    user_street: str
    contact: str
    contact_surname: str
    contact_street: str
    at: datetime
    was_theirs: bool


def rules_met(look: Look) -> list[Rule]:
    """Return the rules that make a look odd; none where it is what one expects."""
    return list(_rules(look))


def odd_ones(looks: Iterable[Look]) -> list[tuple[Look, list[Rule]]]:
    """Return the odd looks with their rules, those that meet the most first."""
    met = [(look, rules) for look in looks if (rules := rules_met(look))]
    return sorted(met, key=lambda pair: (-len(pair[1]), pair[0].at, pair[0].entry))


def is_night(at: time) -> bool:
    """Tell whether nobody works at that time."""
    return at >= NIGHT_FROM or at < NIGHT_TO


def _rules(look: Look) -> Iterator[Rule]:
    if not look.was_theirs:
        yield Rule.UNASSIGNED
    surname = squeeze(look.user_surname)
    if surname and surname == squeeze(look.contact_surname):
        yield Rule.SAME_SURNAME
    if look.user_street and look.user_street == look.contact_street:
        yield Rule.SAME_STREET
    if is_night(look.at.time()):
        yield Rule.AT_NIGHT
