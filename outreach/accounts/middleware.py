"""What a signed-in user chose or belongs to, applied to each request."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation


class PreferencesMiddleware:
    """Shows pages in the user's language and in the time zone of the user's office."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request with the user's preferences, which end with it."""
        user: Any = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        with translation.override(user.language), timezone.override(_zone(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", user.language)
            return response


def _zone(request: HttpRequest) -> ZoneInfo | None:
    """Read the zone once a session, so that a page costs no query for it."""
    user: Any = request.user
    if "time_zone" not in request.session:
        office = user.offices.first()
        request.session["time_zone"] = office.time_zone if office else ""
    name = request.session["time_zone"]
    return ZoneInfo(name) if name else None
