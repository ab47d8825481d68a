"""Looking at the account as Twilio has it: what is missing before people can be texted.

It reads only. Whether the webhook addresses can be reached from outside is for Twilio's own
debugger to say: from here nobody can tell.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneNumberType, number_type, parse
from requests import RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from outreach.messaging.checks import NAMES


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `mend` says what to do where it is not as it should be."""

    what: str | Promise
    mend: str | Promise = ""

    @property
    def is_fine(self) -> bool:
        """Nothing to do."""
        return not self.mend


def look(client: Client) -> Iterator[Finding]:
    """Yield what was found, in the order of setting it up. Ends where nothing more can be asked."""
    yield from _in_the_settings()
    if not all(getattr(settings, name) for name in NAMES):
        return
    try:
        yield from _account(client)
        service = client.messaging.v1.services(settings.TWILIO_MESSAGING_SERVICE_SID)
        known = service.fetch()
        yield Finding(_("There is a Messaging Service by that name."))
        yield _webhook(known)
        numbers = service.phone_numbers.list(limit=100)
        yield from _numbers(numbers)
        yield from _registrations(client, service, numbers)
    except TwilioRestException as error:
        yield _refusal(error)
    except (TwilioException, RequestException) as error:
        yield Finding(
            _("Twilio could not be asked (%(name)s).") % {"name": type(error).__name__},
            _("Look at this machine's way out to api.twilio.com and messaging.twilio.com."),
        )


def _in_the_settings() -> Iterator[Finding]:
    for name in NAMES:
        mend = "" if getattr(settings, name) else _("Set it in the environment.")
        yield Finding(name, mend)
    parts = urlsplit(settings.PUBLIC_URL)
    is_public = parts.scheme == "https" and parts.hostname not in ("localhost", "127.0.0.1")
    yield Finding(
        f"PUBLIC_URL: {settings.PUBLIC_URL}",
        "" if is_public else _("Set the https address under which the world reaches Doorstep."),
    )


def _account(client: Client) -> Iterator[Finding]:
    account = client.api.v2010.accounts(settings.TWILIO_ACCOUNT_SID).fetch()
    yield Finding(_("The credentials are right."))
    mend = "" if account.status == "active" else _("Ask Twilio why the account is not active.")
    yield Finding(_("The account is %(status)s.") % {"status": account.status}, mend)
    if account.type == "Trial":
        yield Finding(
            _("It is a trial account."), _("Upgrade it: a trial reaches verified numbers only.")
        )


def inbound_address() -> str:
    """Return where Twilio must bring what people write."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse('messaging:inbound')}"


def _webhook(service: Any) -> Finding:
    address = inbound_address()
    is_set = service.inbound_request_url == address and service.inbound_method == "POST"
    mend = _("Set the service's incoming request URL to %(address)s, by POST.")
    if service.use_inbound_webhook_on_number:
        return Finding(
            _("The service leaves what people write to each number's own webhook."),
            _("Let the service handle incoming texts instead.") + " " + mend % {"address": address},
        )
    return Finding(
        _("What people write goes to %(address)s.")
        % {"address": service.inbound_request_url or _("nowhere")},
        "" if is_set else mend % {"address": address},
    )


def _numbers(numbers: list[Any]) -> Iterator[Finding]:
    if not numbers:
        yield Finding(_("The service has no number."), _("Add a number to its sender pool."))
    for one in numbers:
        mend = "" if "SMS" in one.capabilities else _("Replace it: it takes no texts.")
        yield Finding(f"…{one.phone_number[-4:]}", mend)


def _registrations(client: Client, service: Any, numbers: list[Any]) -> Iterator[Finding]:
    """Carriers drop what unregistered senders send: error 30034, or 30032 of a toll-free one."""
    kinds = [_is_toll_free(one.phone_number) for one in numbers]
    if False in kinds:
        states = [one.campaign_status for one in service.us_app_to_person.list(limit=20)]
        yield Finding(
            _("The campaign of the long numbers (A2P 10DLC): %(states)s.")
            % {"states": ", ".join(states) or _("none")},
            "" if "VERIFIED" in states else _("Register a brand and a campaign for the service."),
        )
    if True in kinds:
        known = client.messaging.v1.tollfree_verifications.list(limit=100)
        verified = {one.tollfree_phone_number_sid for one in known if _is_approved(one)}
        for one in numbers:
            if _is_toll_free(one.phone_number):
                mend = "" if one.sid in verified else _("Have this toll-free number verified.")
                yield Finding(_("…%(end)s is toll-free.") % {"end": one.phone_number[-4:]}, mend)


def _is_approved(verification: Any) -> bool:
    return str(getattr(verification.status, "value", verification.status)) == "TWILIO_APPROVED"


def _is_toll_free(number: str) -> bool:
    return bool(number_type(parse(number, "US")) == PhoneNumberType.TOLL_FREE)


def _refusal(error: TwilioRestException) -> Finding:
    if error.status in (401, 403):
        return Finding(
            _("Twilio does not take the credentials."),
            _("Copy the account's SID and its primary token from Twilio's console."),
        )
    if error.status == 404 and "/Services/" in error.uri:
        return Finding(
            _("There is no Messaging Service by that name."),
            _("Make one, and set TWILIO_MESSAGING_SERVICE_SID."),
        )
    return Finding(
        _("Twilio answered %(status)s to %(path)s.")
        % {"status": error.status, "path": urlsplit(error.uri).path},
        _("Try again later; if it stays, show this to Twilio."),
    )
