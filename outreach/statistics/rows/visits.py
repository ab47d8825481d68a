"""Visits with the one report that counts, read as numbers."""

from functools import cache
from typing import NamedTuple

import numpy as np

from outreach.campaigns.models import Campaign
from outreach.statistics.facts import Fact, of_report
from outreach.statistics.rows.columns import KEY, MOMENT, plain, read_columns
from outreach.statistics.rows.raw import DISPOSITIONS, RESPONSES, Raw, Supplies, read_raw
from outreach.statistics.rows.table import NONE, Homes, Numbers, Places, Table
from outreach.statistics.rows.zones import local

SECOND = 1_000_000
HOUR = 3_600 * SECOND

ENTERED = "SELECT contact_id, {entered} FROM campaigns_enrollment WHERE campaign_id = %s"


class Visits(NamedTuple):
    """A row a visit with what its report says, and when it was knocked, in seconds since 1970.

    With them, what was given at which of the rows, and each person's team.
    """

    table: Table
    knocked: Numbers
    supplies: Supplies
    homes: Homes


def read_visits(campaign: Campaign, places: Places) -> Visits:
    """Read the campaign's visits, the cancelled ones too."""
    read = read_raw(campaign)
    team = places.index(read.team_key)
    facts = _said(read)
    knocked = read.knocked // SECOND
    clock = local(places, team, read.day, knocked)
    on_time = (read.code > 0) & clock.is_on_day & (read.received - read.knocked <= 24 * HOUR)
    facts = np.where(on_time, facts | Fact.PROMPT, facts)
    facts, after = _with_firsts(campaign, read, clock.is_on_day, facts)
    disposition = read.code // 32 - 1
    part = np.where(disposition == NONE, NONE, clock.part)
    table = Table(read.contact, team, read.day, facts, after, disposition, part)
    return Visits(table, knocked, read.supplies, _homes(places, read, team, facts))


def read_homes(campaign: Campaign, places: Places, person: int | None = None) -> Homes:
    """Find the team of everyone in the campaign; of that contact alone, if it is given."""
    read = read_raw(campaign, person)
    return _homes(places, read, places.index(read.team_key), _said(read))


def _said(read: Raw) -> Numbers:
    facts: Numbers = _facts()[read.code] | np.where(read.is_cancelled, 0, Fact.ASSIGNED)
    return facts


def _homes(places: Places, read: Raw, team: Numbers, facts: Numbers) -> Homes:
    given = facts & Fact.ASSIGNED > 0
    return Homes.of(places, read.contact[given], team[given], read.day[given])


@cache
def _facts() -> Numbers:
    """Return the facts of each code that the statement can give."""
    facts = np.zeros(len(DISPOSITIONS) * 32, dtype=np.int64)
    for number, disposition in enumerate(DISPOSITIONS):
        for answer, response in enumerate(RESPONSES):
            for crisis in (0, 1) if disposition else ():
                said = of_report(disposition, response) | (Fact.CRISIS if crisis else 0)
                facts[(number * 16 + answer) * 2 + crisis] = said
    return facts


def _with_firsts(
    campaign: Campaign, read: Raw, is_timed: np.ndarray, facts: Numbers
) -> tuple[Numbers, Numbers]:
    """Mark each person's first attempt where its time is known; return facts, and its seconds."""
    after = np.zeros(len(facts), dtype=np.int64)
    contact, knocked = read.contact, read.knocked
    first = np.flatnonzero(facts & Fact.ATTEMPT)
    for when in (read.day, knocked, np.arange(len(facts))):
        first = _earliest(contact, when, first)
    first = first[is_timed[first]]
    waited = np.maximum(knocked[first] - _entered(campaign, contact[first]), 0)
    after[first] = waited // SECOND
    facts[first] |= Fact.FIRST
    facts[first[waited <= 72 * HOUR]] |= Fact.SOON
    return facts, after


def _earliest(contact: Numbers, when: Numbers, rows: Numbers) -> Numbers:
    """Return those of the rows at which `when` is its person's least."""
    if not len(rows):
        return rows
    base = int(contact[rows].min())
    at = contact[rows] - base
    least = np.full(int(at.max()) + 1, np.iinfo(np.int64).max)
    np.minimum.at(least, at, when[rows])
    kept: Numbers = rows[when[rows] == least[at]]
    return kept


def _entered(campaign: Campaign, contact: Numbers) -> Numbers:
    """Return when each of these people entered the campaign, in microseconds since 1970."""
    if not len(contact):
        return np.zeros(0, dtype=np.int64)
    asked = ENTERED.format(entered=plain("enrolled_at"))
    people, at = read_columns(asked, [campaign.pk], KEY, MOMENT)
    order = np.argsort(people)
    entered: Numbers = at[order][np.searchsorted(people[order], contact)]
    return entered
