"""Exports under a name, funders' sheets, and periods that move with the calendar."""

from datetime import date, datetime
from io import BytesIO

import openpyxl
import pandas as pd
import pytest

from outreach.statistics.exports import export_figures
from outreach.statistics.files import as_bytes
from outreach.statistics.models import SavedExport
from outreach.statistics.periods import Named, days_of
from tests.statistics.history import report_visit, visit_of
from tests.statistics.test_dashboard import log, words

PAGE = "/statistics/export/"
ASKED = {
    "campaign": "eastside-fall",
    "since": "2026-10-01",
    "until": "2026-10-31",
    "format": "bja",
    "measures": ["attempts", "direct_reach_rate"],
}


@pytest.fixture
def october(campaign, team) -> None:
    log(team, "CONTACT_PERSON", 20, response="INFORMATION_ONLY")
    log(team, "NO_ANSWER", 40)


@pytest.mark.parametrize(
    ("role", "page", "fields"),
    [
        ("manager", f"{PAGE}visits/", {"format": "parquet"}),
        ("coordinator", f"{PAGE}records/", {"records": "referrals", "format": "json"}),
    ],
)
def test_exports_of_visits_and_records_are_kept_too(
    signed_in, request, october, role, page, fields
) -> None:
    client = signed_in(request.getfixturevalue(role))
    asked = {**ASKED, **fields, "name": "For the board", "period": ""}
    assert "The export is saved." in words(client.post(f"{page}save/", asked, follow=True))
    [(saved, address)] = client.get(page).context["saved"]
    assert address.startswith(f"{page}?")
    shown = client.get(address).content.decode()
    for value in (*fields.values(), "eastside-fall"):
        assert f'<option value="{value}" selected>' in shown
    assert 'value="2026-10-01"' in shown
    assert client.post(f"{PAGE}saved/{saved.code}/forget/")["Location"] == page
    assert not SavedExport.objects.exists()


def test_without_a_name_nothing_is_kept_and_what_was_entered_stays(
    signed_in, coordinator, october
) -> None:
    asked = {**ASKED, "records": "referrals", "format": "json"}
    page = signed_in(coordinator).post(f"{PAGE}records/save/", asked, follow=True)
    assert "It could not be saved: give it a name." in words(page)
    assert '<option value="referrals" selected>' in page.content.decode()
    assert not SavedExport.objects.exists()


def test_nobody_forgets_an_export_of_somebody_else(signed_in, manager, coordinator, october):
    signed_in(manager).post(f"{PAGE}save/", {**ASKED, "name": "Mine"})
    saved = SavedExport.objects.get()
    path = f"{PAGE}saved/{saved.code}/forget/"
    assert signed_in(coordinator).post(path).status_code == 404
    assert SavedExport.objects.get() == saved


@pytest.mark.parametrize(
    ("named", "today", "since", "until"),
    [
        (Named.LAST_WEEKS, date(2026, 11, 25), date(2026, 10, 26), date(2026, 11, 22)),
        (Named.LAST_WEEKS, date(2026, 11, 22), date(2026, 10, 19), date(2026, 11, 15)),
        (Named.LAST_MONTH, date(2026, 3, 31), date(2026, 2, 1), date(2026, 2, 28)),
        (Named.LAST_MONTH, date(2026, 1, 1), date(2025, 12, 1), date(2025, 12, 31)),
        (Named.LAST_QUARTER, date(2026, 11, 25), date(2026, 7, 1), date(2026, 9, 30)),
        (Named.LAST_QUARTER, date(2026, 2, 1), date(2025, 10, 1), date(2025, 12, 31)),
    ],
)
def test_named_periods_are_whole_and_over(named, today, since, until) -> None:
    assert days_of(named, today) == (since, until)


def test_it_is_kept_under_its_name_and_shown_again(signed_in, manager, october) -> None:
    client = signed_in(manager)
    naming = {"name": "For BJA", "period": "LAST_QUARTER"}
    text = words(client.post(f"{PAGE}save/", ASKED | naming, follow=True))
    assert "The export is saved." in text
    [(saved, address)] = client.get(PAGE).context["saved"]
    assert saved.asked["measures"] == ["attempts", "direct_reach_rate"]
    assert "measures=attempts&measures=direct_reach_rate" in address
    assert "2026-10-01" not in address
    assert '<option value="bja" selected>' in client.get(address).content.decode()
    client.post(f"{PAGE}saved/{saved.code}/forget/")
    assert not SavedExport.objects.exists()


def test_a_name_used_again_is_the_newer_export(signed_in, manager, october) -> None:
    client = signed_in(manager)
    for kind in ("csv", "od2a"):
        client.post(f"{PAGE}save/", ASKED | {"format": kind, "name": "Mine"})
    assert SavedExport.objects.get().asked["format"] == "od2a"


def test_the_sheet_for_bja_has_the_figures_that_were_chosen(signed_in, manager, october) -> None:
    response = signed_in(manager).post(PAGE, ASKED)
    assert response["Content-Disposition"].endswith('_2026-10-31_bja.xlsx"')
    book = openpyxl.load_workbook(BytesIO(response.content))
    head, *rows = book["BJA COSSUP"].iter_rows(values_only=True)
    whole = [dict(zip(head, row, strict=True)) for row in rows if row[2] == "All offices"]
    assert [(row["measure"], row["value"]) for row in whole] == [
        ("Attempts", 60),
        ("Reached in person, of those tried", 33.3),
    ]
    assert whole[0]["from"] == datetime(2026, 10, 1)


def test_the_quarterly_sheet_has_od2a_s_words(campaign, october) -> None:
    export = export_figures(campaign, date(2026, 10, 1), date(2026, 12, 31))
    book = openpyxl.load_workbook(BytesIO(as_bytes(export, "od2a")))
    found = {row[3] for row in book["OD2A"].iter_rows(min_row=2, values_only=True)}
    assert {
        "Outreach encounters with the person",
        "Naloxone: kits distributed",
        "Linkage to care: linked within 30 days",
    } <= found


def test_parquet_says_inside_what_it_is(campaign, october) -> None:
    from pyarrow import parquet

    export = export_figures(campaign, date(2026, 10, 1), date(2026, 10, 31))
    content = as_bytes(export, "parquet")
    frame = pd.read_parquet(BytesIO(content))
    assert len(frame) == len(export.rows)
    told = parquet.read_metadata(BytesIO(content)).metadata
    assert told[b"doorstep.rows"] == str(len(frame)).encode()
    assert told[b"doorstep.publication"].decode() == export.publication.code
    whole = frame[(frame["indicator"] == "attempts") & (frame["office"] == "")]
    assert set(whole["value"]) == {60}


def test_a_restatement_shows_its_difference(campaign, team, october, signed_in, manager) -> None:
    period = date(2026, 10, 1), date(2026, 10, 31)
    first = export_figures(campaign, *period)
    for _ in range(15):
        report_visit(visit_of(team))
    second = export_figures(campaign, *period)
    about = openpyxl.load_workbook(BytesIO(as_bytes(second, "xlsx")))["About"]
    told = dict(about.iter_rows(values_only=True))
    assert told["restates"] == first.publication.code
    assert told["restated: attempts, campaign 2026-10-01/2026-10-31"] == "60 → 75"
    page = signed_in(manager).get(PAGE, {**ASKED, "format": "csv"})
    assert f"It restates {first.publication.code};" in words(page)
