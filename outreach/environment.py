"""What the settings read from the environment and from `var/`."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from secrets import token_urlsafe
from tempfile import NamedTemporaryFile
from typing import Any

from environ import Env

SQLITE_OPTIONS: dict[str, Any] = {
    # Writers queue instead of failing: the lock is taken when a transaction starts.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # FULL, because an acknowledged visit report must survive a power cut.
    # Secure deletion, because what is erased must not stay readable in the file's free pages.
    "init_command": ("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"),
}


def kept_secret(path: Path, make: Callable[[], str] = lambda: token_urlsafe(48)) -> str:
    """Return the secret in the file at `path`, made on first use and readable by its owner only.

    Two processes that start together end with the same one: the file appears whole or not at all.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=path.parent) as file:
            file.write(make())
            file.flush()
            with suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text()


def mailers(env: Env) -> dict[str, Any]:
    """Return Django's way to send e-mail by `EMAIL_URL` (smtp+tls://…); without it none is sent."""
    url = env.str("EMAIL_URL", default="")
    if not url:
        return {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    told = env.email_url_config(url)
    options = {
        "host": told["EMAIL_HOST"],
        "port": told["EMAIL_PORT"],
        "username": told["EMAIL_HOST_USER"],
        "password": told["EMAIL_HOST_PASSWORD"],
        "use_tls": told.get("EMAIL_USE_TLS", False),
        "use_ssl": told.get("EMAIL_USE_SSL", False),
        "timeout": 10,
    }
    return {"default": {"BACKEND": told["EMAIL_BACKEND"], "OPTIONS": options}}


def database(env: Env, var: Path) -> dict[str, Any]:
    """Return Django's settings for the database of `DATABASE_URL`, or for SQLite in `var`."""
    # A variable that is set to nothing is as good as none.
    url = env.str("DATABASE_URL", default="") or f"sqlite:///{var / 'doorstep.sqlite3'}"
    settings: dict[str, Any] = env.db_url_config(url)
    if settings["ENGINE"].endswith("sqlite3"):
        settings["OPTIONS"] = dict(SQLITE_OPTIONS)
    return settings


def single_sign_on(name: str, issuer: str, client: str, secret: str) -> dict[str, Any]:
    """Return allauth's settings for one OpenID Connect provider, or none where it is not set."""
    if not (issuer and client):
        return {}
    app = {
        "provider_id": "single-sign-on",
        "name": name or "single sign-on",
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": issuer.rstrip("/"), "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
