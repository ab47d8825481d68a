"""Counting figures, reading the dashboard and exporting visits, each against a named peer.

Run by hand: `python -m tests.benchmarks.dashboard [REPORTS [PEOPLE]]` (100,000 and 30,000 unless
told; making the rows of 1000000 300000 takes minutes). It makes a database of its own (SQLite in a
temporary folder; with DATABASE_URL, a test database there) and drops it.

Peers: one SQL statement that groups the same rows by office, team and week, with two counts of
distinct persons; the same with most counts that we make of reports (neither has what was handed
over, hours, times of day or another level, as ours does); the ORM asked for eight counts by every
level; stock django-import-export, over the first rows. Ratios are of one run and of CPU seconds,
those of PostgreSQL's processes among them; there the clock's are given beside, because it groups
with several cores at once.
"""

import os
import resource
import sys
import tempfile
from collections.abc import Callable, Iterable
from datetime import date
from io import BytesIO
from time import perf_counter, process_time
from typing import NamedTuple

OWN = tempfile.TemporaryDirectory()
os.environ["VAR_DIR"] = OWN.name
os.environ["DJANGO_SETTINGS_MODULE"] = "outreach.settings"

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402
from django.db.models import Count, F, Q  # noqa: E402
from django.db.models.functions import ExtractIsoYear, ExtractWeek  # noqa: E402
from django.http import QueryDict  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from contacts.models import Office  # noqa: E402
from outreach.accounts import roles  # noqa: E402
from outreach.campaigns.models import Campaign  # noqa: E402
from outreach.statistics.cells import Cell, Counts, office_place, team_place  # noqa: E402
from outreach.statistics.facts import EDUCATION, OFFER  # noqa: E402
from outreach.statistics.figures import count_campaign  # noqa: E402
from outreach.statistics.resources import VisitReportResource, reports_of  # noqa: E402
from outreach.statistics.snapshots import refresh_snapshot  # noqa: E402
from outreach.statistics.views import dashboard_of  # noqa: E402
from outreach.statistics.visit_files import csv_piece, write_xlsx  # noqa: E402
from outreach.statistics.visit_rows import Asked, plain_rows  # noqa: E402
from outreach.visits.codelists import (  # noqa: E402
    ACCEPTED,
    ANY_REACH,
    ATTEMPTS,
    DIRECT_REACH,
    REFUSED,
    Disposition,
)
from outreach.visits.models import VisitReport  # noqa: E402
from tests.benchmarks.history import make  # noqa: E402
from tests.benchmarks.server_cpu import server_seconds  # noqa: E402
from tests.factories import UserFactory  # noqa: E402

DAYS = date(2026, 1, 1), date(2026, 12, 31)
STOCK_ROWS = 5_000
WEEK = {"sqlite": "strftime('%%Y-%%W', v.day)", "postgresql": "date_trunc('week', v.day)"}
GROUPING = """
SELECT t.office_id, t.id, {week}, COUNT(*), COUNT(DISTINCT v.contact_id), {more}
FROM visits_visit v JOIN campaigns_team t ON t.id = v.team_id
JOIN visits_visitreport r ON r.visit_id = v.id AND NOT r.undone
 AND NOT EXISTS (SELECT 1 FROM visits_visitreport c WHERE c.supersedes_id = r.event_id)
WHERE t.campaign_id = %s GROUP BY 1, 2, 3
"""
THIRD = "COUNT(DISTINCT CASE WHEN r.disposition = 'CONTACT_PERSON' THEN v.contact_id END)"


def every_count() -> str:
    """Return every count that we make of what a report says by its codes."""
    dispositions = [ATTEMPTS, ANY_REACH, DIRECT_REACH, REFUSED]
    alone = [{code} for code in Disposition.values]
    persons = [("disposition", codes) for codes in dispositions]
    persons += [("response", codes) for codes in (OFFER, EDUCATION, ACCEPTED, {"DECLINED"})]
    counts = [f"COUNT(DISTINCT {_if(*which, 'v.contact_id')})" for which in persons]
    counts += [f"COUNT({_if('disposition', codes, '1')})" for codes in (*dispositions[:3], *alone)]
    return ", ".join([*counts, "COUNT(CASE WHEN r.crisis_escalated THEN 1 END)"])


def _if(column: str, codes: Iterable[str], value: str) -> str:
    listed = ", ".join(f"'{code}'" for code in sorted(codes))
    return f"CASE WHEN r.{column} IN ({listed}) THEN {value} END"


def group_by_sql(campaign: Campaign, more: str = THIRD) -> list:
    with connection.cursor() as cursor:
        cursor.execute(GROUPING.format(week=WEEK[connection.vendor], more=more), [campaign.pk])
        return cursor.fetchall()


def group_by_orm(campaign: Campaign) -> dict[Cell, int]:
    """Give eight counts by campaign, office, team and week, one query a level."""
    current = VisitReport.objects.current().filter(visit__team__campaign=campaign)
    person = "visit__contact"

    def persons(which: Q) -> Count:
        return Count(person, distinct=True, filter=which)

    counts = {
        "attempted": persons(Q(disposition__in=ATTEMPTS)),
        "reached_any": persons(Q(disposition__in=ANY_REACH)),
        "reached_direct": persons(Q(disposition="CONTACT_PERSON")),
        "accepted": persons(Q(response__in=ACCEPTED)),
        "refused": persons(Q(disposition__in=REFUSED)),
        "attempts": Count("pk", filter=Q(disposition__in=ATTEMPTS)),
        "visits_reached": Count("pk", filter=Q(disposition__in=ANY_REACH)),
        "logged": Count("pk"),
    }
    columns = {
        "office": {"at_office": F("visit__team__office__code")},
        "team": {"at_team": F("visit__team__code")},
        "week": {"year": ExtractIsoYear("visit__day"), "week": ExtractWeek("visit__day")},
    }
    found = {}
    for level in ("", "office", "team", "week", "office week"):
        keys = {k: v for name in level.split() for k, v in columns[name].items()}
        grouped = current.order_by().values(**keys, in_all=F("visit__team__campaign"))
        for row in grouped.annotate(**counts):
            place = office_place(row["at_office"]) if "at_office" in row else ""
            place = team_place(row["at_team"]) if "at_team" in row else place
            week = f"{row['year']}-W{row['week']:02}" if "year" in row else ""
            found |= {Cell(count, place, week): row[count] for count in counts if row[count]}
    return found


class Cost(NamedTuple):
    """Seconds of CPU, the server's among them, and of the clock."""

    cpu: float
    wall: float

    def with_(self, other: "Cost") -> "Cost":
        return Cost(self.cpu + other.cpu, self.wall + other.wall)

    def over(self, rows: int) -> "Cost":
        return Cost(self.cpu / rows, self.wall / rows)

    def __truediv__(self, other: "Cost") -> str:
        ratios = [self.cpu / other.cpu, self.wall / other.wall]
        if connection.vendor == "sqlite":
            return f"{ratios[0]:.2f}"
        return f"{ratios[0]:.2f} (by the clock {ratios[1]:.2f})"


def measured[R](what: str, call: Callable[[], R], times: int = 1) -> tuple[R, Cost]:
    served, cpu, wall = server_seconds(), process_time(), perf_counter()
    for _ in range(times):
        result = call()
    wall, cpu = perf_counter() - wall, process_time() - cpu
    served = server_seconds() - served
    print(
        f"{what:44} {cpu / times:8.4f} and the server's {served / times:7.4f} CPU s"
        f" {wall / times:9.4f} s  peak {_peak():.0f} MB",
        flush=True,
    )
    return result, Cost((cpu + served) / times, wall / times)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def compare(reports: int, people: int) -> None:
    campaign = make(reports, people)
    manager = UserFactory(role=roles.MANAGER)
    print(f"{reports:,} reports of {people:,} people on {connection.vendor}; peak {_peak():.0f} MB")
    _groups, sql = measured("one SQL grouping, three counts", lambda: group_by_sql(campaign))
    _groups, full = measured(
        "one SQL grouping, 31 counts", lambda: group_by_sql(campaign, every_count())
    )
    counts, ours = measured("every count by every level", lambda: count_campaign(campaign))
    by_orm, orm = measured("eight counts by the ORM", lambda: group_by_orm(campaign))
    _equal(counts, by_orm)
    _none, refresh = measured("one refresh, all in all", lambda: refresh_snapshot(campaign))
    _page, page = measured(
        "the dashboard's data from the snapshot", lambda: read_page(manager, campaign), 20
    )
    print(f"counting / SQL {ours / sql}, of 31 counts {ours / full}; ORM / counting {orm / ours}")
    print(f"dashboard from rows / from snapshot {refresh / page}")
    export(campaign)


def _equal(counts: Counts, by_orm: dict[Cell, int]) -> None:
    measures = {cell.measure for cell in by_orm}
    ours = {c: n for c, n in counts.values.items() if n and c.measure in measures}
    assert ours == by_orm
    print("what both counted is equal")


def export(campaign: Campaign) -> None:
    offices = list(Office.objects.all())
    asked = Asked(campaign.pk, *DAYS, tuple(office.pk for office in offices))
    rows = asked.count()
    # By another order: to sort everything for a few rows would be laid to the stock's charge.
    some = reports_of(campaign, *DAYS, offices).order_by("pk")[:STOCK_ROWS]
    dataset, made = measured("stock: rows", lambda: VisitReportResource().export(some))
    _file, csv = measured("stock: CSV", lambda: dataset.export("csv"))
    _file, xlsx = measured("stock: XLSX", lambda: dataset.export("xlsx"))
    pieces, ours = measured("CSV of everything", lambda: list(_csv(asked)))
    _none, book = measured("XLSX from it", lambda: write_xlsx(pieces, {"rows": rows}, BytesIO()))
    each, book = ours.over(rows), ours.with_(book).over(rows)
    print(f"{rows:,} rows, us of CPU a row: CSV {each.cpu * 1e6:.1f}, XLSX {book.cpu * 1e6:.1f}")
    print(f"stock / CSV {made.with_(csv).over(STOCK_ROWS) / each}")
    print(f"stock / XLSX {made.with_(xlsx).over(STOCK_ROWS) / book}")


def _csv(asked: Asked):
    last = ""
    while raw := asked.read(last):
        yield csv_piece(plain_rows(asked, raw, last, b"k" * 32))
        last = raw[-1][0]


def read_page(manager, campaign: Campaign) -> list:
    """Read everything that the page shows."""
    figures = dashboard_of(manager, campaign, QueryDict())["figures"]
    parts = ["headlines", "funnel", "trend", "office_rows", "team_rows", "outcomes", "supplies"]
    more = ["more", "insight", "week_rows", "heat", "referrals", "messages", "quality", "area_map"]
    return [getattr(figures, part) for part in [*parts, *more]]


if __name__ == "__main__":
    if connection.vendor == "sqlite":
        # A file, as in use: without a name, Django would keep it in memory.
        connection.settings_dict["TEST"]["NAME"] = f"{OWN.name}/benchmark.sqlite3"
    kept = setup_databases(verbosity=0, interactive=False)
    try:
        sizes = [int(size) for size in sys.argv[1:]] or [100_000, 30_000]
        compare(sizes[0], sizes[1] if len(sizes) > 1 else sizes[0] * 3 // 10)
    finally:
        teardown_databases(kept, verbosity=0)
