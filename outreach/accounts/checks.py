"""What a real deployment must set. Each finding names the variable and says how."""

import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db import connection


@register()
def production_is_configured(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse to start with DEBUG=0 while something that protects people is left at its default."""
    if not settings.PRODUCTION:
        return []
    return [Error(text, hint=hint, id=code) for lacks, text, hint, code in _findings() if lacks]


def _findings() -> list[tuple[bool, str, str, str]]:
    return [
        (
            not os.environ.get("SECRET_KEY"),
            "SECRET_KEY is not set.",
            "Set it to 50 or more random characters and keep it out of the machine's backups.",
            "doorstep.E001",
        ),
        (
            not os.environ.get("LOOKUP_KEY"),
            "LOOKUP_KEY is not set.",
            "Set it to 50 or more random characters. It must never change: "
            "the do-not-contact list is kept by it.",
            "doorstep.E002",
        ),
        (
            not os.environ.get("ALLOWED_HOSTS"),
            "ALLOWED_HOSTS is not set.",
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
            connection.vendor == "sqlite",
            "DATABASE_URL is not set.",
            "Set it to a PostgreSQL database; SQLite serves one machine only.",
            "doorstep.E005",
        ),
    ]
