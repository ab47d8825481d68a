"""Records by code, for those who work with these people: scoped, audited, and harmless to open."""

import csv
import json
from datetime import UTC, date, datetime
from io import BytesIO, StringIO

import openpyxl
import pandas as pd
import pytest

from outreach.accounts.models import AuditEntry
from outreach.referrals.models import Referral
from outreach.statistics import record_views
from outreach.statistics.records import RECORDS
from tests.factories import (
    ContactFactory,
    EnrollmentFactory,
    ResourceFactory,
    TeamFactory,
    VisitFactory,
)
from tests.statistics.history import report_visit, visit_of
from tests.statistics.test_dashboard import words

PAGE = "/statistics/export/records/"
ASKED = {
    "records": "visits",
    "campaign": "eastside-fall",
    "since": "2026-10-01",
    "until": "2026-10-31",
    "format": "csv",
}


@pytest.fixture
def visited(team, contact):
    return report_visit(
        visit_of(team, contact),
        "CONTACT_PERSON",
        response="ACCEPTED_REFERRAL",
        barriers=["HOUSING", "TRANSPORT"],
        referral_wanted=True,
        note="Ask for Rosa at 418 Maple Street",
    )


def refer(enrollment) -> Referral:
    made = datetime(2026, 10, 9, 15, tzinfo=UTC)
    return Referral.objects.create(
        contact=enrollment.contact,
        enrollment=enrollment,
        resource=ResourceFactory(),
        made_at=made,
        due_at=made,
    )


def rows(client, **asked: str) -> list[dict[str, str]]:
    response = client.post(PAGE, ASKED | asked)
    assert response.status_code == 200, words(response)
    head, text = response.content.decode().split("\r\n", 1)
    found = list(csv.DictReader(StringIO(text, newline="")))
    assert f"; rows={len(found)}; made_at=" in head
    return found


def test_a_visit_has_what_its_report_says_in_codes(signed_in, coordinator, visited) -> None:
    visit = visited.visit
    assert rows(signed_in(coordinator)) == [
        {
            "visit": visit.code,
            "contact": visit.contact.code,
            "office": "hartford",
            "team": "Route B",
            "day": str(visit.day),
            "status": "LOGGED",
            "disposition": "CONTACT_PERSON",
            "response": "ACCEPTED_REFERRAL",
            "decline_reasons": "",
            "barriers": "HOUSING TRANSPORT",
            "referral_wanted": "1",
        }
    ]


def test_an_open_visit_is_a_row_too(signed_in, coordinator, team) -> None:
    VisitFactory(team=team, day=date(2026, 10, 7))
    [row] = rows(signed_in(coordinator))
    assert (row["status"], row["disposition"], row["referral_wanted"]) == ("OPEN", "", "")


@pytest.mark.usefixtures("in_new_york")
def test_a_contact_is_dated_by_the_clock_of_the_office(signed_in, coordinator, campaign, office):
    """Half past two at night in UTC is the evening before in Hartford."""
    contact = ContactFactory(office=office)
    night = datetime(2026, 11, 1, 2, 30, tzinfo=UTC)
    EnrollmentFactory(campaign=campaign, contact=contact, enrolled_at=night)
    client = signed_in(coordinator)
    [row] = rows(client, records="contacts")
    assert (row["contact"], row["enrolled_on"]) == (contact.code, "2026-10-31")
    response = client.post(
        PAGE, ASKED | {"records": "contacts", "since": "2026-11-01", "until": "2026-11-30"}
    )
    assert "There are none in this period." in words(response)


def test_a_referral_tells_how_far_it_is(signed_in, coordinator, campaign, contact) -> None:
    enrollment = EnrollmentFactory(campaign=campaign, contact=contact)
    referral = refer(enrollment)
    [row] = rows(signed_in(coordinator), records="referrals")
    assert row["referral"] == referral.code
    assert (row["contact"], row["status"], row["made_on"]) == (
        contact.code,
        referral.status,
        "2026-10-09",
    )


@pytest.mark.parametrize("records", RECORDS)
@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
def test_it_holds_nothing_that_names_anyone(
    records, kind, signed_in, coordinator, visited, contact
) -> None:
    refer(visited.visit.enrollment)
    enrollment = visited.visit.enrollment
    enrollment.enrolled_at = datetime(2026, 10, 2, 15, tzinfo=UTC)
    enrollment.save(update_fields=["enrolled_at"])
    asked = ASKED | {"records": records, "format": kind}
    content = signed_in(coordinator).post(PAGE, asked).content
    if kind == "xlsx":
        book = openpyxl.load_workbook(BytesIO(content))
        content = repr([list(sheet.values) for sheet in book]).encode()
    text = content.decode()
    assert contact.code in text
    secrets = ("Rosa", "Delgado", "Maple", str(contact.phones.get().number), visited.author.email)
    assert not [secret for secret in secrets if secret in text]


def test_other_tools_read_the_same_in_every_format(signed_in, coordinator, visited, team) -> None:
    report_visit(visit_of(team), "MOVED")
    client = signed_in(coordinator)
    files = {
        kind: client.post(PAGE, ASKED | {"format": kind}).content
        for kind in ("csv", "json", "xlsx")
    }
    frames = [
        pd.read_csv(BytesIO(files["csv"]), comment="#", keep_default_na=False),
        pd.DataFrame(json.loads(files["json"])["records"]),
        pd.read_excel(BytesIO(files["xlsx"]), keep_default_na=False),
    ]
    for frame in frames:
        frame["day"] = pd.to_datetime(frame["day"]).dt.date
    first, *others = [frame.astype(str).to_numpy().tolist() for frame in frames]
    assert len(first) == 2
    assert all(other == first for other in others)


def test_days_are_days_in_a_workbook_and_its_head_stays(signed_in, coordinator, visited) -> None:
    content = signed_in(coordinator).post(PAGE, ASKED | {"format": "xlsx"}).content
    book = openpyxl.load_workbook(BytesIO(content))
    head, row = book["Records"].iter_rows(values_only=True)
    assert row[head.index("day")].date() == visited.visit.day
    assert book["Records"].freeze_panes == "A2"
    told = dict(book["About"].iter_rows(values_only=True))
    assert (told["rows"], told["offices"], told["columns_version"]) == (1, "hartford", 1)


def test_only_the_records_of_ones_own_offices_are_in_it(
    signed_in, coordinator, visited, campaign, other_office
) -> None:
    campaign.offices.add(other_office)
    elsewhere = TeamFactory(campaign=campaign, office=other_office)
    theirs = visit_of(elsewhere, ContactFactory(office=other_office))
    report_visit(theirs)
    found = rows(signed_in(coordinator))
    assert [row["visit"] for row in found] == [visited.visit.code]


def test_who_is_in_it_is_written_down_before_it_leaves(signed_in, coordinator, visited) -> None:
    rows(signed_in(coordinator))
    entries = AuditEntry.objects.filter(additional_data__deed="export_records")
    assert {entry.actor for entry in entries} == {coordinator}
    told = [entry.additional_data for entry in entries]
    assert [one["contacts"] for one in told if "contacts" in one] == [[visited.visit.contact.code]]
    assert [(one["records"], one["rows"]) for one in told if "rows" in one] == [("visits", "1")]


def test_nothing_leaves_where_it_cannot_be_written_down(
    signed_in, coordinator, visited, monkeypatch
) -> None:
    def fail(*_args, **_details) -> None:
        raise OSError("no audit")

    monkeypatch.setattr(record_views, "log_export", fail)
    with pytest.raises(OSError, match="no audit"):
        signed_in(coordinator).post(PAGE, ASKED)


def test_too_many_are_refused_with_their_number(
    signed_in, coordinator, visited, monkeypatch
) -> None:
    monkeypatch.setattr(record_views, "LONGEST", 0)
    text = words(signed_in(coordinator).post(PAGE, ASKED))
    assert "These are 1 records; a file takes 0. Choose a shorter period." in text
    assert not AuditEntry.objects.filter(additional_data__deed="export_records").exists()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "  =", "＝"])
@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
def test_what_a_spreadsheet_would_run_is_a_text(
    start, kind, signed_in, coordinator, visited, team
) -> None:
    team.name = f"{start}cmd()"
    team.save(update_fields=["name"])
    content = signed_in(coordinator).post(PAGE, ASKED | {"format": kind}).content
    if kind == "xlsx":
        content = repr(list(openpyxl.load_workbook(BytesIO(content))["Records"].values)).encode()
    assert f"'{start.strip()}cmd()" in content.decode().replace("\\t", "").replace(
        "\t", ""
    ).replace(" ", "")


@pytest.mark.parametrize("days", [{"since": "0001-01-01"}, {"until": "9999-12-31"}])
@pytest.mark.parametrize("records", ["contacts", "visits", "referrals"])
def test_the_ends_of_the_calendar_are_refused(
    signed_in, coordinator, visited, days, records
) -> None:
    response = signed_in(coordinator).post(PAGE, ASKED | days | {"records": records})
    assert "Ensure this value is" in words(response)


def test_managers_and_agents_do_not_find_it(signed_in, manager, agent, visited) -> None:
    for user in (manager, agent):
        assert signed_in(user).get(PAGE).status_code == 404
        assert signed_in(user).post(PAGE, ASKED).status_code == 404


def test_the_page_says_which_columns_there_are(signed_in, coordinator, campaign) -> None:
    text = words(signed_in(coordinator).get(PAGE))
    for resource in RECORDS.values():
        assert ", ".join(resource().get_export_headers()) in text


def test_a_name_that_no_workbook_holds_does_not_stop_it(
    signed_in, coordinator, campaign, office
) -> None:
    report_visit(visit_of(TeamFactory(campaign=campaign, office=office, name="Red\x0b team")))
    response = signed_in(coordinator).post(PAGE, ASKED | {"records": "visits", "format": "xlsx"})
    assert "Red team" in set(pd.read_excel(BytesIO(response.content))["team"])
