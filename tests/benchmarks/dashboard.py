"""The dashboard from its snapshot against grouping the same reports through the ORM.

Run by hand: `python -m tests.benchmarks.dashboard [REPORTS]` (200,000 unless told). It makes a
database of its own (SQLite in a temporary folder; with DATABASE_URL, a test database there) and
drops it. Both sides must give equal figures, or the run fails. Ratios are of one run, and of CPU
seconds only on SQLite: PostgreSQL does its work in another process.
"""

import os
import resource
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from time import perf_counter, process_time
from uuid import UUID
from zoneinfo import ZoneInfo

OWN = tempfile.TemporaryDirectory()
os.environ["VAR_DIR"] = OWN.name
os.environ["DJANGO_SETTINGS_MODULE"] = "outreach.settings"

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402
from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When  # noqa: E402
from django.db.models.functions import (  # noqa: E402
    ExtractHour,
    ExtractIsoWeekDay,
    ExtractIsoYear,
    ExtractWeek,
    TruncDate,
)
from django.http import QueryDict  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from contacts.models import Contact, Office  # noqa: E402
from outreach.accounts import roles  # noqa: E402
from outreach.campaigns.models import Campaign, Enrollment, Team  # noqa: E402
from outreach.statistics.cells import (  # noqa: E402
    Cell,
    Counts,
    Published,
    office_place,
    publish,
    team_place,
)
from outreach.statistics.day_parts import (  # noqa: E402
    REACHED,
    STARTS,
    TRIED,
    UNKNOWN,
    WEEKDAYS,
    timed,
)
from outreach.statistics.figures import count_campaign  # noqa: E402
from outreach.statistics.indicators import of_disposition  # noqa: E402
from outreach.statistics.snapshots import refresh_snapshot  # noqa: E402
from outreach.statistics.views import dashboard_of  # noqa: E402
from outreach.visits.codelists import (  # noqa: E402
    ACCEPTED,
    ANY_REACH,
    ATTEMPTS,
    REFUSED,
    Disposition,
    Response,
    SupplyItem,
)
from outreach.visits.models import ReceivedEvent, SupplyGiven, Visit, VisitReport  # noqa: E402
from tests.factories import UserFactory  # noqa: E402

OFFICES, TEAMS, WEEKS, BATCH = 10, 4, 26, 10_000
ZONE = ZoneInfo("America/Denver")
EVENT_TIME = datetime(2026, 11, 1, tzinfo=UTC)


def make(reports: int) -> Campaign:
    """Make that many reports, a fifth of them corrections, with two visits a person."""
    campaign = Campaign.objects.create(
        name="Benchmark",
        slug="benchmark",
        starts_on=date(2026, 5, 4),
        ends_on=date(2026, 12, 31),
        visiting_from=time(9),
        visiting_to=time(20),
    )
    offices = [
        Office.objects.create(code=f"office-{n}", name=f"Office {n}", time_zone=ZONE.key)
        for n in range(OFFICES)
    ]
    campaign.offices.set(offices)
    teams = [
        Team.objects.create(campaign=campaign, office=office, name=f"Team {n}")
        for office in offices
        for n in range(TEAMS)
    ]
    random, author = Random(1), UserFactory()
    visits = reports * 4 // 5
    people = [_people(campaign, office, visits // 2 // OFFICES) for office in offices]
    for start in range(0, visits, BATCH):
        _batch(random, author, teams, people, range(start, min(start + BATCH, visits)))
    return campaign


def _people(campaign: Campaign, office: Office, count: int) -> list[Enrollment]:
    contacts = [Contact(office=office, family_name="Delgado") for _ in range(count)]
    Contact.objects.bulk_create(contacts, BATCH)
    enrollments = [Enrollment(campaign=campaign, contact=contact) for contact in contacts]
    return Enrollment.objects.bulk_create(enrollments, BATCH)


def _batch(random: Random, author, teams, people, numbers: range) -> None:
    visits, events, reports, corrections, supplies = [], [], [], [], []
    for number in numbers:
        team = random.choice(teams)
        enrollment = random.choice(people[teams.index(team) // TEAMS])
        visit = Visit(
            enrollment=enrollment,
            contact_id=enrollment.contact_id,
            team=team,
            day=date(2026, 5, 4) + timedelta(days=random.randrange(7 * WEEKS)),
            status="LOGGED",
        )
        visits.append(visit)
        first = _report(random, author, visit, events, None)
        reports.append(first)
        if number % 4 == 0:
            corrections.append(_report(random, author, visit, events, first))
        last = corrections[-1] if number % 4 == 0 else first
        if last.disposition == Disposition.CONTACT_PERSON:
            supplies.append(SupplyGiven(report=last, item="NALOXONE", quantity=1, doses=2))
    ReceivedEvent.objects.bulk_create(events)
    Visit.objects.bulk_create(visits)
    for report in [*reports, *corrections]:
        report.visit_id = report.visit.pk
    VisitReport.objects.bulk_create(reports)
    VisitReport.objects.bulk_create(corrections)
    SupplyGiven.objects.bulk_create(supplies)


def _report(random: Random, author, visit, events, supersedes) -> VisitReport:
    event = ReceivedEvent(
        id=UUID(int=random.getrandbits(128)),
        kind="visit_report",
        visit_code=visit.code,
        author=author,
        device_at=EVENT_TIME,
        data={},
        digest="",
        verdict="applied",
    )
    events.append(event)
    disposition = random.choice([*Disposition.values, *["NO_ANSWER"] * 14, *["CONTACT_PERSON"] * 8])
    met = disposition == Disposition.CONTACT_PERSON
    return VisitReport(
        event=event,
        visit=visit,
        author=author,
        supersedes=supersedes,
        knocked_at=datetime.combine(visit.day, time(random.randrange(24)), UTC),
        disposition=disposition,
        response=random.choice(Response.values) if met else "",
    )


def group_by_orm(campaign: Campaign) -> dict[Cell, int]:
    """Give every count by campaign, office, team and week as a Django developer would ask for it:
    `values().annotate()` over the reports, one query a level and table."""
    current = VisitReport.objects.current().filter(visit__team__campaign=campaign)
    assigned = Visit.objects.filter(team__campaign=campaign).exclude(status="CANCELLED")
    supplies = SupplyGiven.objects.filter(
        report__correction__isnull=True,
        report__undone=False,
        report__visit__team__campaign=campaign,
    )
    person = "visit__contact"
    counts = {
        "attempted": _persons(person, Q(disposition__in=ATTEMPTS)),
        "reached_any": _persons(person, Q(disposition__in=ANY_REACH)),
        "reached_direct": _persons(person, Q(disposition="CONTACT_PERSON")),
        "accepted": _persons(person, Q(response__in=ACCEPTED)),
        "refused": _persons(person, Q(disposition__in=REFUSED)),
        "attempts": Count("pk", filter=Q(disposition__in=ATTEMPTS)),
        "visits_reached": Count("pk", filter=Q(disposition__in=ANY_REACH)),
        "logged": Count("pk"),
    }
    outcomes = {of_disposition(d): Count("pk", filter=Q(disposition=d)) for d in Disposition}
    kits, strips = Q(item=SupplyItem.NALOXONE), Q(item=SupplyItem.TEST_STRIPS)
    items = {
        "naloxone_kits": Sum("quantity", filter=kits, default=0),
        "naloxone_doses": Sum("doses", filter=kits, default=0),
        "test_strips": Sum("quantity", filter=strips, default=0),
        "other_items": Sum("quantity", filter=~kits & ~strips, default=0),
        "supplied": Count("report__visit__contact", distinct=True),
    }
    found = _levels(current, "visit__", counts)
    found |= _levels(current, "visit__", outcomes, ["", "office"])
    found |= _times(current)
    found |= _levels(assigned, "", {"assigned": Count("contact", distinct=True)})
    return found | _levels(supplies, "report__visit__", items)


def _persons(person: str, which: Q) -> Count:
    return Count(person, distinct=True, filter=which)


def _times(current: QuerySet) -> dict[Cell, int]:
    """Count attempts and reached visits by weekday and part of the day, in the one zone of all."""
    hour = ExtractHour("knocked_at", tzinfo=ZONE)
    part = Case(
        When(~Q(at_day=F("visit__day")), then=Value(UNKNOWN)),
        *(When(at_hour__gte=start, then=Value(name)) for name, start in reversed(STARTS.items())),
    )
    timed_rows = current.order_by().annotate(
        at_day=TruncDate("knocked_at", tzinfo=ZONE), at_hour=hour
    )
    counts = {
        TRIED: Count("pk", filter=Q(disposition__in=ATTEMPTS)),
        REACHED: Count("pk", filter=Q(disposition__in=ANY_REACH)),
    }
    found = {}
    for place in ({}, {"at_office": F("visit__team__office__code")}):
        keys = {"weekday": ExtractIsoWeekDay("visit__day"), "part": part, **place}
        for row in timed_rows.values(**keys).annotate(**counts):
            at = office_place(row["at_office"]) if "at_office" in row else ""
            for kind in counts:
                code = timed(kind, WEEKDAYS[row["weekday"] - 1], row["part"])
                found |= {Cell(code, at): row[kind]} if row[kind] else {}
    return found


ALL_LEVELS = ["", "office", "team", "week", "office week"]


def _levels(
    rows: QuerySet, visit: str, counts: dict, levels: list[str] = ALL_LEVELS
) -> dict[Cell, int]:
    columns = {
        "office": {"at_office": F(f"{visit}team__office__code")},
        "team": {"at_team": F(f"{visit}team__code")},
        "week": {"of_year": ExtractIsoYear(f"{visit}day"), "of_week": ExtractWeek(f"{visit}day")},
    }
    found = {}
    for level in levels:
        keys = {k: v for name in level.split() for k, v in columns[name].items()}
        grouped = rows.order_by().values(**keys, in_all=F(f"{visit}team__campaign"))
        for row in grouped.annotate(**counts):
            place = office_place(row["at_office"]) if "at_office" in row else ""
            place = team_place(row["at_team"]) if "at_team" in row else place
            week = f"{row['of_year']}-W{row['of_week']:02}" if "of_year" in row else ""
            found |= {Cell(count, place, week): row[count] for count in counts if row[count]}
    return found


def measured[R](what: str, call: Callable[[], R], times: int = 1) -> tuple[R, float, float]:
    cpu, wall = process_time(), perf_counter()
    for _ in range(times):
        result = call()
    cpu, wall = (process_time() - cpu) / times, (perf_counter() - wall) / times
    print(f"{what:52} {cpu:9.4f} CPU s {wall:9.4f} s")
    return result, cpu, wall


def compare(reports: int) -> None:
    campaign = make(reports)
    manager = UserFactory(role=roles.MANAGER)
    print(f"{VisitReport.objects.count():,} reports on {connection.vendor}")
    counts, cpu_count, wall_count = measured("counted by pandas", lambda: count_campaign(campaign))
    by_orm, cpu_orm, wall_orm = measured("grouped through the ORM", lambda: group_by_orm(campaign))
    measured("small counts and what tells them hidden", lambda: publish(counts))
    snapshot, *_ = measured("one refresh, all in all", lambda: refresh_snapshot(campaign))
    _page, cpu, wall = measured(
        "the dashboard's data from the snapshot", lambda: read_page(manager, campaign), 20
    )
    assert by_orm == {cell: count for cell, count in counts.values.items() if count}
    shown = publish(Counts(counts.weeks, counts.offices, by_orm))
    assert Published.from_json(snapshot.figures) == shown
    print("figures are equal on both sides")
    if connection.vendor == "sqlite":
        print(f"CPU:  dashboard {cpu_orm / cpu:.0f} times less, counting {cpu_orm / cpu_count:.1f}")
    print(f"time: dashboard {wall_orm / wall:.0f} times less, counting {wall_orm / wall_count:.1f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of the run, making the rows included: {peak:.0f} MB")


def read_page(manager, campaign: Campaign) -> list:
    """Read everything that the page shows."""
    page = dashboard_of(manager, campaign, QueryDict())
    figures = page["figures"]
    parts = ["headlines", "funnel", "trend", "office_rows", "team_rows", "outcomes", "supplies"]
    return [getattr(figures, part) for part in [*parts, "more", "insight", "week_rows", "heat"]]


if __name__ == "__main__":
    kept = setup_databases(verbosity=0, interactive=False)
    try:
        compare(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
    finally:
        teardown_databases(kept, verbosity=0)
