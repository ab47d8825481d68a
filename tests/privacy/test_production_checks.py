"""With DEBUG=0 Doorstep asks for a key for its backups and a place for the ledger."""

from pyrage import x25519

from outreach.privacy.checks import backups_are_configured


def test_it_asks_nothing_of_a_first_try(settings):
    settings.PRODUCTION, settings.BACKUP_RECIPIENT = False, ""
    assert backups_are_configured() == []


def test_it_names_what_lacks(settings, monkeypatch):
    settings.PRODUCTION, settings.BACKUP_RECIPIENT = True, ""
    monkeypatch.delenv("ERASURE_LEDGER", raising=False)
    found = " ".join(message.msg for message in backups_are_configured())
    assert "BACKUP_RECIPIENT" in found
    assert "ERASURE_LEDGER" in found


def test_it_refuses_a_private_key_where_the_public_one_belongs(settings, monkeypatch):
    monkeypatch.setenv("ERASURE_LEDGER", "/srv/erasures")
    settings.PRODUCTION = True
    settings.BACKUP_RECIPIENT = str(x25519.Identity.generate())
    assert [message.id for message in backups_are_configured()] == ["doorstep.E021"]


def test_it_is_content_with_both(settings, monkeypatch):
    monkeypatch.setenv("ERASURE_LEDGER", "/srv/erasures")
    settings.PRODUCTION = True
    settings.BACKUP_RECIPIENT = str(x25519.Identity.generate().to_public())
    assert backups_are_configured() == []
