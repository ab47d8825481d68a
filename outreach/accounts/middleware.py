"""What a signed-in user chose or belongs to, applied to each request."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from auditlog.middleware import AuditlogMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from outreach.accounts.sign_in_audit import address_of


class PreferencesMiddleware:
    """Shows pages in the user's language and in the time zone of the user's office."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request with the user's preferences, which end with it."""
        user: Any = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        with translation.override(user.language), timezone.override(_zone(user)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", user.language)
            return response


def _zone(user: Any) -> ZoneInfo | None:
    # From the database each time: who is moved to another office works in its zone at once.
    name = getattr(user, "office_zone", None)
    return ZoneInfo(name) if name else None


class AuditMiddleware(AuditlogMiddleware):
    """Tells the audit who asks and from where, believing no header that anyone could have sent."""

    @staticmethod
    def _get_remote_addr(request: HttpRequest) -> str | None:
        return address_of(request)

    @staticmethod
    def _get_remote_port(_request: HttpRequest) -> None:
        return None
