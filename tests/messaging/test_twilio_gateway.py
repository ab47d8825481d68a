"""What Twilio's refusals mean: of this text, of us, or of nothing that is known."""

import json

import pytest
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from outreach.messaging.gateway import Refused, Throttled, Unknown
from outreach.messaging.sending import send_due
from outreach.messaging.twilio_gateway import TwilioGateway
from tests.messaging.conftest import NOON, NUMBER


class Answering(HttpClient):
    """Answers everything with one status and code."""

    def __init__(self, status: int, code: int) -> None:
        self.status, self.code = status, code

    def request(self, *_args, **_kwargs) -> Response:
        return Response(self.status, json.dumps({"code": self.code, "message": "no"}))


def gateway_of(status: int, code: int) -> TwilioGateway:
    client = Client("AC" + "0" * 32, "token", http_client=Answering(status, code))
    return TwilioGateway(client, "MG" + "0" * 32)


@pytest.mark.parametrize(
    ("status", "code", "result"),
    [
        (400, 21610, Refused("21610")),
        (404, 20404, Refused("20404")),
        (401, 20003, Throttled(30.0, "20003")),
        (408, 0, Unknown("HTTP 408")),
        (503, 20503, Unknown("HTTP 503")),
    ],
)
def test_it_tells_a_refusal_from_what_is_not_known(status, code, result):
    assert gateway_of(status, code).send(NUMBER, "Hello", "") == result


def test_a_token_that_is_not_taken_loses_no_text(queue, person, agree):
    agree(person)
    text = queue()
    assert send_due(gateway_of(401, 20003), now=NOON) == 0
    text.refresh_from_db()
    assert (text.status, text.reason) == ("QUEUED", "20003")
    assert text.due_at > NOON
