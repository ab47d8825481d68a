"""Visits, the reports of them that count, and what was handed over, as the database keeps them.

Three statements, whose rows are put together here: to have the database join them took more than
half as long again on either. They name columns and hold no values but codes, which become places
in the lists of `codelists`, so that what they mean stays in Python.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from outreach.campaigns.models import Campaign, Enrollment
from outreach.statistics.facts import ITEMS, RECIPIENTS
from outreach.statistics.rows import columns
from outreach.statistics.rows.columns import KEY, MOMENT, NUMBER, UUID, plain, read_columns
from outreach.statistics.rows.table import Numbers
from outreach.visits.codelists import Disposition, Response
from outreach.visits.models import Visit

DISPOSITIONS, RESPONSES = ("", *Disposition.values), ("", *Response.values)
# From this share of everyone enrolled on, all reports are read: the way to those of a campaign by
# indexes takes longer where they are nearly all.
MOST = 0.4

# The hint, a plus, keeps SQLite from the index of the teams.
VISITS = """
SELECT v.id, v.contact_id, v.team_id, {day}, v.status = '{cancelled}' FROM visits_visit v
WHERE {hint}v.team_id IN (SELECT id FROM campaigns_team WHERE campaign_id = %s){whose}
"""
OF_VISIT = (KEY, KEY, KEY, columns.DAY, columns.FLAG)
OF_PERSON = " AND v.contact_id = %s"
# Neither taken back nor corrected by a later one.
REPORTS = """
SELECT r.visit_id, r.event_id,
 ({disposition} * 16 + {response}) * 2 + (CASE WHEN r.crisis_escalated THEN 1 ELSE 0 END),
 {knocked}, {received}
FROM visits_visitreport r WHERE NOT r.undone
 AND NOT EXISTS (SELECT 1 FROM visits_visitreport c WHERE c.supersedes_id = r.event_id) {ours}
"""
OF_REPORT = (KEY, UUID, NUMBER, MOMENT, MOMENT)
SUPPLIES = """
SELECT s.report_id, {item} * 8 + {recipient}, s.quantity + 0, s.doses + 0
FROM visits_supplygiven s {ours}
"""
OF_SUPPLY = (UUID, NUMBER, NUMBER, NUMBER)
OURS = """
r.visit_id IN (SELECT v.id FROM visits_visit v JOIN campaigns_team t ON t.id = v.team_id
 WHERE t.campaign_id = %s{whose})
"""
OF_OURS = "WHERE s.report_id IN (SELECT r.event_id FROM visits_visitreport r WHERE {ours})"


class Supplies(NamedTuple):
    """At which visit each was given; its item and who took it, as places in `facts`' lists."""

    at: Numbers
    code: Numbers
    quantity: Numbers
    doses: Numbers


class Raw(NamedTuple):
    """A visit's columns, in the order of the ids; what its report says is 0 where there is none.

    Moments are in microseconds since 1970. No report, no time: 1970 is on the day of no visit.
    """

    contact: Numbers
    team_key: Numbers
    day: Numbers
    is_cancelled: Numbers
    code: Numbers
    knocked: Numbers
    received: Numbers
    supplies: Supplies


def read_raw(campaign: Campaign, person: int | None = None) -> Raw:
    """Read the campaign, or what it has of one contact."""
    values = [campaign.pk] if person is None else [campaign.pk, person]
    through = person is None and _is_most(campaign)
    visits, reports, supplies = _statements(person is not None, through)
    ids, *visited = read_columns(visits, values, *OF_VISIT)
    order = np.argsort(ids, kind="stable")
    contact, team, day, is_cancelled = (column[order] for column in visited)
    values = [] if through else values
    visit, events, *reported = read_columns(reports, values, *OF_REPORT)
    at, known = _find(ids[order], visit)
    code, knocked, received = (_placed(column[known], at, len(ids)) for column in reported)
    of, *given = read_columns(supplies, values, *OF_SUPPLY)
    report, counts = _find_few(events[known], of)
    found = Supplies(at[report], *(column[counts] for column in given))
    return Raw(contact, team, day, is_cancelled, code, knocked, received, found)


def _is_most(campaign: Campaign) -> bool:
    ours = Enrollment.objects.filter(campaign=campaign).count()
    return ours > MOST * Enrollment.objects.count()


def _placed(column: Numbers, at: Numbers, size: int) -> Numbers:
    placed = np.zeros(size, dtype=np.int64)
    placed[at] = column
    return placed


def _find(ids: Any, wanted: Any) -> tuple[Numbers, np.ndarray]:
    """Return where in the sorted ids those of the wanted are that exist, and which these are."""
    at = np.searchsorted(ids, wanted)
    known = at < len(ids)
    known[known] = ids[at[known]] == wanted[known]
    return at[known], known


def _find_few(events: Any, wanted: Any) -> tuple[Numbers, np.ndarray]:
    """Do the same with few of many that are not sorted: the last bytes tell which to look at."""
    near = np.flatnonzero(pd.Series(_last(events)).isin(_last(wanted)))
    near = near[np.argsort(events[near])]
    at, known = _find(events[near], wanted)
    return near[at], known


def _last(several: Any) -> Numbers:
    words = several.itemsize // 8
    last: Numbers = several.view(np.int64)[words - 1 :: words]
    return last


def _statements(of_person: bool, through: bool) -> tuple[str, str, str]:
    whose = OF_PERSON if of_person else ""
    ours = OURS.format(whose=whose)
    visits = VISITS.format(
        day=plain("v.day"),
        cancelled=Visit.Status.CANCELLED,
        hint="+" if through or of_person else "",
        whose=whose,
    )
    reports = REPORTS.format(
        disposition=_place("r.disposition", DISPOSITIONS),
        response=_place("r.response", RESPONSES),
        knocked=plain("r.knocked_at"),
        received=plain("r.received_at"),
        ours="" if through else f"AND {ours}",
    )
    supplies = SUPPLIES.format(
        item=_place("s.item", ("", *ITEMS)),
        recipient=_place("s.recipient", ("", *RECIPIENTS)),
        ours="" if through else OF_OURS.format(ours=ours),
    )
    return visits, reports, supplies


def _place(column: str, codes: Sequence[str]) -> str:
    """Return a code as its place in the list; 0 where it is not in it."""
    whens = " ".join(f"WHEN '{code}' THEN {number}" for number, code in enumerate(codes))
    return f"(CASE {column} {whens} ELSE 0 END)"
