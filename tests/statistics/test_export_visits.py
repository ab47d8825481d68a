"""The export of visits: one row a visit, codes only, and nothing that names anyone."""

import csv
import json
from datetime import date, timedelta
from io import BytesIO, StringIO

import openpyxl
import pandas as pd
import pytest
from django.db import connection
from django.utils import timezone

from outreach.accounts import roles
from outreach.accounts.models import AuditEntry
from outreach.statistics import export_jobs
from outreach.statistics.export_jobs import delete_old, go_on, take_up
from outreach.statistics.models import ExportJob
from outreach.statistics.resources import COLUMNS, VisitReportResource, reports_of
from outreach.statistics.snapshots import keep_last_figures
from outreach.statistics.visit_files import WRITERS
from outreach.statistics.visit_rows import Asked, plain_rows
from outreach.visits.models import SupplyGiven
from tests.factories import PhoneFactory, TeamFactory, UserFactory
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
    head, text = file_of(client, **asked).decode().split("\r\n", 1)
    assert head.startswith("# file=Doorstep visits, without names; campaign=eastside-fall; ")
    return list(csv.DictReader(StringIO(text, newline="")))


def file_of(client, **asked: str) -> bytes:
    """Have the file made and fetch it."""
    response = client.post(PAGE, ASKED | asked, follow=True)
    assert response.redirect_chain, words(response)
    return b"".join(client.get(f"{response.redirect_chain[0][0]}file/").streaming_content)


def test_it_gives_each_visit_as_codes_and_numbers(signed_in, manager, visited) -> None:
    [row] = rows(signed_in(manager))
    assert row | {"visit": "", "person": ""} == {
        "visit": "",
        "person": "",
        "office": "hartford",
        "county": "Hartford County, CT",
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


def test_each_row_is_what_its_declaration_says(campaign, team, office, visited) -> None:
    """The quick way fills the columns as django-import-export does, object by object."""
    for disposition in ("NO_ANSWER", "MOVED", "CONTACT_HOUSEHOLD"):
        report_visit(visit_of(team), disposition, card_left=True)
    key, period = b"k" * 32, (date(2026, 1, 1), date(2026, 12, 31))
    asked = Asked(campaign.pk, *period, (office.pk,))
    quick = [list(map(str, row)) for row in plain_rows(asked, asked.read(""), "", key)]
    declared = VisitReportResource(key).export(reports_of(campaign, *period, [office]))
    assert declared.headers == list(COLUMNS)
    assert quick == [list(map(str, row)) for row in declared]
    assert len(quick) == 4


def test_it_holds_nothing_that_names_anyone(signed_in, manager, visited, contact) -> None:
    phone = PhoneFactory(contact=contact)
    content = file_of(signed_in(manager)).decode()
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
    content = file_of(signed_in(manager), format="xlsx")
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book["Sheet2"]
    head, *found = sheet.iter_rows(values_only=True)
    assert tuple(head) == COLUMNS
    assert sheet.freeze_panes == "A2"
    assert {type(row[head.index("naloxone_kits")]) for row in found} == {int}
    assert dict(book["About"].iter_rows(values_only=True))["rows"] == "2"


def test_other_tools_read_the_same_in_every_format(signed_in, manager, visited, team) -> None:
    report_visit(visit_of(team), "MOVED")
    client = signed_in(manager)
    frames = {
        "csv": pd.read_csv(BytesIO(file_of(client)), comment="#", keep_default_na=False),
        "xlsx": pd.read_excel(
            BytesIO(file_of(client, format="xlsx")), sheet_name=1, keep_default_na=False
        ),
        "json": pd.DataFrame(json.loads(file_of(client, format="json"))["visits"]),
        "parquet": pd.read_parquet(BytesIO(file_of(client, format="parquet"))),
    }
    plain = {
        kind: frame.drop(columns=["visit", "person"]).sort_values("disposition").values.tolist()
        for kind, frame in frames.items()
    }
    assert plain["csv"] == plain["xlsx"] == plain["json"] == plain["parquet"]
    assert len(plain["csv"]) == 2


def test_another_worker_goes_on_behind_the_last_piece(campaign, team, manager, monkeypatch) -> None:
    """The first worker dies in its second piece; no row is lost and none is written twice."""
    for _ in range(7):
        report_visit(visit_of(team))
    monkeypatch.setattr(Asked.read, "__defaults__", (3,))
    job = ExportJob.objects.create(
        campaign=campaign,
        owner=manager,
        asked={**ASKED, "offices": [team.office.code]},
        key=b"k" * 32,
    )
    whole, started = export_jobs._add, timezone.now()

    def die(job, content) -> None:
        if job.pieces.count():
            raise KeyboardInterrupt
        whole(job, content)

    monkeypatch.setattr(export_jobs, "_add", die)
    with pytest.raises(KeyboardInterrupt):
        go_on(job.pk, started)
    monkeypatch.setattr(export_jobs, "_add", whole)
    assert not go_on(job.pk, started)
    assert take_up(started + timedelta(minutes=6)) == 1
    job.refresh_from_db()
    assert (job.status, job.done, bytes(job.key)) == ("READY", 7, b"")
    lines = b"".join(export_jobs.pieces_of(job)).decode().splitlines()
    assert len({line.split(",")[0] for line in lines[2:]}) == len(lines) - 2 == 7


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json", "parquet"])
def test_a_worker_that_dies_at_the_end_leaves_the_pieces_for_another(
    kind, campaign, team, manager, monkeypatch
) -> None:
    """The last stage is all or nothing: no row is read again, and the file is written anew."""
    for _ in range(7):
        report_visit(visit_of(team))
    monkeypatch.setattr(Asked.read, "__defaults__", (3,))
    asked = {**ASKED, "format": kind, "offices": [team.office.code]}
    job = ExportJob.objects.create(campaign=campaign, owner=manager, asked=asked, key=b"k" * 32)
    started, whole = timezone.now(), ExportJob.save

    def die(job, **kwargs) -> None:
        if "size" in kwargs.get("update_fields", ()):
            raise KeyboardInterrupt
        whole(job, **kwargs)

    monkeypatch.setattr(ExportJob, "save", die)
    with pytest.raises(KeyboardInterrupt):
        go_on(job.pk, started)
    monkeypatch.setattr(ExportJob, "save", whole)
    job.refresh_from_db()
    pieces = [len(piece) for piece in export_jobs.pieces_of(job)]
    assert (job.status, job.done, len(pieces)) == ("MAKING", 7, 3)
    monkeypatch.setattr(export_jobs, "plain_rows", None)
    assert take_up(started + timedelta(minutes=6)) == 1
    job.refresh_from_db()
    content = b"".join(export_jobs.pieces_of(job))
    assert (job.status, job.rows, job.size) == ("READY", 7, len(content))
    read = {
        "csv": lambda file: pd.read_csv(file, comment="#"),
        "xlsx": lambda file: pd.read_excel(file, sheet_name=1),
        "json": lambda file: pd.DataFrame(json.load(file)["visits"]),
        "parquet": pd.read_parquet,
    }
    assert read[kind](BytesIO(content))["visit"].nunique() == 7


def test_a_broken_download_goes_on_where_it_stopped(signed_in, manager, visited) -> None:
    client = signed_in(manager)
    whole = file_of(client)
    address = f"{PAGE}{ExportJob.objects.get().code}/file/"
    rest = client.get(address, headers={"Range": "bytes=40-"})
    assert rest.status_code == 206
    assert b"".join(rest.streaming_content) == whole[40:]


def test_a_browser_goes_on_with_the_same_file_only(signed_in, manager, visited) -> None:
    """It asks by the name of the file's state, and without one it begins again."""
    client = signed_in(manager)
    whole = file_of(client)
    address = f"{PAGE}{ExportJob.objects.get().code}/file/"
    state = client.get(address)["ETag"]
    rest = client.get(address, headers={"Range": "bytes=40-", "If-Range": state})
    assert (rest.status_code, rest["ETag"], rest.getvalue()) == (206, state, whole[40:])
    other = client.get(address, headers={"Range": "bytes=40-", "If-Range": '"another"'})
    assert (other.status_code, other.getvalue()) == (200, whole)


def test_it_is_deleted_after_seven_days_and_with_its_people(
    signed_in, manager, visited, campaign
) -> None:
    file_of(signed_in(manager))
    delete_old(timezone.now() + timedelta(days=6))
    assert ExportJob.objects.exists()
    delete_old(timezone.now() + timedelta(days=8))
    assert not ExportJob.objects.exists()
    file_of(signed_in(manager))
    keep_last_figures(campaign)
    assert not ExportJob.objects.exists()


def test_only_its_owner_finds_it(signed_in, manager, visited) -> None:
    file_of(signed_in(manager))
    address = f"{PAGE}{ExportJob.objects.get().code}/"
    other = signed_in(UserFactory(role=roles.MANAGER))
    assert other.get(address).status_code == other.get(f"{address}file/").status_code == 404


def test_its_page_shows_how_far_it_is(signed_in, manager, campaign) -> None:
    job = ExportJob.objects.create(
        campaign=campaign,
        owner=manager,
        asked=ASKED | {"offices": []},
        key=b"",
        rows=9,
        done=4,
        status="MAKING",
    )
    assert "4 of 9 rows written" in words(signed_in(manager).get(f"{PAGE}{job.code}/"))


def test_its_page_shows_what_the_file_says_of_itself(signed_in, manager, visited) -> None:
    client = signed_in(manager)
    told = file_of(client).decode().splitlines()[0].removeprefix("# ").split("; ")
    text = words(client.get(f"{PAGE}{ExportJob.objects.get().code}/"))
    assert {"since=2026-10-01", "rows=1", "offices=hartford"} <= set(told)
    assert not [pair for pair in told if pair.replace("=", " ", 1) not in text]


def test_it_is_written_to_the_audit_log(signed_in, manager, visited) -> None:
    rows(signed_in(manager))
    entry = AuditEntry.objects.get(additional_data__deed="export_visits")
    assert (entry.actor, entry.additional_data["rows"]) == (manager, "1")


def test_it_says_that_it_is_personal_data_still(signed_in, manager, campaign) -> None:
    assert "This is still personal data." in words(signed_in(manager).get(PAGE))


def test_it_says_where_there_is_nothing(signed_in, manager, visited) -> None:
    response = signed_in(manager).post(PAGE, ASKED | {"since": "2020-01-01", "until": "2020-01-02"})
    assert "There are no visits in this period." in words(response)


def test_coordinators_do_not_find_it(signed_in, coordinator, visited) -> None:
    assert signed_in(coordinator).get(PAGE).status_code == 404
    assert signed_in(coordinator).post(PAGE, ASKED).status_code == 404


@pytest.fixture
def workbook(campaign, team, manager) -> ExportJob:
    """A workbook of two visits that nobody has begun to make."""
    for _ in range(2):
        report_visit(visit_of(team))
    asked = {**ASKED, "format": "xlsx", "offices": [team.office.code]}
    return ExportJob.objects.create(campaign=campaign, owner=manager, asked=asked, key=b"k" * 32)


def test_a_worker_that_was_thought_dead_leaves_the_file_to_the_other(workbook, monkeypatch) -> None:
    """It was only slow: what it would write now, it writes over nothing."""
    write, taken = WRITERS["xlsx"], []

    def be_slow(*args) -> None:
        if not taken:
            taken.append(0)
            taken.append(take_up(timezone.now() + timedelta(minutes=6)))
        write(*args)

    monkeypatch.setitem(WRITERS, "xlsx", be_slow)
    assert not go_on(workbook.pk)
    workbook.refresh_from_db()
    content = b"".join(export_jobs.pieces_of(workbook))
    assert (taken, workbook.status, workbook.size) == ([0, 1], "READY", len(content))
    assert len(pd.read_excel(BytesIO(content), sheet_name=1)) == 2


def test_a_worker_that_fails_later_leaves_the_other_s_file_ready(workbook, monkeypatch) -> None:
    write, taken = WRITERS["xlsx"], []

    def be_slow_and_fail(*args) -> None:
        if taken:
            write(*args)
            return
        taken.append(0)
        take_up(timezone.now() + timedelta(minutes=6))
        raise OSError("no space left")

    monkeypatch.setitem(WRITERS, "xlsx", be_slow_and_fail)
    with pytest.raises(OSError, match="no space left"):
        go_on(workbook.pk)
    workbook.refresh_from_db()
    assert workbook.status == "READY"


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_while_a_workbook_is_written(workbook, monkeypatch) -> None:
    """That takes minutes, and SQLite has one writer: a phone's visits would be turned away."""
    write, waiting = WRITERS["xlsx"], []

    def look(*args) -> None:
        waiting.append(connection.in_atomic_block)
        write(*args)

    monkeypatch.setitem(WRITERS, "xlsx", look)
    assert go_on(workbook.pk)
    assert waiting == [False]
