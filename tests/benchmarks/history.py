"""A large made-up campaign, written straight into the tables: a row a knock, nothing encrypted.

Every field but those named takes the model's own default. `people` contacts, `reports` reports of
which a fifth correct another, over 26 weeks, 10 offices in three time zones and 40 teams.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from django.db import connection, models, transaction
from django.utils import timezone

from contacts.models import Contact, Office
from outreach.campaigns.models import Campaign, Enrollment, Team
from outreach.visits.codelists import Disposition, Response, SupplyItem
from outreach.visits.models import ReceivedEvent, SupplyGiven, Visit, VisitReport
from tests.factories import UserFactory

OFFICES, TEAMS, WEEKS, BATCH = 10, 4, 26, 20_000
ZONES = ("America/New_York", "America/Denver", "America/Los_Angeles")
FIRST = date(2026, 5, 4)


def make(reports: int, people: int) -> Campaign:
    """Return the campaign once its rows are in the database."""
    campaign = Campaign.objects.create(
        name="Benchmark",
        slug="benchmark",
        starts_on=FIRST,
        ends_on=date(2026, 12, 31),
        visiting_from=time(9),
        visiting_to=time(20),
    )
    teams = _teams(campaign)
    random, author = Random(1), UserFactory().pk
    enrolled = datetime(2026, 5, 1, 12, tzinfo=UTC)
    offices = [team.office_id for team in teams[::TEAMS]]
    rows = _Rows(random, author, teams, people)
    visits = reports * 4 // 5
    with transaction.atomic():
        _insert(Contact, _contacts(people, offices))
        _insert(Enrollment, _enrollments(people, campaign.pk, enrolled))
        for start in range(0, visits, BATCH):
            rows.write(range(start, min(start + BATCH, visits)))
    with connection.cursor() as cursor:
        # As autovacuum leaves it: whoever read new rows first would pay for marking them as seen.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return campaign


def _teams(campaign: Campaign) -> list[Team]:
    offices = [
        Office.objects.create(code=f"office-{n}", name=f"Office {n}", time_zone=ZONES[n % 3])
        for n in range(OFFICES)
    ]
    campaign.offices.set(offices)
    return [
        Team.objects.create(
            campaign=campaign, office=o, name=f"Team {n}", shift_from=time(9), shift_to=time(17)
        )
        for o in offices
        for n in range(TEAMS)
    ]


def _contacts(people: int, offices: list[int]) -> Iterator[dict[str, object]]:
    for n in range(1, people + 1):
        yield {"id": n, "code": f"c{n}", "office": offices[n % OFFICES], "family_name": ""}


def _enrollments(people: int, campaign: int, at: datetime) -> Iterator[dict[str, object]]:
    for n in range(1, people + 1):
        yield {"id": n, "campaign": campaign, "contact": n, "enrolled_at": at}


class _Rows:
    def __init__(self, random: Random, author: int, teams: list[Team], people: int) -> None:
        self._random, self._author, self._people = random, author, people
        self._teams = [team.pk for team in teams]

    def write(self, numbers: range) -> None:
        visits, events, reports, supplies = [], [], [], []
        for number in numbers:
            visit = self._visit(number)
            first = self._report(number * 2, visit, None)
            told = [first]
            if number % 4 == 0:
                told.append(self._report(number * 2 + 1, visit, first["event"]))
            if told[-1]["disposition"] == "CONTACT_PERSON" and number % 3 == 0:
                supplies.append(self._supply(number, told[-1]["event"]))
            visits.append(visit)
            reports += told
            events += [self._event(report["event"], number) for report in told]
        for model, rows in (
            (Visit, visits),
            (ReceivedEvent, events),
            (VisitReport, reports),
            (SupplyGiven, supplies),
        ):
            _insert(model, rows)

    def _visit(self, number: int) -> dict[str, object]:
        person = self._random.randrange(self._people)
        office = (person + 1) % OFFICES
        return {
            "id": number + 1,
            "code": f"v{number}",
            "enrollment": person + 1,
            "contact": person + 1,
            "team": self._teams[office * TEAMS + self._random.randrange(TEAMS)],
            "day": FIRST + timedelta(days=self._random.randrange(WEEKS * 7)),
            "status": "LOGGED",
        }

    def _report(self, key: int, visit: dict, supersedes: object) -> dict[str, object]:
        disposition = self._random.choice([*Disposition.values, *["CONTACT_PERSON"] * 6])
        met = disposition == "CONTACT_PERSON"
        knocked = datetime.combine(visit["day"], time(12 + self._random.randrange(11)), UTC)
        return {
            "event": UUID(int=key + 1),
            "visit": visit["id"],
            "author": self._author,
            "supersedes": supersedes,
            "knocked_at": knocked,
            "received_at": knocked + timedelta(hours=self._random.randrange(30)),
            "disposition": disposition,
            "response": self._random.choice(Response.values) if met else "",
        }

    def _event(self, key: object, number: int) -> dict[str, object]:
        at = datetime(2026, 11, 1, tzinfo=UTC)
        return {
            "id": key,
            "kind": "visit_report",
            "visit_code": f"v{number}",
            "author": self._author,
            "device_at": at,
            "digest": "",
            "verdict": "applied",
        }

    def _supply(self, number: int, report: object) -> dict[str, object]:
        item = self._random.choice(SupplyItem.values)
        doses = 2 if item == SupplyItem.NALOXONE else 0
        return {"report": report, "item": item, "quantity": 1 + number % 3, "doses": doses}


def _default(field: models.Field) -> object:
    return timezone.now() if getattr(field, "auto_now", False) else field.get_default()


def _insert(model: type[models.Model], rows: Iterable[dict[str, object]]) -> None:
    """Write the rows; what a row does not name is the field's default."""
    fields = [
        f for f in model._meta.concrete_fields if not (f.name == "id" and model is SupplyGiven)
    ]
    plain = {f.name: f.get_db_prep_save(_default(f), connection) for f in fields}
    prepared = (
        [
            f.get_db_prep_save(row[f.name], connection) if f.name in row else plain[f.name]
            for f in fields
        ]
        for row in rows
    )
    columns = ", ".join(f'"{f.column}"' for f in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as copy:
                for row in prepared:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(fields))
        # Nothing here comes from outside: names are the models' own.
        cursor.executemany(
            f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})',
            prepared,
        )
