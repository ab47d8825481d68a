"""Visits with the one report that counts, read as numbers: several small ones packed into one."""

from functools import cache
from typing import NamedTuple

import numpy as np
from django.db import connection

from outreach.campaigns.models import Campaign
from outreach.statistics.facts import Fact, of_report
from outreach.statistics.rows.columns import read_columns
from outreach.statistics.rows.statements import (
    STANDING,
    days,
    flag,
    of_campaign,
    place,
    seconds,
)
from outreach.statistics.rows.table import NONE, Homes, Numbers, Places, Table
from outreach.statistics.rows.zones import local
from outreach.visits.codelists import Disposition, Response
from outreach.visits.models import Visit

DISPOSITIONS, RESPONSES = ("", *Disposition.values), ("", *Response.values)
DAY, HOUR = 86_400, 3_600

VISITS = """
SELECT v.id, v.contact_id, v.team_id, {day} * 2 + {cancelled}
FROM visits_visit v
WHERE {hint}v.team_id IN (SELECT id FROM campaigns_team WHERE campaign_id = %s){whose}
"""
REPORTS = "SELECT r.visit_id, {said}, {knocked} FROM visits_visitreport r WHERE {standing}"
ENTERED = "SELECT contact_id, {entered} FROM campaigns_enrollment WHERE campaign_id = %s"
OF_PERSON = " AND v.contact_id = %s"
# From this share of all visits on, SQLite reads both tables through: its way from visit to report
# by an index took two and a half times as long where the campaign is nearly everything.
MOST = 0.4


class Visits(NamedTuple):
    """A row a visit with what its report says, when it was knocked, and each person's team.

    The rows are in the order of the visits' ids.
    """

    ids: Numbers
    table: Table
    knocked: Numbers
    homes: Homes


def read_visits(campaign: Campaign, places: Places) -> Visits:
    """Read the campaign's visits, the cancelled ones too."""
    read = _columns(campaign)
    team = places.index(read.team_key)
    facts = _said(read)
    clock = local(places, team, read.day, read.knocked)
    on_time = (read.code > 0) & clock.is_on_day & (read.is_quick > 0)
    facts = np.where(on_time, facts | Fact.PROMPT, facts)
    facts, after = _with_firsts(campaign, read, clock.is_on_day, facts)
    disposition = read.code // 32 - 1
    part = np.where(disposition == NONE, NONE, clock.part)
    table = Table(read.contact, team, read.day, facts, after, disposition, part)
    return Visits(read.ids, table, read.knocked, _homes(places, read, facts))


def read_homes(campaign: Campaign, places: Places, person: int | None = None) -> Homes:
    """Find the team of everyone in the campaign; of that contact alone, if it is given."""
    read = _columns(campaign, person)
    return _homes(places, read, _said(read))


def _said(read: "_Columns") -> Numbers:
    facts: Numbers = _facts()[read.code] | np.where(read.is_cancelled, 0, Fact.ASSIGNED)
    return facts


def _homes(places: Places, read: "_Columns", facts: Numbers) -> Homes:
    given = facts & Fact.ASSIGNED > 0
    team = places.index(read.team_key)
    return Homes.of(places, read.contact[given], team[given], read.day[given])


class _Columns(NamedTuple):
    """A visit's columns, in the order of the ids; what its report says is 0 where there is none.

    No report, no time: 0 is 1970, which is on the day of no visit.
    """

    ids: Numbers
    contact: Numbers
    team_key: Numbers
    day: Numbers
    is_cancelled: Numbers
    code: Numbers
    is_quick: Numbers
    knocked: Numbers


def _columns(campaign: Campaign, person: int | None = None) -> _Columns:
    """Read the campaign, or what it has of one contact."""
    through = person is None and _is_most(campaign)
    whose, values = ("", [campaign.pk]) if person is None else (OF_PERSON, [campaign.pk, person])
    hint = "" if person is None and not through else "+"
    cancelled = flag(f"v.status = '{Visit.Status.CANCELLED}'")
    visits = VISITS.format(day=days("v.day"), cancelled=cancelled, hint=hint, whose=whose)
    given = read_columns(visits, values, 4)
    ids, contact, team_key, day = (column[np.argsort(given[0])] for column in given)
    told = _told("", []) if through else _told(of_campaign(whose), values)
    at, ours = find(ids, told[0])
    said, knocked = (np.zeros(len(ids), dtype=np.int64) for _column in range(2))
    said[at], knocked[at] = told[1][ours], told[2][ours]
    return _Columns(ids, contact, team_key, day // 2, day % 2, said // 2, said % 2, knocked)


def _told(condition: str, values: list[int]) -> list[Numbers]:
    """Return each report's visit, its code with whether it came within a day, and its knock."""
    knocked, received = seconds("r.knocked_at"), seconds("r.received_at")
    said = f"{_code()} * 2 + {flag(f'{received} - {knocked} <= {DAY}')}"
    asked = REPORTS.format(said=said, knocked=knocked, standing=STANDING + condition)
    return read_columns(asked, values, 3)


def _code() -> str:
    """Put disposition, response and crisis into one number."""
    disposition, response = place("r.disposition", DISPOSITIONS), place("r.response", RESPONSES)
    return f"(({disposition} * 16 + {response}) * 2 + {flag('r.crisis_escalated')})"


def find(ids: Numbers, wanted: Numbers) -> tuple[Numbers, np.ndarray]:
    """Return where those of the wanted ids are that exist, and which ones these are."""
    at = np.searchsorted(ids, wanted)
    ours = at < len(ids)
    ours[ours] = ids[at[ours]] == wanted[ours]
    return at[ours], ours


def _is_most(campaign: Campaign) -> bool:
    if connection.vendor != "sqlite":
        return False
    ours = Visit.objects.filter(team__campaign=campaign).order_by().count()
    return ours > MOST * Visit.objects.order_by().count()


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
    campaign: Campaign, read: _Columns, is_timed: np.ndarray, facts: Numbers
) -> tuple[Numbers, Numbers]:
    """Mark each person's first attempt where its time is known; return facts, and its seconds."""
    after = np.zeros(len(facts), dtype=np.int64)
    contact, knocked = read.contact, read.knocked
    tried = np.flatnonzero(facts & Fact.ATTEMPT)
    first = _earliest(contact, read.day, tried)
    first = _earliest(contact, knocked, first)
    _ids, once = np.unique(contact[first], return_index=True)
    first = first[once]
    first = first[is_timed[first]]
    seconds = np.maximum(knocked[first] - _entered(campaign, contact[first]), 0)
    after[first] = seconds
    facts[first] |= Fact.FIRST
    facts[first[seconds <= 72 * HOUR]] |= Fact.SOON
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
    """Return when each of these people entered the campaign, in seconds since 1970."""
    if not len(contact):
        return np.zeros(0, dtype=np.int64)
    asked = ENTERED.format(entered=seconds("enrolled_at"))
    people, at = read_columns(asked, [campaign.pk], 2)
    order = np.argsort(people)
    entered: Numbers = at[order][np.searchsorted(people[order], contact)]
    return entered
