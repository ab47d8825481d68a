"""An import is written whole or not at all, also beside another one."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from contacts.imports import (
    ImportRefused,
    UnreadableFile,
    forget_unconfirmed,
    preview,
    run_import,
    running,
    working,
)
from contacts.imports.writing import Writer
from contacts.models import Address, Contact, LeadImport, Phone
from contacts.signals import campaign_wanted, contacts_imported
from tests.imports.conftest import make_csv, make_import, make_row

MANY = [
    make_row(last_name=f"N{i}", street=f"{i} Elm St", phone=f"860-555-{i:04d}")
    for i in range(100, 160)
]


def test_it_leaves_nothing_behind_when_it_is_interrupted(manchester, monkeypatch):
    monkeypatch.setattr(working, "CHUNK_ROWS", 20)
    write, chunks = Writer.write, []

    def interrupt(self, new, known):
        chunks.append(len(new))
        if len(chunks) == 3:
            raise KeyboardInterrupt
        write(self, new, known)

    monkeypatch.setattr(Writer, "write", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run_import(make_import(make_csv(*MANY)))
    for model in (LeadImport, Contact, Address, Phone):
        assert not model.objects.exists()


def test_it_leaves_nothing_behind_where_the_campaign_fails(manchester):
    def know(**_kwargs):
        return "Fall"

    def fail(**_kwargs):
        raise RuntimeError("enrolling failed")

    campaign_wanted.connect(know)
    contacts_imported.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            run_import(make_import(make_csv(*MANY), campaign="fall"))
    finally:
        campaign_wanted.disconnect(know)
        contacts_imported.disconnect(fail)
    assert not Contact.objects.exists()


def test_it_works_the_same_in_small_chunks(manchester, monkeypatch):
    rows = [*MANY, *MANY[::7], make_row(first_name="Ann", phone="860-555-0101")]
    foreseen = preview(make_import(make_csv(*rows))).counts
    monkeypatch.setattr(working, "CHUNK_ROWS", 7)
    assert preview(make_import(make_csv(*rows))).counts == foreseen
    assert run_import(make_import(make_csv(*rows))) == foreseen
    assert Contact.objects.count() == foreseen["created"] == len(MANY)


def test_it_imports_a_stored_list_once(manchester):
    lead_import = make_import(make_csv(*MANY))
    lead_import.save()
    twin = LeadImport.objects.get(pk=lead_import.pk)
    counts = run_import(lead_import)
    assert run_import(twin) == counts
    assert Contact.objects.count() == len(MANY)
    assert LeadImport.objects.get().content is None


def test_it_tries_again_where_someone_was_entered_at_the_same_moment(manchester, monkeypatch):
    calls = []
    write_all = running._write_all

    def collide(*arguments):
        calls.append(1)
        if len(calls) < 3:
            raise IntegrityError
        return write_all(*arguments)

    monkeypatch.setattr(running, "_write_all", collide)
    assert run_import(make_import(make_csv(*MANY)))["created"] == len(MANY)


def test_it_gives_up_with_a_clear_message(manchester, monkeypatch):
    def collide(*_arguments):
        raise IntegrityError

    monkeypatch.setattr(running, "_write_all", collide)
    with pytest.raises(ImportRefused, match="Try again"):
        run_import(make_import(make_csv(*MANY)))


def test_it_forgets_what_nobody_confirmed(manchester):
    lead_import = make_import(make_csv(*MANY), uploaded_at=timezone.now() - timedelta(days=8))
    lead_import.save()
    make_import(make_csv(*MANY)).save()
    assert forget_unconfirmed(timezone.now()) == 1
    lead_import.refresh_from_db()
    with pytest.raises(UnreadableFile, match="Send it again"):
        preview(lead_import)


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_double_nobody(manchester):
    failures: list[Exception] = []

    def work() -> None:
        try:
            run_import(make_import(make_csv(*MANY)))
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert Contact.objects.count() == Phone.objects.count() == len(MANY)
