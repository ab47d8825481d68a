"""A backup comes back whole, on a clean database too, and without the people erased since."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from pyrage import x25519

from contacts.models import Contact, DoNotContact
from contacts.stopping import stop_contact
from outreach.campaigns.models import Campaign
from outreach.privacy.backups import postgres, sqlite
from outreach.privacy.backups.leftovers import restoring_alone
from outreach.privacy.models import ConsentEvidence, ErasureRecord
from outreach.privacy.purging import purge_campaign
from outreach.privacy.requesting import erase_now
from outreach.statistics.cells import Cell
from outreach.statistics.figures import count_campaign
from outreach.visits.models import Visit
from tests.factories import PhoneFactory, named
from tests.privacy import apart
from tests.privacy.conftest import SEEDED
from tests.privacy.everything import Anything, holding, rows

pytestmark = pytest.mark.slow

# What a restore itself writes: its own audit entry, and no session.
WRITTEN = {"accounts.AuditEntry", "accounts.AuditSeal", "sessions.Session"}


def restore(backup: Path, keys: Path, **options: object) -> str:
    out = StringIO()
    call_command("restore", backup, identity=keys, stdout=out, **options)
    return out.getvalue()


def tables() -> dict[str, str]:
    """Return what each table holds, but for what a restore writes."""
    found = {label: json.dumps(each, cls=Anything) for label, each in rows().items()}
    return {label: each for label, each in found.items() if label not in WRITTEN}


def empty(live: str) -> None:
    """Let there be no database at all: a clean machine."""
    connection.close()
    apart.drop(live)


def counted() -> dict[str, int]:
    """Return the campaign's counts of rows that are erased with a person."""
    counts = count_campaign(Campaign.objects.get(slug="spring")).values
    rows = ("consented", "texts_sent", "texts_delivered", "referrals", "naloxone_kits", "logged")
    return {measure: counts.get(Cell(measure), 0) for measure in rows}


def zebedee() -> Contact:
    return named("Quillfeather")


def test_it_brings_back_every_table_on_a_clean_machine(live, backup, keys):
    before = tables()
    empty(live)
    said = restore(backup, keys)
    assert tables() == before
    assert holding(SEEDED).keys() == set(SEEDED)
    assert "Erased again: 0." in said


def test_it_takes_back_what_happened_since(live, backup, keys):
    before = tables()
    Campaign.objects.filter(slug="running").update(name="Another name")
    restore(backup, keys)
    assert tables() == before


def test_whoever_was_erased_since_stays_erased(live, backup, keys):
    figures = counted()
    record = erase_now(zebedee(), timezone.now(), no_contact=True)
    listed = set(DoNotContact.objects.values_list("key", flat=True))
    empty(live)
    assert "Erased again: 1." in restore(backup, keys)
    assert holding(SEEDED) == {"Wobblegate": {"contacts.Contact"}}
    again = ErasureRecord.objects.get()
    assert (again.code, again.what, again.rule) == (record.code, record.what, "REQUESTED")
    assert set(DoNotContact.objects.values_list("key", flat=True)) == listed
    assert counted() == figures
    assert figures["texts_sent"] == 1


def test_a_campaign_that_was_erased_since_is_figures_again(live, backup, keys):
    over = Campaign.objects.get(slug="spring")
    record = purge_campaign(over, ErasureRecord.Rule.CAMPAIGN_OVER, timezone.now())
    figures = over.snapshot.figures
    empty(live)
    restore(backup, keys)
    again = Campaign.objects.get(slug="spring")
    assert again.figures_since
    assert again.snapshot.figures == figures
    assert not again.enrollments.exists()
    kept = ErasureRecord.objects.get(kind="CAMPAIGN")
    assert (kept.code, kept.counts) == (record.code, record.counts)


def test_whoever_asked_since_not_to_be_contacted_stays_on_the_list(live, backup, keys):
    stop_contact(zebedee(), Contact.StopReason.DO_NOT_CONTACT)
    listed = set(DoNotContact.objects.values_list("key", "kind", "since"))
    assert len(listed) == 2
    restore(backup, keys)
    assert set(DoNotContact.objects.values_list("key", "kind", "since")) == listed


def test_whoever_asked_since_not_to_be_contacted_is_not_visited_again(live, backup, keys):
    stop_contact(zebedee(), Contact.StopReason.DO_NOT_CONTACT)
    stopped_at = DoNotContact.objects.latest("since").since
    restore(backup, keys)
    assert zebedee().stopped == Contact.StopReason.DO_NOT_CONTACT
    assert abs(zebedee().stopped_at - stopped_at) < timedelta(seconds=5)
    assert not Contact.objects.may_be_visited().filter(pk=zebedee().pk).exists()
    assert not Visit.objects.filter(contact=zebedee(), status=Visit.Status.OPEN).exists()


def test_who_shares_the_phone_of_someone_who_asked_is_not_taken_for_them(live, keys, tmp_path):
    sister = PhoneFactory(number=zebedee().phones.first().number).contact
    path = tmp_path / "shared.backup"
    call_command("backup", path, stdout=StringIO())
    stop_contact(zebedee(), Contact.StopReason.DO_NOT_CONTACT)
    restore(path, keys)
    assert zebedee().stopped
    assert not Contact.objects.get(pk=sister.pk).stopped


def test_evidence_that_whoever_was_erased_had_said_no_is_kept_again(live, backup, keys):
    erase_now(zebedee(), timezone.now(), no_contact=True)
    kept = sorted(ConsentEvidence.objects.values_list("kind", "person_key", "phone_key"))
    assert "OPT_OUT" in {kind for kind, *_keys in kept}
    empty(live)
    restore(backup, keys)
    again = ConsentEvidence.objects.values_list("kind", "person_key", "phone_key")
    assert sorted(again) == kept


def test_without_the_ledger_the_erased_would_come_back(live, backup, keys, ledger):
    """The control, and why it must be asked for with a reason that the audit log keeps."""
    erase_now(zebedee(), timezone.now())
    ledger.unlink()
    with pytest.raises(CommandError, match=r"The ledger of erasures at .* is missing"):
        restore(backup, keys)
    assert "Quillfeather" not in {one.family_name for one in Contact.objects.all()}
    restore(backup, keys, ledger_anyway="the disk burned")
    assert zebedee()
    assert "the disk burned" in json.dumps(rows()["accounts.AuditEntry"], cls=Anything)


@pytest.mark.parametrize("how", ["shorter", "altered", "another"])
def test_it_refuses_another_ledger(live, keys, ledger, tmp_path, how):
    stop_contact(zebedee(), Contact.StopReason.DO_NOT_CONTACT)
    path = tmp_path / "late.backup"
    call_command("backup", path, stdout=StringIO())
    lines = ledger.read_bytes().splitlines(keepends=True)
    changed = {
        "shorter": lines[:1],
        "altered": [lines[0].replace(b"PHONE", b"PERSN"), lines[1]],
        "another": [],
    }
    ledger.write_bytes(b"".join(changed[how]))
    with pytest.raises(CommandError, match="ledger of erasures"):
        restore(path, keys)


def test_it_refuses_an_expired_backup_unless_there_is_a_reason(live, backup, keys, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=36))
    with pytest.raises(CommandError, match="expired"):
        restore(backup, keys)
    restore(backup, keys, expired_anyway="the court asked")
    assert "the court asked" in json.dumps(rows()["accounts.AuditEntry"], cls=Anything)


@pytest.mark.parametrize("length", [0, 20, 120, 400, 5000, -1])
def test_it_changes_nothing_where_the_backup_is_not_whole(live, backup, keys, length, tmp_path):
    before = tables()
    backup.write_bytes(backup.read_bytes()[:length])
    with pytest.raises(CommandError, match="Nothing was changed"):
        restore(backup, keys)
    assert tables() == before
    assert not list(tmp_path.glob("live.sqlite3.*"))


@pytest.mark.parametrize("place", [200, 300, 700, 20_000])
def test_it_changes_nothing_where_a_byte_is_wrong(live, backup, keys, place):
    before = tables()
    damaged = bytearray(backup.read_bytes())
    damaged[place] ^= 1
    backup.write_bytes(damaged)
    with pytest.raises(CommandError, match="Nothing was changed"):
        restore(backup, keys)
    assert tables() == before


def test_it_refuses_another_key(live, backup, keys):
    keys.write_text(str(x25519.Identity.generate()))
    with pytest.raises(CommandError, match="another key"):
        restore(backup, keys)
    keys.write_text("no key at all")
    with pytest.raises(CommandError, match="holds no age key"):
        restore(backup, keys)


def test_it_refuses_another_lookup_key(live, backup, keys, monkeypatch):
    monkeypatch.setattr("contacts.keys._key", lambda: b"another")
    with pytest.raises(CommandError, match="LOOKUP_KEY is not the one"):
        restore(backup, keys)


def test_it_refuses_a_backup_of_a_newer_version(live, backup, keys, monkeypatch):
    monkeypatch.setattr(
        "outreach.privacy.backups.manifest.Manifest.unknown_migrations", lambda _: ["a.0009"]
    )
    with pytest.raises(CommandError, match="newer version"):
        restore(backup, keys)


def test_it_refuses_while_someone_works(live, backup, keys):
    before = tables()
    connection.close()
    other = connection.copy()
    other.connect()
    with other.cursor() as cursor:
        cursor.execute("SELECT 1 FROM contacts_contact")
        cursor.fetchone()
        with pytest.raises(CommandError, match="Stop the web and worker processes first"):
            restore(backup, keys)
    other.close()
    assert tables() == before


def test_it_refuses_while_another_restore_is_going_on(live, backup, keys):
    before = tables()
    with restoring_alone(), pytest.raises(CommandError, match="Another restore is going on"):
        restore(backup, keys)
    assert tables() == before


def test_the_next_purge_removes_what_a_killed_restore_left(live, backup, keys, monkeypatch):
    monkeypatch.setattr("outreach.privacy.backups.restoring._bring_up_to_date", die)
    for engine in (sqlite, postgres):
        monkeypatch.setattr(engine.Target, "discard", lambda _target: None)
    with pytest.raises(KeyboardInterrupt):
        restore(backup, keys)
    assert left_beside(live)
    with restoring_alone():
        call_command("purge_expired", stdout=StringIO())
    assert left_beside(live)
    call_command("purge_expired", stdout=StringIO())
    assert not left_beside(live)


def die(*_args: object) -> None:
    raise KeyboardInterrupt


def left_beside(live: str) -> bool:
    if connection.vendor == "sqlite":
        return Path(f"{live}{sqlite.SUFFIX}").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [f"{live}_restoring"])
        return cursor.fetchone() is not None


def test_everyone_has_to_sign_in_again(live, keys, tmp_path):
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now())
    path = tmp_path / "with.backup"
    call_command("backup", path, stdout=StringIO())
    restore(path, keys)
    assert not Session.objects.exists()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="looks into SQLite's own file")
def test_the_file_holds_no_name_of_whoever_was_erased_since(live, backup, keys):
    assert b"quillfeather" in Path(live).read_bytes().lower()
    erase_now(zebedee(), timezone.now())
    empty(live)
    restore(backup, keys)
    connection.close()
    left = b"".join(path.read_bytes() for path in Path(live).parent.glob("live.sqlite3*"))
    assert b"quillfeather" not in left.lower()
    with closing(sqlite3.connect(live)) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
