"""The command: the same importer, its exit codes and its last line."""

import pytest
from django.core.management import CommandError, call_command

from contacts.models import Contact, LeadImport
from contacts.signals import campaign_wanted, contacts_imported
from tests.factories import OfficeFactory
from tests.imports.conftest import make_csv, make_row


@pytest.fixture
def run(tmp_path, capsys, manchester):
    """Run the command on a list and return what it prints."""

    def call(content: bytes, *arguments: str) -> str:
        path = tmp_path / "list.csv"
        path.write_bytes(content)
        call_command("import_contacts", str(path), *arguments)
        return capsys.readouterr().out

    return call


def refuses(run, content: bytes, *arguments: str) -> str:
    """Return the message of a command that must end with code 2 and write nothing."""
    with pytest.raises(CommandError) as caught:
        run(content, *arguments)
    assert caught.value.returncode == 2
    assert not LeadImport.objects.exists()
    assert not Contact.objects.exists()
    return str(caught.value)


def test_it_ends_with_the_counts(run):
    rows = [make_row(), make_row(), make_row(first_name="Mario", street="1 A St"), make_row()]
    rows[3] |= {"first_name": "", "last_name": ""}
    lines = run(make_csv(*rows)).splitlines()
    assert lines[-1] == "created 1, updated 0, unchanged 0, duplicate 2, refused 1"
    assert "1 of the duplicate rows wait for a decision." in lines
    assert "Row 5, last_name: The row names nobody." in lines
    kept = LeadImport.objects.get()
    assert (kept.file_name, kept.content, kept.status) == ("list.csv", None, "DONE")


def test_it_writes_nothing_in_a_dry_run(run, tmp_path):
    report = tmp_path / "refused.csv"
    bad = make_row(first_name="", last_name="")
    out = run(make_csv(make_row(), bad), "--dry-run", "--report", str(report))
    assert out.endswith("created 1, updated 0, unchanged 0, duplicate 0, refused 1\n")
    assert "Nothing was written" in out
    assert "The row names nobody." in report.read_text()
    assert not Contact.objects.exists()
    assert not LeadImport.objects.exists()


def test_it_writes_the_same_report_when_it_imports(run, tmp_path):
    dry, real = tmp_path / "dry.csv", tmp_path / "real.csv"
    content = make_csv(make_row(), make_row(first_name="", last_name=""))
    run(content, "--dry-run", "--report", str(dry))
    run(content, "--report", str(real))
    assert dry.read_bytes() == real.read_bytes()


def test_it_takes_a_named_office(run):
    office = OfficeFactory(code="north")
    run(make_csv(make_row(postal_code="90210", state="CA")), "--office", "north")
    assert Contact.objects.get().office == office


def test_it_takes_the_columns_it_is_told(run):
    content = b"Who,Kind,ZIP,Number to call\nDelgado,x,06040,860-555-0100\n"
    run(content, "--map", "who=last_name", "Number to call=phone")
    assert Contact.objects.get().family_name == "Delgado"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--map", "nonsense"], "COLUMN=field"),
        (["--map", "shoe=phone"], "no column “shoe”"),
        (["--map", "note=shoe"], "no field “shoe”"),
        (["--office", "atlantis"], "no office “atlantis”"),
        (["--campaign", "atlantis"], "no campaign “atlantis”"),
        (["--report", "/nowhere/at/all.csv"], "cannot be opened"),
    ],
)
def test_it_refuses_what_it_does_not_know(run, arguments, words):
    assert words in refuses(run, make_csv(make_row()), *arguments)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"hello", b"PK\x03\x04", b"a,b\n1,2\n"])
def test_it_refuses_what_is_no_list(run, content):
    refuses(run, content)


def test_it_refuses_a_file_that_is_not_there(db):
    with pytest.raises(CommandError, match="No such file") as caught:
        call_command("import_contacts", "/nowhere.csv")
    assert caught.value.returncode == 2


def test_it_refuses_forbidden_columns_until_they_are_left_out(run):
    content = make_csv(make_row(**{"Wallet": "1abc"}))
    assert "“Wallet”" in refuses(run, content)
    run(content, "--leave-out", "wallet")
    assert Contact.objects.exists()


def test_it_tells_the_campaign_everyone_on_the_list_once(run, manchester):
    told = []

    def know(slug, user, **_kwargs):
        return slug == "fall" and user is None and "Fall"

    def hear(contact_ids, campaign, **_kwargs):
        told.append((campaign, contact_ids))

    campaign_wanted.connect(know)
    contacts_imported.connect(hear)
    try:
        run(make_csv(make_row(), make_row(first_name="Ana", phone="")), "--campaign", "fall")
        run(make_csv(make_row(), make_row(), make_row(first_name="Bo", phone="800")))
        run(make_csv(make_row(), make_row(first_name="Cy", phone="800")), "--campaign", "fall")
    finally:
        campaign_wanted.disconnect(know)
        contacts_imported.disconnect(hear)
    ids = dict(Contact.objects.values_list("given_name", "pk"))
    assert told == [
        ("fall", [ids["Rosa"], ids["Ana"]]),
        ("fall", [ids["Rosa"], ids["Cy"]]),
    ]
