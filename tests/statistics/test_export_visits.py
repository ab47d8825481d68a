"""The export of visits: one row a visit, codes only, and nothing that names anyone."""

import csv
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
from auditlog.models import LogEntry

from outreach.visits.models import SupplyGiven
from tests.factories import PhoneFactory, TeamFactory
from tests.statistics.history import report_visit, undo, visit_of
from tests.statistics.test_dashboard import words

PAGE = "/statistics/export/visits/"
ASKED = {
    "campaign": "eastside-fall",
    "since": "2026-10-01",
    "until": "2026-10-31",
    "format": "csv",
}


@pytest.fixture
def visited(team, contact):
    report = report_visit(
        visit_of(team, contact),
        "CONTACT_PERSON",
        response="ACCEPTED_REFERRAL",
        barriers=["HOUSING", "TRANSPORT"],
        note="Ask for Rosa at 418 Maple Street",
        latitude=41.775,
        longitude=-72.52,
        family_present=True,
    )
    SupplyGiven.objects.create(report=report, item="NALOXONE", quantity=2, doses=4)
    SupplyGiven.objects.create(report=report, item="RESOURCE_CARD", quantity=1)
    return report


def rows(client, **asked: str) -> list[dict[str, str]]:
    response = client.post(PAGE, ASKED | asked)
    assert response["Content-Type"].startswith("text/csv"), words(response)
    return list(csv.DictReader(StringIO(response.content.decode())))


def test_it_gives_each_visit_as_codes_and_numbers(signed_in, manager, visited) -> None:
    [row] = rows(signed_in(manager))
    assert row | {"visit": "", "person": ""} == {
        "visit": "",
        "person": "",
        "campaign": "eastside-fall",
        "office": "hartford",
        "team": "Route B",
        "month": "2026-10",
        "disposition": "CONTACT_PERSON",
        "response": "ACCEPTED_REFERRAL",
        "decline_reasons": "",
        "barriers": "HOUSING TRANSPORT",
        "family_present": "1",
        "interpreter_used": "0",
        "crisis_escalated": "0",
        "card_left": "0",
        "asks_no_contact": "0",
        "referral_wanted": "0",
        "naloxone_kits": "2",
        "naloxone_doses": "4",
        "test_strips": "0",
        "other_items": "1",
    }


def test_it_holds_nothing_that_names_anyone(signed_in, manager, visited, contact) -> None:
    phone = PhoneFactory(contact=contact)
    content = signed_in(manager).post(PAGE, ASKED).content.decode()
    secrets = [
        *("Rosa", "Delgado", "Maple", "06040", "41.77", "-72.52", str(phone.number)),
        *(contact.code, visited.visit.code, str(visited.pk), "2026-10-05", visited.author.email),
    ]
    assert not [secret for secret in secrets if secret in content]


def test_pseudonyms_link_rows_of_one_file_only(signed_in, manager, visited, team, contact) -> None:
    report_visit(visit_of(team, contact))
    client = signed_in(manager)
    first, second = rows(client), rows(client)
    assert first[0]["person"] == first[1]["person"]
    assert first[0]["visit"] != first[1]["visit"]
    assert first[0]["person"] != second[0]["person"]


def test_it_leaves_out_what_was_corrected_or_undone(signed_in, manager, visited, team) -> None:
    undo(report_visit(visit_of(team)))
    corrected = visit_of(team)
    report_visit(corrected, "NO_ANSWER")
    report_visit(corrected, "MOVED")
    dispositions = {row["disposition"] for row in rows(signed_in(manager))}
    assert dispositions == {"CONTACT_PERSON", "MOVED"}


def test_it_comes_as_a_workbook_too(signed_in, manager, visited, campaign, office) -> None:
    report_visit(visit_of(TeamFactory(campaign=campaign, office=office, name="=1+1")))
    response = signed_in(manager).post(PAGE, ASKED | {"format": "xlsx"})
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    head, *found = sheet.iter_rows(values_only=True)
    assert {row[head.index("team")] for row in found} == {"Route B", "'=1+1"}
    assert {type(row[head.index("naloxone_kits")]) for row in found} == {int}


def test_it_is_written_to_the_audit_log(signed_in, manager, visited) -> None:
    rows(signed_in(manager))
    entry = LogEntry.objects.get(additional_data__deed="export_visits")
    assert (entry.actor, entry.additional_data["rows"]) == (manager, "1")


def test_it_says_that_it_is_personal_data_still(signed_in, manager, campaign) -> None:
    assert "This is still personal data." in words(signed_in(manager).get(PAGE))


def test_it_says_where_there_is_nothing(signed_in, manager, visited) -> None:
    response = signed_in(manager).post(PAGE, ASKED | {"since": "2020-01-01", "until": "2020-01-02"})
    assert "There are no visits in this period." in words(response)


def test_coordinators_do_not_find_it(signed_in, coordinator, visited) -> None:
    assert signed_in(coordinator).get(PAGE).status_code == 404
    assert signed_in(coordinator).post(PAGE, ASKED).status_code == 404


def test_it_reads_in_few_queries(signed_in, manager, team, django_assert_max_num_queries) -> None:
    for _ in range(6):
        report_visit(visit_of(team, day=date(2026, 10, 6)))
    client = signed_in(manager)
    with django_assert_max_num_queries(20):
        assert len(rows(client)) == 6
