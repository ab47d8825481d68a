"""The files opened again by LibreOffice, pandas and openpyxl, which read the same values."""

import json
import shutil
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from outreach.statistics.exports import COLUMNS, Export, export_figures
from outreach.statistics.files import as_bytes
from tests.statistics.history import report_visit, visit_of
from tests.statistics.test_dashboard import log

SOFFICE = shutil.which("soffice")
VISITS = "/statistics/export/visits/"
ASKED = {"campaign": "eastside-fall", "since": "2026-10-01", "until": "2026-10-31"}


@pytest.fixture
def october(campaign, team) -> Export:
    team.name = "=1+1"
    team.save(update_fields=["name"])
    log(team, "CONTACT_PERSON", 20, response="INFORMATION_ONLY")
    log(team, "NO_ANSWER", 40)
    return export_figures(campaign, date(2026, 10, 1), date(2026, 10, 31))


def by_libreoffice(content: bytes, ending: str, folder: Path) -> dict[str, pd.DataFrame]:
    """Have LibreOffice open the file and save it anew; return the sheets of what it saved."""
    if SOFFICE is None:
        pytest.skip("LibreOffice (soffice, Debian's libreoffice-calc) is not installed")
    given = folder / f"given{ending}"
    given.write_bytes(content)
    # A profile of its own: an office that runs already would take the work and not do it.
    profile = f"-env:UserInstallation=file://{folder}/profile"
    made = folder / "made"
    subprocess.run(  # the program found above, on a file of ours
        [SOFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", made, given],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return pd.read_excel(made / "given.xlsx", sheet_name=None, keep_default_na=False)


def plain(frame: pd.DataFrame) -> list[list[object]]:
    """Return the cells, numbers as numbers and what is empty as an empty text."""
    rows = frame.astype(object).where(frame.notna(), "").to_numpy().tolist()
    return [[float(v) if isinstance(v, int | float) else str(v) for v in row] for row in rows]


def test_the_figures_are_the_same_in_libreoffice_pandas_and_openpyxl(october, tmp_path) -> None:
    content = as_bytes(october, "xlsx")
    theirs = by_libreoffice(content, ".xlsx", tmp_path)
    ours = pd.read_excel(BytesIO(content), sheet_name=None, keep_default_na=False)
    assert list(theirs) == list(ours) == ["Figures", "Definitions", "About"]
    for name, sheet in ours.items():
        assert plain(theirs[name]) == plain(sheet), name
    _head, *rows = openpyxl.load_workbook(BytesIO(content))["Figures"].iter_rows(values_only=True)
    assert plain(pd.DataFrame(rows).drop(columns=6)) == plain(
        pd.DataFrame([[row[c] for c in COLUMNS] for row in october.rows]).map(
            lambda value: "'=1+1" if value == "=1+1" else value
        )
    )


def test_libreoffice_computes_nothing_in_a_csv(october, tmp_path) -> None:
    [sheet] = by_libreoffice(as_bytes(october, "csv"), ".csv", tmp_path).values()
    assert "'=1+1" in set(sheet["team"])
    assert not {2, "2"} & set(sheet["team"])
    assert len(sheet) == len(october.rows)


def test_the_visits_are_the_same_in_every_format(signed_in, manager, team, tmp_path) -> None:
    report_visit(visit_of(team), "CONTACT_PERSON", response="DECLINED", barriers=["HOUSING"])
    report_visit(visit_of(team), "MOVED")
    client, files = signed_in(manager), {}
    for kind in ("xlsx", "json", "parquet"):
        made = client.post(VISITS, ASKED | {"format": kind}, follow=True)
        files[kind] = client.get(f"{made.redirect_chain[0][0]}file/").getvalue()
    frames = [
        by_libreoffice(files["xlsx"], ".xlsx", tmp_path)["Sheet2"],
        pd.DataFrame(json.loads(files["json"])["visits"]),
        pd.read_parquet(BytesIO(files["parquet"])),
    ]
    first, *others = [
        # Each file has pseudonyms of its own.
        plain(frame.drop(columns=["visit", "person"]).sort_values("disposition"))
        for frame in frames
    ]
    assert len(first) == 2
    assert all(other == first for other in others)
