"""What a real deployment must set. Each finding names the variable and says how."""

import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from outreach.accounts.append_only import may_rewrite
from outreach.accounts.lacking import findings


@register()
def production_is_configured(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse to start with DEBUG=0 while something that protects people is left at its default."""
    if not settings.PRODUCTION:
        return []
    return [Error(text, hint=hint, id=code) for lacks, text, hint, code in findings() if lacks]


@register()
def debugging_is_for_developers(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse to serve people with DEBUG on: its error pages show settings and what was sent."""
    if settings.PRODUCTION or not settings.HTTPS:
        return []
    return [
        Error(
            "DEBUG is on, and PUBLIC_URL starts with https://.",
            hint="Set DEBUG=0 where people are served; without HTTPS it may stay on.",
            id="doorstep.E012",
        )
    ]


@register(Tags.database)
def audit_is_out_of_reach(**_kwargs: Any) -> list[CheckMessage]:
    """Name a database role that could rewrite the audit. Asked with `check --database default`."""
    if not settings.PRODUCTION or not may_rewrite():
        return []
    return [
        Error(
            "The application signs in to the database as a role that may rewrite the audit.",
            hint="Migrate as the owner, run `manage.py restrict_role ROLE`, and name that role "
            "in DATABASE_URL.",
            id="doorstep.E006",
        )
    ]


@register()
def sign_in_is_whole(**_kwargs: Any) -> list[CheckMessage]:
    """Name what was set by half, in development too."""
    found: list[CheckMessage] = []
    given = [settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET]
    if any(given) and not all(given):
        found.append(
            Error(
                "OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET are not all set.",
                hint="Set all three, or none to do without single sign-on.",
                id="doorstep.E010",
            )
        )
    path = settings.BREACHED_PASSWORDS_FILE
    if path and not os.access(path, os.R_OK):
        found.append(
            Error(
                "BREACHED_PASSWORDS_FILE cannot be read.",
                hint="Set it to a readable file; without it no password can be set.",
                id="doorstep.E011",
            )
        )
    return found
