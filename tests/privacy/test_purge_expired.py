"""The nightly purge: campaigns that are over, people in no campaign, old lists, old evidence."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django_tasks_db.models import DBTaskResult

from contacts.models import Address, Contact, DoNotContact, LeadImport, LeadImportRow
from outreach.privacy import ledger as erasures
from outreach.privacy import sweeping
from outreach.privacy.models import ErasureRecord
from outreach.privacy.purging import purge_expired
from tests.factories import AddressFactory, ContactFactory, EnrollmentFactory


def run(*options: str) -> str:
    out = StringIO()
    call_command("purge_expired", *options, stdout=out, stderr=out)
    return out.getvalue()


def test_it_erases_whoever_is_in_no_campaign_for_long_enough(now, office, campaign, monkeypatch):
    monkeypatch.setattr(sweeping, "BATCH", 2)
    old = now - timedelta(days=181)
    gone = [ContactFactory(office=office, created_at=old) for _ in range(5)]
    enrolled = EnrollmentFactory(
        campaign=campaign, contact=ContactFactory(office=office, created_at=old)
    ).contact
    new = ContactFactory(office=office, created_at=now - timedelta(days=179))
    (record,) = purge_expired(now)
    assert set(Contact.objects.all()) == {enrolled, new}
    assert (record.rule, record.counts["contacts.Contact"]) == ("IN_NO_CAMPAIGN", 5)
    assert {line.what for line in erasures.read()} == {person.code for person in gone}


def test_it_removes_doors_behind_which_nobody_lives(now, coordinator):
    AddressFactory()
    warned = AddressFactory()
    warned.safety_flags.create(kind="DOG", source="OFFICE", raised_by=coordinator)
    purge_expired(now)
    assert list(Address.objects.all()) == [warned]
    purge_expired(now + timedelta(days=91))
    assert not Address.objects.exists()


def test_it_forgets_old_lists_and_keeps_their_counts(now, coordinator):
    def leads(days):
        made = LeadImport.objects.create(
            file_name="a.csv",
            content=b"x",
            counts={"created": 3},
            uploaded_at=now - timedelta(days=days),
        )
        LeadImportRow.objects.create(lead_import=made, number=1, outcome="REFUSED", cells={"a": 1})
        return made

    old, new = leads(181), leads(3)
    (record,) = purge_expired(now)
    old.refresh_from_db()
    assert (old.file_name, old.content, old.rows.count()) == ("", None, 0)
    assert old.counts == {"created": 3}
    new.refresh_from_db()
    assert (new.file_name, new.rows.count()) == ("a.csv", 1)
    assert record.counts == {"contacts.LeadImport": 1, "contacts.LeadImportRow": 1}
    assert purge_expired(now) == []


def test_it_says_what_it_would_do_and_does_not(zebedee, over, now, office):
    ContactFactory(office=office, created_at=now - timedelta(days=200))
    said = run("--dry-run")
    assert "Spring doors: With the next purge, 1 record becomes figures." in said
    assert "1 person in no campaign would be erased." in said
    assert Contact.objects.count() == 2
    assert not ErasureRecord.objects.exists()


def test_it_says_what_it_did(zebedee, over):
    assert "closed long enough ago" in run()
    assert "Nothing is over yet" in run()


def test_it_erases_again_what_came_back_by_hand(zebedee, over, now):
    """Whoever puts an old database back without `restore` is mended by the next night."""
    line = erasures.Line("contact", zebedee.code, now.isoformat(), "abc", "REQUESTED")
    erasures.append([line])
    over.closed_at = now
    over.save()
    assert "Erased again after a restore: 1." in run()
    assert not Contact.objects.still_known().exists()


def test_it_lists_nobody_anew_who_was_taken_off_the_list(zebedee, now):
    erasures.append([erasures.Line("stop", "f" * 32, now.isoformat(), rule="PHONE")])
    run()
    assert not DoNotContact.objects.exists()


def test_it_stops_where_the_ledger_was_altered(zebedee, ledger, now):
    erasures.append([erasures.Line("contact", "abc", now.isoformat())])
    ledger.write_text(ledger.read_text().replace("abc", "abd"))
    with pytest.raises(CommandError, match="Line 1"):
        run()
    assert Contact.objects.exists()


def test_it_forgets_old_sessions_and_the_traces_of_old_tasks(db, settings, time_machine, now):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    Session.objects.create(session_key="old", session_data="", expire_date=now)
    DBTaskResult.objects.create(
        status="FAILED",
        finished_at=now,
        traceback="Quillfeather",
        backend_name="default",
        priority=0,
        queue_name="default",
        run_after=now,
        args_kwargs={},
        task_path="a.b",
    )
    time_machine.move_to(now + timedelta(days=15))
    run()
    assert not Session.objects.exists()
    assert not DBTaskResult.objects.exists()
