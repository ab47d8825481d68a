"""The audit's chain: whatever is done to it behind the application's back is named."""

import re
import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from contacts.looks import log_look
from contacts.models import Contact
from outreach.accounts.append_only import install_triggers, remove_triggers
from outreach.accounts.checks import audit_is_out_of_reach
from outreach.accounts.models import AuditEntry, AuditSeal
from outreach.accounts.models.audit import AppendOnlyError
from outreach.accounts.sealing import seal, seal_waiting
from outreach.accounts.verifying import BrokenAuditError, Head, verify
from tests.factories import ContactFactory

ENTRY, SEAL = "accounts_auditentry", "accounts_auditseal"


@pytest.fixture
def chain(contact) -> list[AuditEntry]:
    """Five looks at one person, linked."""
    for _ in range(5):
        log_look(contact)
    seal_waiting()
    return list(AuditEntry.objects.order_by("pk"))


def tamper(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def test_it_finds_nothing_wrong_with_what_nobody_touched(chain):
    assert verify().position == 5


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("object_repr", "K9Q2M4X7"),
        ("object_pk", "77"),
        ("timestamp", "2020-01-01 00:00:00+00:00"),
        ("remote_addr", "10.1.2.3"),
        ("additional_data", '{"deed": "list"}'),
        ("changes", '{"email": ["a", "b"]}'),
        ("action", 0),
        ("code", "ZZZZZZZZ"),
        ("object_id", 99),
        ("object_id", None),
        ("serialized_data", '{"pk": 99}'),
        ("changes_text", "nothing"),
        ("cid", "another"),
        ("remote_port", 443),
    ],
)
def test_it_names_the_row_that_was_altered(chain, column, value):
    tamper(f"UPDATE {ENTRY} SET {column} = %s WHERE id = %s", value, chain[2].pk)
    with pytest.raises(BrokenAuditError, match=r"position 3: entry \w+ was altered"):
        verify()


def test_it_names_the_row_whose_actor_was_changed(chain, agent):
    tamper(f"UPDATE {ENTRY} SET actor_id = %s WHERE id = %s", agent.pk, chain[0].pk)
    with pytest.raises(BrokenAuditError, match=r"position 1: entry .* was altered"):
        verify()


def test_it_names_the_place_of_a_removed_row(chain):
    tamper(f"DELETE FROM {SEAL} WHERE entry_id = %s", chain[1].pk)
    tamper(f"DELETE FROM {ENTRY} WHERE id = %s", chain[1].pk)
    with pytest.raises(BrokenAuditError, match="position 2"):
        verify()


def test_it_names_a_removed_row_although_the_places_were_closed_up(chain):
    tamper(f"DELETE FROM {SEAL} WHERE entry_id = %s", chain[1].pk)
    tamper(f"DELETE FROM {ENTRY} WHERE id = %s", chain[1].pk)
    for seal_ in AuditSeal.objects.filter(position__gt=2):
        tamper(
            f"UPDATE {SEAL} SET position = %s WHERE position = %s",
            seal_.position - 1,
            seal_.position,
        )
    with pytest.raises(BrokenAuditError, match=f"position 2: entry {chain[2].code} is not"):
        verify()


def test_it_links_again_an_entry_that_only_lost_its_seal_at_the_end(chain):
    tamper(f"DELETE FROM {SEAL} WHERE entry_id = %s", chain[4].pk)
    assert verify().position == 5


def test_it_names_an_inserted_row(chain):
    tamper(
        f"INSERT INTO {ENTRY} (code, mac, content_type_id, object_pk, object_repr, action,"
        " changes_text, timestamp) SELECT 'FORGED22', 'f0', content_type_id, object_pk,"
        f" object_repr, action, changes_text, timestamp FROM {ENTRY} WHERE id = %s",
        chain[0].pk,
    )
    with pytest.raises(BrokenAuditError, match=r"entry FORGED22 in row .* was inserted"):
        verify()


def test_it_names_two_rows_that_changed_places(chain):
    tamper(f"UPDATE {SEAL} SET position = 99 WHERE entry_id = %s", chain[1].pk)
    tamper(f"UPDATE {SEAL} SET position = 2 WHERE entry_id = %s", chain[3].pk)
    tamper(f"UPDATE {SEAL} SET position = 4 WHERE entry_id = %s", chain[1].pk)
    with pytest.raises(BrokenAuditError, match=f"position 2: entry {chain[3].code} is not"):
        verify()


def test_only_an_end_kept_elsewhere_shows_that_the_newest_were_cut_off(chain):
    kept = verify()
    for entry in chain[3:]:
        tamper(f"DELETE FROM {SEAL} WHERE entry_id = %s", entry.pk)
        tamper(f"DELETE FROM {ENTRY} WHERE id = %s", entry.pk)
    assert verify().position == 3
    with pytest.raises(BrokenAuditError, match="position 4: removed with all that followed"):
        verify(kept)


def test_an_end_kept_elsewhere_is_still_found_when_more_followed(chain, contact):
    kept = verify()
    log_look(contact)
    assert verify(kept).position == 6
    with pytest.raises(BrokenAuditError, match="position 5: not the link that was kept"):
        verify(Head(5, "0" * 32))


def test_an_entry_that_does_not_authenticate_itself_stops_no_other(chain, contact):
    log_look(contact)
    forged = AuditEntry.objects.latest("pk")
    tamper(f"UPDATE {ENTRY} SET mac = 'f1' WHERE id = %s", forged.pk)
    log_look(contact)
    assert seal_waiting() == 1
    assert not AuditSeal.objects.filter(entry=forged).exists()


def test_the_command_prints_the_end_and_takes_it_back(chain):
    out = StringIO()
    call_command("verify_audit", stdout=out)
    kept = re.search(r"\d+:[0-9a-f]{32}", out.getvalue()).group()
    call_command("verify_audit", "--kept", kept, stdout=out)
    tamper(f"UPDATE {ENTRY} SET object_repr = '' WHERE id = %s", chain[0].pk)
    with pytest.raises(CommandError, match=r"broken at position 1: entry .* was altered"):
        call_command("verify_audit", stdout=out)


def test_models_refuse_to_change_or_remove_an_entry(chain):
    entry = chain[0]
    for deed in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        AuditSeal.objects.all().delete,
        lambda: AuditEntry.objects.update(object_repr=""),
    ):
        with pytest.raises(AppendOnlyError):
            deed()


@pytest.mark.parametrize("table", [ENTRY, SEAL])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_database_refuses_too(chain, table, statement):
    column = "object_pk" if table == ENTRY else "link"
    install_triggers()
    try:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            tamper(statement.format(table, column, column))
    finally:
        remove_triggers()
    assert AuditEntry.objects.count() == AuditSeal.objects.count() == 5


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has roles")
@pytest.mark.parametrize("table", [ENTRY, SEAL])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_role_of_the_application_may_only_add(chain, table, statement):
    column = "object_pk" if table == ENTRY else "link"
    tamper("CREATE ROLE doorstep_tested")
    call_command("restrict_role", "doorstep_tested", stdout=StringIO())
    tamper("SET ROLE doorstep_tested")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        tamper(statement.format(table, column, column))
    log_look(Contact.objects.get())
    assert seal_waiting() == 1
    tamper("RESET ROLE")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has roles")
def test_production_asks_for_a_restricted_role(chain, settings, monkeypatch):
    settings.PRODUCTION = True
    monkeypatch.setenv("ROLE_PASSWORD", "it's long enough")
    call_command("restrict_role", "doorstep_made", "--create", stdout=StringIO())
    assert [error.id for error in audit_is_out_of_reach()] == ["doorstep.E006"]
    tamper("SET SESSION AUTHORIZATION doorstep_made")
    assert audit_is_out_of_reach() == []
    tamper("RESET SESSION AUTHORIZATION")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has roles")
@pytest.mark.parametrize("table", [ENTRY, SEAL])
@pytest.mark.parametrize("right", ["UPDATE", "DELETE", "TRUNCATE", "UPDATE ({})"])
def test_production_refuses_a_role_with_any_right_too_many(
    chain, settings, monkeypatch, table, right
):
    settings.PRODUCTION = True
    monkeypatch.setenv("ROLE_PASSWORD", "it's long enough")
    call_command("restrict_role", "doorstep_made", "--create", stdout=StringIO())
    column = "object_repr" if table == ENTRY else "link"
    tamper(f"GRANT {right.format(column)} ON {table} TO doorstep_made")
    tamper("SET SESSION AUTHORIZATION doorstep_made")
    assert [error.id for error in audit_is_out_of_reach()] == ["doorstep.E006"]
    tamper("RESET SESSION AUTHORIZATION")


@pytest.mark.django_db(transaction=True)
def test_an_entry_is_linked_as_soon_as_its_deed_is_committed():
    contact = ContactFactory()
    with transaction.atomic():
        log_look(contact)
        assert not AuditSeal.objects.exists()
    assert AuditSeal.objects.get().entry == AuditEntry.objects.get()


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_chain():
    contact = ContactFactory()

    def look_often() -> None:
        for _ in range(10):
            log_look(contact)
        connection.close()

    threads = [threading.Thread(target=look_often) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert AuditSeal.objects.count() == 40
    assert verify().position == 40


def test_linking_an_entry_again_changes_nothing(chain):
    seal(chain[0].pk)
    assert AuditSeal.objects.count() == 5


def test_the_audit_believes_no_forwarded_address_unless_told_to(
    client, contact, coordinator, settings
):
    client.force_login(coordinator)
    page = f"/contacts/{contact.code}/"
    client.get(page, headers={"X-Forwarded-For": "9.9.9.9", "X-Correlation-ID": "Rosa Delgado"})
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client.get(page, headers={"X-Forwarded-For": "9.9.9.9, 8.8.8.8"})
    newest, oldest = AuditEntry.objects.all()
    assert (oldest.remote_addr, oldest.cid) == ("127.0.0.1", None)
    assert newest.remote_addr == "8.8.8.8"
