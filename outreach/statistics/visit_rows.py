"""Visits one by one for research: codes, months and counties, and nothing that names anyone.

Still personal data: a county, a month and an outcome may be enough to know someone again. Read by
raw statements, a piece at a time by the visits' random codes, so that memory stays flat, a piece
that was written is never read again, and the order of a file does not tell who came first.
The columns are those that `resources` declares; django-import-export itself, which makes and fills
an object a row, took over twelve times as long.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from contacts.models import Contact
from outreach.statistics.counties import county
from outreach.statistics.facts import ITEMS, Fact
from outreach.statistics.resources import COLUMNS, FLAGS, pseudonym
from outreach.visits.codelists import SupplyItem
from outreach.visits.models import Visit

PIECE = 20_000
NUMBERS = COLUMNS[COLUMNS.index(FLAGS[0]) :]

# Only names of columns and joins are put in; what is asked for is passed beside it. SQLite would
# else begin with the teams and sort everything for each piece.
FLAG_COLUMNS = ", ".join(f"r.{flag}" for flag in FLAGS)
READ = """
SELECT v.code, v.id, v.contact_id, o.code, a.postal_code, a.state, {month}, r.disposition,
 r.response, {lists}, {flags}
FROM visits_visit v
{join} visits_visitreport r ON r.visit_id = v.id
{join} contacts_contact c ON c.id = v.contact_id
{join} campaigns_team t ON t.id = v.team_id
{join} contacts_office o ON o.id = t.office_id
LEFT JOIN contacts_address a ON a.id = c.address_id
WHERE v.code > %s AND v.code <= %s AND t.campaign_id = %s AND v.day BETWEEN %s AND %s
 AND c.stopped <> %s AND t.office_id IN ({offices}) AND NOT r.undone
 AND NOT EXISTS (SELECT 1 FROM visits_visitreport n WHERE n.supersedes_id = r.event_id)
ORDER BY v.code
"""
GIVEN = """
SELECT r.visit_id, s.item, s.quantity, s.doses
FROM visits_visit v
{join} visits_visitreport r ON r.visit_id = v.id
{join} visits_supplygiven s ON s.report_id = r.event_id
{join} campaigns_team t ON t.id = v.team_id
WHERE t.campaign_id = %s AND v.code > %s AND v.code <= %s AND NOT r.undone
 AND NOT EXISTS (SELECT 1 FROM visits_visitreport n WHERE n.supersedes_id = r.event_id)
"""
# PostgreSQL would rather read its tables through than ask an index twenty thousand times: right for
# one piece, four times as long for all pieces of a million.
BY_INDEX = "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL jit = off"
SPOKEN = {
    "sqlite": {
        "join": "CROSS JOIN",
        "month": "substr(v.day, 1, 7)",
        "lists": "r.decline_reasons || '', r.barriers || ''",
    },
    "postgresql": {
        "join": "JOIN",
        "month": "to_char(v.day, 'YYYY-MM')",
        "lists": "r.decline_reasons::text, r.barriers::text",
    },
}


@dataclass(frozen=True)
class Asked:
    """Which visits: of a campaign, the days with both ends, and whose offices' (ids)."""

    campaign: int
    since: date
    until: date
    offices: tuple[int, ...]

    def count(self) -> int:
        """Return how many visits are logged: how long the file will be, to show how far it is."""
        logged = Visit.objects.filter(
            team__campaign=self.campaign, team__office__in=self.offices, status=Visit.Status.LOGGED
        )
        erased = Contact.StopReason.ERASED
        in_time = logged.filter(day__range=(self.since, self.until))
        return in_time.exclude(contact__stopped=erased).order_by().count()

    def read(self, after: str, size: int = PIECE) -> list[tuple[Any, ...]]:
        """Return up to `size` raw rows after the visit of that code; none where there are no more.

        Between two codes, however few of the visits between them are asked for: a database that is
        to look for so many of them reads and sorts all that follow, for each piece again.
        """
        while until := _code_at(after, size):
            if found := self._between(after, until):
                return found
            after = until
        return []

    def _between(self, after: str, until: str) -> list[tuple[Any, ...]]:
        marks = ", ".join(["%s"] * len(self.offices)) or "NULL"
        statement = READ.format(offices=marks, flags=FLAG_COLUMNS, **SPOKEN[connection.vendor])
        days, erased = (self.since, self.until), str(Contact.StopReason.ERASED)
        return _rows(statement, [after, until, self.campaign, *days, erased, *self.offices])

    def given(self, after: str, until: str) -> dict[int, Counter[str]]:
        """Return what was handed over at the visits of the codes after `after` up to `until`."""
        found: dict[int, Counter[str]] = defaultdict(Counter)
        statement = GIVEN.format(**SPOKEN[connection.vendor])
        for visit, item, quantity, doses in _rows(statement, [self.campaign, after, until]):
            found[visit][NAMES[ITEMS[SupplyItem(item)]]] += quantity
            found[visit]["naloxone_doses"] += doses if item == SupplyItem.NALOXONE else 0
        return found


def _rows(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(BY_INDEX)
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _code_at(after: str, size: int) -> str | None:
    """Return the code of the visit so many after that one, or the last one's."""
    following = Visit.objects.filter(code__gt=after).order_by("code")[:size]
    last: str | None = following.aggregate(last=Max("code"))["last"]
    return last


NAMES = {
    Fact.KIT: "naloxone_kits",
    Fact.STRIP: "test_strips",
    Fact.OTHER_ITEM: "other_items",
}
NOTHING_GIVEN = (0, 0, 0, 0)


def plain_rows(
    asked: Asked, raw: list[tuple[Any, ...]], after: str, key: bytes
) -> Iterator[list[Any]]:
    """Yield the file's rows. Visits and persons get names made with `key`, good for one file."""
    given = asked.given(after, raw[-1][0]) if raw else {}
    for (
        _code, visit, person, office, postal_code, state, month, disposition, response,
        reasons, barriers, *flags,
    ) in raw:  # fmt: skip
        handed = given.get(visit)
        yield [
            pseudonym(b"v", visit, key),
            pseudonym(b"p", person, key),
            office,
            county(postal_code or "", state or ""),
            month,
            disposition,
            response,
            " ".join(json.loads(reasons)) if reasons != "[]" else "",
            " ".join(json.loads(barriers)) if barriers != "[]" else "",
            *map(int, flags),
            *((handed[name] for name in NUMBERS[-4:]) if handed else NOTHING_GIVEN),
        ]
