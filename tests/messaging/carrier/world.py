"""People who agreed to texts, and a web server for the carrier's calls, in the yard's database."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from socketserver import ThreadingMixIn
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connections
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from contacts.identity import phone_key
from contacts.models import Consent, Contact, Phone
from outreach.messaging.allowing import obstacles
from outreach.messaging.models import Text
from outreach.messaging.sending import status_address
from outreach.messaging.twilio_gateway import OneTryClient, TwilioGateway
from tests.factories import ContactFactory, OfficeFactory, PhoneFactory, UserFactory
from tests.messaging.carrier.running import TOKEN

# A Monday, 10:00 in Hartford.
MORNING = datetime(2026, 11, 23, 15, tzinfo=UTC)
_numbers = count(1)


def make_tables() -> None:
    """Make the tables where there are none."""
    call_command("migrate", verbosity=0)


def people(how_many: int) -> list[Contact]:
    """Make people in Hartford who agreed."""
    taken = Phone.objects.count()
    office = OfficeFactory(code=f"yard-{taken}")
    agent = UserFactory(email=f"yard-{taken}@example.org")
    return [_someone(office, agent, number) for number in range(taken, taken + how_many)]


def _someone(office: Any, agent: Any, number: int) -> Contact:
    contact = ContactFactory(
        office=office, family_name=f"Delgado{number}", address__postal_code="06103",
        address__street=f"{number} Maple Street",
    )  # fmt: skip
    e164 = f"+1860{2_000_000 + number}"
    phone = PhoneFactory(contact=contact, number=e164, key=phone_key(e164))
    Consent.objects.create(
        contact=contact, phone=phone, channel="SMS", wording="May we?", purposes=["CHECK_IN"],
        wording_version="1", language="en", how="IN_PERSON",
        given_at=MORNING - timedelta(days=1), recorded_by=agent,
    )  # fmt: skip
    return contact


def warm_up(contact: Contact) -> None:
    """Read the tables of places and holidays once, so that no fork has to."""
    phone = contact.phones.get()
    text = Text(
        contact=contact,
        number=str(phone.number),
        key=phone.key,
        kind="FOLLOW_UP",
        purpose="CHECK_IN",
    )
    assert obstacles(text, MORNING) == []
    assert status_address(text)
    assert gateway().client.messages


def queue(to: Sequence[Contact], due_at: datetime) -> list[Text]:
    """Queue a text to each, in words that no other has."""
    texts = []
    for contact in to:
        phone = contact.phones.get()
        texts.append(
            Text(
                contact=contact,
                number=str(phone.number),
                key=phone.key,
                due_at=due_at,
                kind=Text.Kind.FOLLOW_UP,
                purpose="CHECK_IN",
                words=f"How are you? ({next(_numbers)})",
            )
        )
    return Text.objects.bulk_create(texts)


def gateway() -> TwilioGateway:
    """Return a gateway that gives up soon."""
    client = Client(
        settings.TWILIO_ACCOUNT_SID,
        TOKEN,
        http_client=OneTryClient(settings.TWILIO_BASE_URL, timeout=0.4),
    )
    return TwilioGateway(client, settings.TWILIO_MESSAGING_SERVICE_SID)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


def serve() -> int:
    """Serve Doorstep from a fork of this process; return the fork's id. PUBLIC_URL leads to it."""
    server = make_server(
        "127.0.0.1", 0, get_wsgi_application(), server_class=_Server, handler_class=_Quiet
    )
    settings.PUBLIC_URL = f"http://127.0.0.1:{server.server_port}"
    connections.close_all()
    if child := os.fork():
        server.server_close()
        return child
    server.serve_forever()
    os._exit(0)


def text_in(number: str, words: str, name: str) -> None:
    """Write to Doorstep as Twilio would. Returns once that is committed."""
    address = f"{settings.PUBLIC_URL}/sms/inbound/"
    data = {"MessageSid": name, "From": number, "Body": words}
    headers = {"X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(address, data)}
    try:
        with urlopen(Request(address, urlencode(data).encode(), headers), timeout=30) as answer:
            assert answer.status == 200
    except HTTPError as error:
        raise AssertionError(f"STOP was answered {error.code}") from error
