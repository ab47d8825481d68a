"""Texts by Twilio's Messages resource. The only place where the carrier is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from requests import ConnectTimeout, RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from outreach.messaging.gateway import Handed, Listed, Refused, Result, Throttled, Unknown
from outreach.messaging.pacing import Sender
from outreach.outbound import HostRefusedError, guarded

# Connecting and reading, in seconds. Twilio's own default is to wait for ever.
TIMEOUT = 10.0
# After this Twilio gives up itself: a text of the afternoon must not arrive at night.
VALIDITY_SECONDS = 3_600
WAIT_IF_UNTOLD = 30.0
# Twilio's code of a token that it does not take.
NO_ENTRY = "20003"


class OneTryClient(TwilioHttpClient):
    """Twilio's HTTP client with a time-out, no second try, and the wait that a 429 asks for.

    `base` points it at a stand-in in tests: the library cannot be told otherwise.
    """

    def __init__(self, base: str = "", timeout: float = TIMEOUT) -> None:
        super().__init__(timeout=timeout, max_retries=0)
        guarded(self.session)
        self.base = base.rstrip("/")
        self.retry_after = WAIT_IF_UNTOLD

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """Ask once."""
        if self.base:
            url = self.base + "/" + url.split("/", 3)[3]
        response = super().request(method, url, *args, **kwargs)
        headers = response.headers or {}
        told = str(headers.get("Retry-After", ""))
        self.retry_after = float(told) if told.isdigit() else WAIT_IF_UNTOLD
        return response


def client() -> Client:
    """Return Twilio's client with the environment's credentials, also where some are missing."""
    return Client(
        settings.TWILIO_ACCOUNT_SID or "none",
        settings.TWILIO_AUTH_TOKEN or "none",
        http_client=OneTryClient(settings.TWILIO_BASE_URL),
    )


def _never_connected(error: Exception) -> bool:
    """Tell whether no connection came about, so that nothing can have been sent."""
    if isinstance(error, ConnectTimeout | HostRefusedError):
        return True
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, RequestException) and isinstance(reason, NewConnectionError)


@dataclass
class TwilioGateway:
    """Sends through a Messaging Service."""

    client: Client
    service: str

    @classmethod
    def from_settings(cls) -> "TwilioGateway":
        """Return the gateway of the environment's credentials."""
        return cls(client(), settings.TWILIO_MESSAGING_SERVICE_SID)

    @property
    def sender(self) -> Sender:
        """The service, at the rate that its numbers have by their registration."""
        return Sender(self.service, settings.TWILIO_TEXTS_PER_SECOND)

    def send(self, number: str, words: str, status_address: str) -> Result:
        """POST one message. Posting is not idempotent: what is not known stays unknown."""
        try:
            message = self.client.messages.create(
                to=number,
                body=words,
                messaging_service_sid=self.service,
                status_callback=status_address,
                validity_period=VALIDITY_SECONDS,
            )
        except TwilioRestException as error:
            return self._refusal(error)
        except (RequestException, TwilioException, ValueError, KeyError, OSError) as error:
            if _never_connected(error):
                return Throttled(WAIT_IF_UNTOLD, "no connection")
            return Unknown(type(error).__name__[:24])
        return Handed(str(message.sid)) if message.sid else Unknown("no identifier")

    def _refusal(self, error: TwilioRestException) -> Result:
        if error.status == 429:
            return Throttled(self.client.http_client.retry_after)
        if error.status == 401:
            # It is about us and not about this text: whoever mends the token loses none.
            return Throttled(WAIT_IF_UNTOLD, NO_ENTRY)
        if error.status < 500 and error.status != 408:
            return Refused(str(error.code or error.status))
        return Unknown(f"HTTP {error.status}")

    def listed(self, number: str, since: datetime) -> Sequence[Listed]:
        """Return the account's messages to a number. Raises OSError if Twilio cannot say."""
        try:
            found = self.client.messages.list(to=number, date_sent_after=since, limit=100)
        except (TwilioException, RequestException) as error:
            raise OSError(str(type(error).__name__)) from error
        return [
            Listed(
                str(one.sid),
                str(one.body),
                str(one.status),
                one.date_created or since,
                str(one.error_code or ""),
            )
            for one in found
        ]
