"""Devices on which somebody signed in before, known by a cookie (OWASP's "device cookies").

The cookie opens nothing. It only has the device's failed sign-ins counted for itself, so that no
stranger's failures keep its owner out: see `lockout`.
"""

from datetime import timedelta
from secrets import token_urlsafe
from typing import Any

from allauth.account.signals import user_logged_in
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "doorstep_device"
KEPT = timedelta(days=90)
# A shared office computer knows this many people.
PEOPLE = 10
SALT = "outreach.accounts.known_devices"


def device_of(request: HttpRequest, email: str) -> str:
    """Return the device's own name for this e-mail address; '' where it was never used there."""
    return _known(request).get(_account(email), "")


def remember_device(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Let the browser keep that this person signed in on it."""
    known = _known(request)
    name = known.pop(_account(email), "") or token_urlsafe(12)
    newest = [*known.items(), (_account(email), name)][-PEOPLE:]
    response.set_cookie(
        COOKIE,
        signing.dumps(dict(newest), salt=SALT),
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _known(request: HttpRequest) -> dict[str, str]:
    try:
        known: dict[str, str] = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT
        )
    except signing.BadSignature:
        return {}
    return known


def _account(email: str) -> str:
    return salted_hmac(SALT, email.strip().lower(), algorithm="sha256").hexdigest()[:24]


def connect() -> None:
    """Start remembering the device on every sign-in that went all the way."""
    user_logged_in.connect(_signed_in, dispatch_uid="remember_device")


def _signed_in(request: HttpRequest, response: HttpResponse, user: Any, **_kwargs: Any) -> None:
    remember_device(request, response, user.email)
