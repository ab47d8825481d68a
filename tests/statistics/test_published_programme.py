"""A published programme's table, made again as contacts and visits, and counted by Doorstep.

Plymouth County Outreach, Massachusetts, reported for 2017 1,756 overdose incidents of 1,354 people,
of whom 242 had more than one: 152 two, 54 three, 23 four, 9 five, and one each six, seven, ten and
eighteen, together 644 incidents. Here an incident is an attempt at that person's door.
"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from uuid import UUID

import pytest

from contacts.models import Contact
from outreach.campaigns.models import Enrollment
from outreach.statistics.exports import export_figures
from outreach.visits.models import ReceivedEvent, Visit, VisitReport
from tests.factories import AddressFactory
from tests.statistics.history import author

INCIDENTS, PEOPLE = 1_756, 1_354
REPEATED = {2: 152, 3: 54, 4: 23, 5: 9, 6: 1, 7: 1, 10: 1, 18: 1}
ONCE = PEOPLE - sum(REPEATED.values())
FIRST_DAY, DAYS = date(2017, 1, 1), 365


def test_the_published_figures_hang_together():
    assert sum(REPEATED.values()) == 242
    assert sum(times * people for times, people in REPEATED.items()) == 644
    assert ONCE + 644 == INCIDENTS


@pytest.mark.django_db
def test_it_counts_what_was_published(campaign, office, team):
    _make_the_year(campaign, office, team)
    rows = export_figures(campaign, FIRST_DAY, FIRST_DAY + timedelta(days=DAYS - 1)).rows
    whole = {
        row["indicator"]: row["value"]
        for row in rows
        if not (row["office"] or row["team"] or row["week"])
    }
    assert whole["attempted"] == whole["assigned"] == PEOPLE
    assert whole["attempts"] == whole["logged"] == INCIDENTS
    assert whole["attempts_a_person"] == 1.3


def _make_the_year(campaign, office, team) -> None:
    """One visit an incident, spread evenly over the year; nobody twice on one day."""
    address, numbers = AddressFactory(), count()
    people = Contact.objects.bulk_create(
        Contact(office=office, address=address, family_name=f"P{n}", identity_key=f"{n}")
        for n in range(PEOPLE)
    )
    enrollments = Enrollment.objects.bulk_create(
        Enrollment(campaign=campaign, contact=person) for person in people
    )
    times = [times for times, people in REPEATED.items() for _each in range(people)]
    visits = Visit.objects.bulk_create(
        Visit(
            enrollment=enrollment,
            contact=enrollment.contact,
            team=team,
            day=FIRST_DAY + timedelta(days=next(numbers) % DAYS),
            status=Visit.Status.LOGGED,
        )
        for enrollment, repeated in zip(enrollments, [*times, *[1] * ONCE], strict=True)
        for _each in range(repeated)
    )
    _log(visits)


def _log(visits: list[Visit]) -> None:
    agent = author()
    events = ReceivedEvent.objects.bulk_create(
        ReceivedEvent(
            id=UUID(int=number),
            kind=ReceivedEvent.Kind.VISIT_REPORT,
            visit_code=visit.code,
            author=agent,
            device_at=datetime.combine(visit.day, time(20), UTC),
            data={},
            digest="",
            verdict=ReceivedEvent.Verdict.APPLIED,
        )
        for number, visit in enumerate(visits, 1)
    )
    VisitReport.objects.bulk_create(
        VisitReport(
            event=event,
            visit=visit,
            author=agent,
            knocked_at=event.device_at,
            disposition="NO_ANSWER",
        )
        for event, visit in zip(events, visits, strict=True)
    )
