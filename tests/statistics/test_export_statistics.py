"""`manage.py export_statistics`: the same file as the page, whole or not at all."""

import json
import sys
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from outreach.accounts.models import AuditEntry
from tests.statistics.test_dashboard import log


@pytest.fixture
def logged(campaign, team) -> None:
    log(team, "CONTACT_PERSON", 20)
    log(team, "NO_ANSWER", 40)


def export(out: Path, **asked: object) -> None:
    options = {
        "campaign": "eastside-fall",
        "since": date(2026, 10, 1),
        "until": date(2026, 10, 31),
        "kind": "csv",
    } | asked
    call_command("export_statistics", **options, out=out, verbosity=0)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_it_writes_the_file(logged, tmp_path, kind) -> None:
    export(tmp_path / f"figures.{kind}", kind=kind)
    assert [path.name for path in tmp_path.iterdir()] == [f"figures.{kind}"]
    assert AuditEntry.objects.filter(additional_data__deed="export_figures").count() == 1


def test_it_takes_the_agreed_options(logged, tmp_path, capsys) -> None:
    call_command(
        "export_statistics",
        *["--campaign", "eastside-fall", "--from", "2026-10-01", "--to", "2026-10-31"],
        *["--format", "json", "--out", str(tmp_path / "figures.json")],
    )
    assert "rows written to" in capsys.readouterr().out
    assert json.loads((tmp_path / "figures.json").read_bytes())["figures"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"campaign": "nowhere"}, "There is no campaign “nowhere”."),
        ({"since": date(2026, 11, 2)}, "The first day is after the last day."),
        (
            {"since": date(2020, 1, 1), "until": date(2020, 1, 31)},
            "Eastside fall has no visits from 2020-01-01 to 2020-01-31.",
        ),
    ],
)
def test_it_says_what_is_wrong_and_writes_nothing(logged, tmp_path, asked, message) -> None:
    with pytest.raises(CommandError, match=message):
        export(tmp_path / "figures.csv", **asked)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--from", "yesterday", "'yesterday' is not a day such as 2026-11-24"),
        ("--to", "9999-12-31", "'9999-12-31' is not between 1900-01-01 and 2999-12-31"),
        ("--format", "pdf", "invalid choice: 'pdf'"),
    ],
)
def test_it_refuses_a_bad_option(db, tmp_path, option, value, message) -> None:
    asked = {"--campaign": "x", "--from": "2026-10-01", "--to": "2026-10-02", "--format": "csv"}
    asked |= {"--out": str(tmp_path / "f"), option: value}
    with pytest.raises(CommandError, match=message):
        call_command("export_statistics", *[word for pair in asked.items() for word in pair])


def test_it_does_not_overwrite_unless_told_to(logged, tmp_path) -> None:
    out = tmp_path / "figures.csv"
    out.write_text("mine")
    with pytest.raises(CommandError, match="is there already"):
        export(out)
    assert out.read_text() == "mine"
    export(out, replace=True)
    assert out.read_text().startswith("indicator,definition")
    assert list(tmp_path.iterdir()) == [out]


def test_it_says_where_it_cannot_write(logged, tmp_path) -> None:
    with pytest.raises(CommandError, match="No such file or directory"):
        export(tmp_path / "nowhere" / "figures.csv")


@pytest.mark.skipif(find_spec("pyarrow") is not None, reason="pyarrow is installed")
def test_it_says_what_parquet_needs(logged, tmp_path) -> None:
    with pytest.raises(CommandError, match="needs the package pyarrow"):
        export(tmp_path / "figures.parquet", kind="parquet")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX rights")
def test_the_file_has_the_rights_of_any_new_file(logged, tmp_path) -> None:
    export(tmp_path / "figures.csv")
    (tmp_path / "other").touch()
    assert (tmp_path / "figures.csv").stat().st_mode == (tmp_path / "other").stat().st_mode
