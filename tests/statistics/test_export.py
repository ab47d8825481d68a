"""The page's export: preview, definitions, files that other tools open, and the audit entry."""

import csv
import json
from datetime import date, datetime
from io import BytesIO, StringIO

import openpyxl
import pandas as pd
import pytest

from outreach.accounts.models import AuditEntry
from outreach.statistics.exports import COLUMNS, export_figures
from outreach.statistics.files import as_bytes, defused
from outreach.statistics.indicators import BY_CODE
from tests.factories import TeamFactory
from tests.statistics.history import make_history, report_visit, visit_of
from tests.statistics.plain import count_plainly
from tests.statistics.test_dashboard import log, words

PAGE = "/statistics/export/"
OCTOBER = {"since": "2026-10-01", "until": "2026-10-31", "format": "csv"}


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode(), newline="")))


def pick(rows, indicator: str, **where: str) -> dict:
    at = {"office": "", "team": "", "week": ""} | where
    [row] = [r for r in rows if r["indicator"] == indicator and at.items() <= r.items()]
    return row


@pytest.fixture
def october(campaign, team) -> dict[str, str]:
    log(team, "CONTACT_PERSON", 20, response="INFORMATION_ONLY")
    log(team, "NO_ANSWER", 40, date(2026, 10, 14))
    return OCTOBER | {"campaign": campaign.slug}


def test_it_asks_for_a_campaign_and_a_period_first(signed_in, manager, campaign) -> None:
    text = words(signed_in(manager).get(PAGE))
    assert "Choose a campaign and a period" in text
    assert "direct_reach_rate Reached in person, of those tried. The share of" in text


def test_it_shows_five_rows_before_anything_is_downloaded(signed_in, manager, october) -> None:
    response = signed_in(manager).get(PAGE, october)
    assert len(response.context["first_rows"]) == 5
    assert "doorstep-figures_eastside-fall_2026-10-01_2026-10-31" in words(response)
    assert not AuditEntry.objects.filter(additional_data__deed="export_figures").exists()


def test_the_page_tells_what_the_file_tells_of_itself(signed_in, manager, october) -> None:
    text = words(signed_in(manager).get(PAGE, october))
    csv_file = signed_in(manager).post(PAGE, october).content.decode()
    row = next(csv.DictReader(StringIO(csv_file)))
    facts = {name: value for name, value in row.items() if value and name not in COLUMNS}
    assert {"rows", "from", "to", "offices", "made_at_utc", "definitions_version"} <= set(facts)
    for name, value in facts.items():
        assert f"{name} {value}" in text


def test_the_first_rows_leave_the_definitions_to_the_list_below(
    signed_in, manager, october
) -> None:
    response = signed_in(manager).get(PAGE, october)
    left_out = {"definition", "campaign"}
    assert set(COLUMNS) - set(response.context["columns"]) == left_out
    assert response.context["columns"][0] == "indicator"
    assert response.context["first_rows"][0][0] == "assigned"
    widths = {len(row) for row in response.context["first_rows"]}
    assert widths == {len(COLUMNS) - len(left_out)}


def test_it_downloads_csv_with_each_definition_beside_its_figure(
    signed_in, manager, october
) -> None:
    response = signed_in(manager).post(PAGE, october)
    assert response["Content-Disposition"] == (
        'attachment; filename="doorstep-figures_eastside-fall_2026-10-01_2026-10-31.csv"'
    )
    rows = rows_of(response.content)
    assert tuple(rows[0])[: len(COLUMNS)] == COLUMNS
    rate = pick(rows, "direct_reach_rate")
    assert (rate["numerator"], rate["denominator"], rate["value"]) == ("20", "60", "33.3")
    assert rate["definition"].startswith("The share of the people tried")
    assert pick(rows, "attempts", week="2026-W41")["value"] == "20"
    assert pick(rows, "attempts", office="Hartford")["value"] == "60"
    assert pick(rows, "attempts", office="Hartford", team="Route B")["value"] == "60"
    assert "do not add up" in pick(rows, "attempted")["note"]


def test_it_writes_who_exported_what_before_it_leaves(signed_in, manager, october) -> None:
    signed_in(manager).post(PAGE, october)
    entry = AuditEntry.objects.get(additional_data__deed="export_figures")
    assert entry.actor == manager
    assert entry.action == AuditEntry.Action.ACCESS
    assert entry.additional_data["since"] == "2026-10-01"


def test_its_figures_agree_with_a_plain_count_where_they_are_shown(
    campaign, office, other_office
) -> None:
    make_history(campaign, [office, other_office], seed=11, people=60, visits=200)
    period = (date(2026, 10, 14), date(2026, 11, 6))
    rows = export_figures(campaign, *period).rows
    counted = count_plainly(campaign, *period)
    totals = {c.measure: n for c, n in counted.items() if c.place == c.week == ""}
    shown = 0
    for row in rows:
        if (row["office"], row["week"], row["denominator"]) != ("", "", None):
            continue
        if row["value"] != "hidden":
            shown += 1
            one = BY_CODE[row["indicator"]]
            assert row["value"] == one.value(totals.get(one.of, 0), None)
    assert shown > 10


def test_it_hides_small_counts_in_words_and_never_as_zero(campaign, team) -> None:
    log(team, "CONTACT_PERSON", 4, response="DECLINED")
    log(team, "NO_ANSWER", 60)
    rows = export_figures(campaign, date(2026, 10, 1), date(2026, 10, 31)).rows
    row = pick(rows, "reached_direct")
    assert (row["numerator"], row["value"]) == ("hidden", "hidden")
    assert row["note"].startswith("Hidden: a count here is from 1 to 10")
    assert pick(rows, "direct_reach_rate")["value"] == "hidden"
    assert pick(rows, "refused")["value"] == 0
    assert pick(rows, "acceptance_rate")["value"] == "hidden"


def test_it_leaves_a_rate_of_nobody_empty_and_says_why(campaign, team) -> None:
    log(team, "NO_ANSWER", 20)
    rows = export_figures(campaign, date(2026, 10, 1), date(2026, 10, 31)).rows
    row = pick(rows, "acceptance_rate")
    assert (row["denominator"], row["value"]) == (0, None)
    assert row["note"] == "Nobody yet to divide by."


def test_pandas_opens_the_csv(campaign, october) -> None:
    export = export_figures(campaign, date(2026, 10, 1), date(2026, 10, 31))
    frame = pd.read_csv(BytesIO(as_bytes(export, "csv")), na_values=["hidden"])
    assert len(frame) == len(export.rows)
    assert frame["value"].dtype.kind == "f"


def test_the_workbook_has_definitions_frozen_panes_real_numbers_and_dates(
    signed_in, manager, october
) -> None:
    response = signed_in(manager).post(PAGE, october | {"format": "xlsx"})
    book = openpyxl.load_workbook(BytesIO(response.content))
    assert book.sheetnames == ["Figures", "Definitions", "About"]
    figures = book["Figures"]
    assert figures.freeze_panes == book["Definitions"].freeze_panes == "A2"
    head, *rows = figures.iter_rows(values_only=True)
    found = [dict(zip(head, row, strict=True)) for row in rows]
    week = next(r for r in found if (r["indicator"], r["week"]) == ("attempts", "2026-W41"))
    assert week["value"] == 20
    assert week["week_starts"] == datetime(2026, 10, 5)
    about = dict(book["About"].iter_rows(values_only=True))
    assert about["from"] == datetime(2026, 10, 1)
    assert about["rows"] == len(found)


def test_json_says_by_which_definitions_it_was_counted(signed_in, manager, october) -> None:
    whole = json.loads(signed_in(manager).post(PAGE, october | {"format": "json"}).content)
    assert (whole["campaign"], whole["from"], whole["to"]) == (
        "eastside-fall",
        "2026-10-01",
        "2026-10-31",
    )
    assert {d["indicator"] for d in whole["definitions"]} == {
        row["indicator"] for row in whole["figures"]
    }


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " ="])
def test_it_defuses_what_a_spreadsheet_would_run(start: str) -> None:
    assert defused(f"{start}cmd") == f"'{start}cmd"
    assert defused("Route B") == "Route B"
    assert defused(-3) == -3


def test_names_that_begin_like_formulas_are_text_in_each_file(campaign, office) -> None:
    campaign.name = '=HYPERLINK("http://example.org")'
    campaign.save()
    office.name = "@SUM(1)"
    office.save()
    log(TeamFactory(campaign=campaign, office=office, name="+1"), "NO_ANSWER", 12)
    export = export_figures(campaign, date(2026, 10, 1), date(2026, 10, 31))
    for row in rows_of(as_bytes(export, "csv")):
        assert row["campaign"].startswith("'=")
        assert row["office"][:2] in ("", "'@")
        assert row["team"][:2] in ("", "'+")
    book = openpyxl.load_workbook(BytesIO(as_bytes(export, "xlsx")))
    for sheet in book:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"since": "2026-11-01"}, "The last day is before the first day."),
        ({"since": "2020-01-01", "until": "2020-02-01"}, "has no visits from 2020-01-01 to"),
        ({"since": "soon"}, "Enter a valid date."),
        ({"until": "9999-12-31"}, "Ensure this value is less than or equal to 2999-12-31."),
        ({"format": "pdf"}, "Select a valid choice."),
        ({"campaign": "another"}, "Select a valid choice."),
    ],
)
def test_it_says_what_is_wrong_and_writes_nothing(
    signed_in, manager, october, asked, message
) -> None:
    response = signed_in(manager).post(PAGE, october | asked)
    assert response.status_code == 200
    assert "Content-Disposition" not in response
    assert message in words(response)
    assert not AuditEntry.objects.filter(additional_data__deed="export_figures").exists()


def test_only_managers_export(signed_in, coordinator, october) -> None:
    assert signed_in(coordinator).get(PAGE, october).status_code == 404
    assert signed_in(coordinator).post(PAGE, october).status_code == 404


def test_it_leaves_out_other_offices_for_one_who_sees_only_some(
    campaign, team, office, other_office, october
) -> None:
    log(TeamFactory(campaign=campaign, office=other_office), "NO_ANSWER", 30)
    rows = export_figures(campaign, date(2026, 10, 1), date(2026, 10, 31), [office]).rows
    assert {row["office"] for row in rows} == {"Hartford"}


def test_a_restatement_tells_them_nothing_of_other_offices_either(
    campaign, team, office, other_office, october
) -> None:
    other = TeamFactory(campaign=campaign, office=other_office)
    log(other, "NO_ANSWER", 30)
    period = date(2026, 10, 1), date(2026, 10, 31)
    export_figures(campaign, *period, [office])
    log(other, "NO_ANSWER", 40)
    theirs = export_figures(campaign, *period, [office])
    assert theirs.publication.differences
    assert json.loads(as_bytes(theirs, "json"))["differences"] == []
    log(team, "NO_ANSWER", 20)
    changed = json.loads(as_bytes(export_figures(campaign, *period, [office]), "json"))
    assert {place for _count, place, *_ in changed["differences"]} == {
        f"office:{office.code}",
        f"team:{team.code}",
    }


def test_it_shows_the_period_whole_and_only_weeks_that_lie_in_it(campaign, team) -> None:
    for day, times in ((7, 12), (8, 34), (13, 20)):
        for _ in range(times):
            report_visit(visit_of(team, day=date(2026, 10, day)))
    rows = export_figures(campaign, date(2026, 10, 8), date(2026, 10, 31)).rows
    assert pick(rows, "attempts")["value"] == 54
    assert pick(rows, "attempts", week="2026-W42")["value"] == 20
    assert {row["week"] for row in rows} == {"", "2026-W42"}


def test_it_gives_the_same_figures_again_while_nothing_changed(campaign, october) -> None:
    period = date(2026, 10, 1), date(2026, 10, 31)
    first, again = export_figures(campaign, *period), export_figures(campaign, *period)
    assert first.publication == again.publication
    assert first.made_at == again.made_at


@pytest.mark.parametrize("kind", ["xlsx", "od2a"])
def test_a_name_that_no_workbook_holds_does_not_stop_it(campaign, office, october, kind) -> None:
    office.name = "\x0b=1+1"
    office.save()
    export = export_figures(campaign, date(2026, 10, 1), date(2026, 10, 31))
    book = openpyxl.load_workbook(BytesIO(as_bytes(export, kind)))
    sheet = book[book.sheetnames[0]]
    assert "'=1+1" in {cell.value for row in sheet.iter_rows() for cell in row}
