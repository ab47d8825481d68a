"""The only way out over HTTP: to where the settings lead, and nowhere else.

What answers from outside (a provider's discovery document, a redirect) can name any address, also
one inside the network that Doorstep runs in. It is refused before anything is looked up.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from requests.exceptions import RequestException

TWILIO = "https://api.twilio.com"
TWILIO_SERVICES = "https://messaging.twilio.com"
PORTS = {"https": 443, "http": 80}


class Origin(NamedTuple):
    """Who is asked, and how."""

    scheme: str
    host: str
    port: int


class HostRefusedError(RequestException):
    """The settings do not lead there, and nothing was sent."""


class GuardedAdapter(HTTPAdapter):
    """Sends to known origins only. A redirect comes through here too, each step by itself."""

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        """Send, or raise HostRefusedError."""
        asked = origin_of(request.url or "")
        if asked not in set(known_origins()):
            raise HostRefusedError(f"No setting leads to {asked.scheme}://{asked.host}.")
        return super().send(request, *args, **kwargs)


def guarded(session: Session) -> Session:
    """Return the session, which from now on asks known origins only and tries once."""
    for scheme in PORTS:
        session.mount(f"{scheme}://", GuardedAdapter())
    return session


def known_origins() -> Iterator[Origin]:
    """Yield every origin that the settings name."""
    if settings.TWILIO_ACCOUNT_SID:
        yield origin_of(settings.TWILIO_BASE_URL or TWILIO)
        if not settings.TWILIO_BASE_URL:
            # Only asked by the command that checks the account's set-up.
            yield origin_of(TWILIO_SERVICES)
    for provider in settings.SOCIALACCOUNT_PROVIDERS.values():
        for app in provider["APPS"]:
            yield origin_of(app["settings"]["server_url"])
            yield from (origin_of(f"https://{host}") for host in settings.OIDC_HOSTS)
    if settings.TRAVEL_TIME_URL:
        yield origin_of(settings.TRAVEL_TIME_URL)


def origin_of(url: str) -> Origin:
    """Return whom the address asks. Raises ValueError where its port is no number."""
    parts = urlsplit(url)
    return Origin(
        parts.scheme.lower(),
        (parts.hostname or "").lower(),
        parts.port or PORTS.get(parts.scheme.lower(), 0),
    )
