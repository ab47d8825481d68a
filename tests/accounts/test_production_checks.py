"""With DEBUG=0 Doorstep names whatever a real deployment still lacks."""

from outreach.accounts.checks import production_is_configured

COMPLETE = {
    "SECRET_KEY": "x" * 60,
    "LOOKUP_KEY": "y" * 60,
    "ALLOWED_HOSTS": "doorstep.example",
}


def test_it_asks_nothing_of_a_first_try(settings):
    settings.PRODUCTION = False
    assert production_is_configured() == []


def test_it_names_everything_that_lacks(settings, monkeypatch):
    settings.PRODUCTION, settings.HTTPS = True, False
    for name in COMPLETE:
        monkeypatch.delenv(name, raising=False)
    found = " ".join(message.msg for message in production_is_configured())
    for name in [*COMPLETE, "PUBLIC_URL"]:
        assert name in found


def test_it_is_content_with_a_complete_deployment(settings, monkeypatch):
    settings.PRODUCTION = settings.HTTPS = True
    for name, value in COMPLETE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("outreach.accounts.checks.connection.vendor", "postgresql")
    assert production_is_configured() == []
