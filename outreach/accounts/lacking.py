"""What a real deployment lacks, or has too weak. Read by the system checks, with DEBUG=0."""

import os
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import connection
from django.http.request import validate_host

type Finding = tuple[bool, str, str, str]
"""Whether it lacks, what, what to do, and the identifier of the check."""

LEAST_KEY_LENGTH = 50
LEAST_KEY_CHARACTERS = 10


def findings() -> list[Finding]:
    """Return everything that is asked of a deployment."""
    return [*_keys(), *_addresses(), *_ways_in(), *_senders()]


def _keys() -> list[Finding]:
    return [
        (
            _is_weak("SECRET_KEY"),
            "SECRET_KEY is not set, or weak.",
            "Set it to 50 or more random characters and keep it out of the machine's backups.",
            "doorstep.E001",
        ),
        (
            _is_weak("LOOKUP_KEY") or settings.LOOKUP_KEY == settings.SECRET_KEY,
            "LOOKUP_KEY is not set, or weak, or the same as SECRET_KEY.",
            "Set it to 50 or more random characters of its own. It must never change: "
            "the do-not-contact list is kept by it.",
            "doorstep.E002",
        ),
        (
            not os.environ.get("FIELD_KEYS") or not all(map(_is_field_key, settings.FIELD_KEYS)),
            "FIELD_KEYS is not set, or holds what is no key.",
            "Set it to a key that `manage.py rotate_field_keys --new` prints, and keep it apart "
            "from the database: without it no name or address can be read again.",
            "doorstep.E007",
        ),
    ]


def _addresses() -> list[Finding]:
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    return [
        (
            not os.environ.get("ALLOWED_HOSTS") or "*" in settings.ALLOWED_HOSTS,
            "ALLOWED_HOSTS is not set, or allows every name.",
            "Set it to the name under which people reach Doorstep.",
            "doorstep.E003",
        ),
        (
            not settings.HTTPS,
            "PUBLIC_URL does not start with https://.",
            "Set it to the address that people open; cookies are sent over HTTPS only.",
            "doorstep.E004",
        ),
        (
            not validate_host(host, settings.ALLOWED_HOSTS),
            "PUBLIC_URL's host is not among ALLOWED_HOSTS.",
            "Add it: whoever opened that address would get an error.",
            "doorstep.E013",
        ),
        (
            connection.vendor == "sqlite",
            "DATABASE_URL is not set.",
            "Set it to a PostgreSQL database; SQLite serves one machine only.",
            "doorstep.E005",
        ),
        (
            not os.environ.get("TRUSTED_PROXY_COUNT") or settings.ALLAUTH_TRUSTED_PROXY_COUNT < 0,
            "TRUSTED_PROXY_COUNT is not set, or below zero.",
            "Set it to how many proxies of yours stand in front, 0 for none. With too few, all "
            "seem to come from one address; with too many, anyone may claim any address.",
            "doorstep.E014",
        ),
    ]


def _ways_in() -> list[Finding]:
    return [
        (
            not settings.REQUIRE_SECOND_FACTOR,
            "REQUIRE_SECOND_FACTOR is off.",
            "Remove it from the environment: a stolen password alone would open everything.",
            "doorstep.E008",
        ),
        (
            bool(settings.OIDC_ISSUER) and not settings.OIDC_ISSUER.startswith("https://"),
            "OIDC_ISSUER does not start with https://.",
            "Set it to the provider's address; what it says of people is believed over HTTPS only.",
            "doorstep.E009",
        ),
    ]


def _senders() -> list[Finding]:
    return [
        (
            not os.environ.get("EMAIL_URL") or not os.environ.get("EMAIL_FROM"),
            "EMAIL_URL or EMAIL_FROM is not set.",
            "Set them to the mail server, as smtp+tls://user:password@host:587, and to the address "
            "that alerts come from: who must see to a decoy or broken glass is written to.",
            "doorstep.E015",
        ),
    ]


def _is_weak(name: str) -> bool:
    key = os.environ.get(name, "")
    return len(key) < LEAST_KEY_LENGTH or len(set(key)) < LEAST_KEY_CHARACTERS


def _is_field_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True
