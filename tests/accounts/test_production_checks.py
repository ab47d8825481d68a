"""With DEBUG=0 Doorstep names whatever a real deployment still lacks."""

from types import SimpleNamespace

import pytest
from cryptography.fernet import Fernet

from outreach.accounts.checks import (
    debugging_is_for_developers,
    production_is_configured,
    sign_in_is_whole,
)

SECRET, LOOKUP = "secret-0123456789-" * 4, "lookup-9876543210-" * 4
COMPLETE = {
    "SECRET_KEY": SECRET,
    "LOOKUP_KEY": LOOKUP,
    "FIELD_KEYS": "set",
    "ALLOWED_HOSTS": "doorstep.example",
    "TRUSTED_PROXY_COUNT": "1",
    "EMAIL_URL": "smtp+tls://mail.example:587",
    "EMAIL_FROM": "doorstep@doorstep.example",
}


@pytest.fixture
def deployment(settings, monkeypatch):
    """Settings and environment of a complete deployment, for a test to take something away."""
    settings.PRODUCTION = settings.HTTPS = settings.REQUIRE_SECOND_FACTOR = True
    settings.SECRET_KEY, settings.LOOKUP_KEY = SECRET, LOOKUP
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    settings.ALLOWED_HOSTS = ["doorstep.example"]
    settings.PUBLIC_URL = "https://doorstep.example"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.OIDC_ISSUER = ""
    for name, value in COMPLETE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("outreach.accounts.lacking.connection", POSTGRESQL)
    return settings


POSTGRESQL, SQLITE = SimpleNamespace(vendor="postgresql"), SimpleNamespace(vendor="sqlite")


def found_ids() -> list[str]:
    return [message.id for message in production_is_configured()]


def test_it_asks_nothing_of_a_first_try(settings):
    settings.PRODUCTION = False
    assert production_is_configured() == []


def test_it_names_everything_that_lacks(settings, monkeypatch):
    settings.PRODUCTION, settings.HTTPS = True, False
    settings.OIDC_ISSUER = "http://login.example"
    for name in COMPLETE:
        monkeypatch.delenv(name, raising=False)
    found = " ".join(message.msg for message in production_is_configured())
    for name in [*COMPLETE, "PUBLIC_URL", "REQUIRE_SECOND_FACTOR", "OIDC_ISSUER"]:
        assert name in found


def test_it_is_content_with_a_complete_deployment(deployment):
    assert production_is_configured() == []


@pytest.mark.parametrize("weak", ["short-but-1234567890", "x" * 60, "0123" * 20])
@pytest.mark.parametrize(("name", "code"), [("SECRET_KEY", "E001"), ("LOOKUP_KEY", "E002")])
def test_it_refuses_a_weak_key(name, code, weak, deployment, monkeypatch):
    monkeypatch.setenv(name, weak)
    assert found_ids() == [f"doorstep.{code}"]


def test_it_refuses_one_key_for_two_ends(deployment, monkeypatch):
    deployment.LOOKUP_KEY = SECRET
    assert found_ids() == ["doorstep.E002"]


@pytest.mark.parametrize("key", ["nonsense", "z" * 44 + "!"])
def test_it_refuses_a_field_key_that_is_none(key, deployment):
    deployment.FIELD_KEYS = [*deployment.FIELD_KEYS, key]
    assert found_ids() == ["doorstep.E007"]


def test_it_refuses_every_host(deployment):
    deployment.ALLOWED_HOSTS = ["doorstep.example", "*"]
    assert found_ids() == ["doorstep.E003"]


def test_it_refuses_a_public_address_that_would_not_answer(deployment):
    deployment.PUBLIC_URL = "https://elsewhere.example"
    assert found_ids() == ["doorstep.E013"]


def test_it_asks_how_many_proxies_stand_in_front(deployment, monkeypatch):
    deployment.ALLAUTH_TRUSTED_PROXY_COUNT = -1
    assert found_ids() == ["doorstep.E014"]
    deployment.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    monkeypatch.setenv("TRUSTED_PROXY_COUNT", "0")
    assert found_ids() == []
    monkeypatch.delenv("TRUSTED_PROXY_COUNT")
    assert found_ids() == ["doorstep.E014"]


def test_it_asks_who_sends_the_alerts_and_through_whom(deployment, monkeypatch):
    monkeypatch.delenv("EMAIL_FROM")
    assert found_ids() == ["doorstep.E015"]


def test_it_refuses_sqlite_and_a_missing_second_factor(deployment, monkeypatch):
    monkeypatch.setattr("outreach.accounts.lacking.connection", SQLITE)
    assert found_ids() == ["doorstep.E005"]
    deployment.REQUIRE_SECOND_FACTOR = False
    assert found_ids() == ["doorstep.E005", "doorstep.E008"]


def test_it_refuses_debugging_where_people_are_served(settings):
    settings.PRODUCTION, settings.HTTPS = False, True
    assert [found.id for found in debugging_is_for_developers()] == ["doorstep.E012"]
    settings.HTTPS = False
    assert debugging_is_for_developers() == []


def test_it_names_single_sign_on_that_is_set_by_half(settings):
    settings.OIDC_ISSUER = "https://login.example"
    [found] = sign_in_is_whole()
    assert "OIDC_CLIENT_ID" in found.msg
    settings.OIDC_CLIENT_ID = settings.OIDC_CLIENT_SECRET = "x"
    assert sign_in_is_whole() == []


def test_it_names_a_list_of_breached_passwords_that_is_not_there(settings, tmp_path):
    settings.BREACHED_PASSWORDS_FILE = str(tmp_path / "list.txt")
    assert [found.id for found in sign_in_is_whole()] == ["doorstep.E011"]
    (tmp_path / "list.txt").write_text("correct horse battery staple\n")
    assert sign_in_is_whole() == []
