"""Our gateway against a carrier on a bad day, over a real connection to another process."""

from datetime import UTC, datetime, timedelta

import pytest
from twilio.rest import Client

from outreach.messaging.gateway import Handed, Refused, Throttled, Unknown
from outreach.messaging.twilio_gateway import OneTryClient, TwilioGateway
from tests.messaging.carrier.running import TOKEN, stand_in
from tests.messaging.carrier.stand_in import MODES
from tests.messaging.conftest import NUMBER

ACCOUNT = "AC" + "0" * 32


@pytest.fixture(scope="module")
def carrier(tmp_path_factory):
    with stand_in(tmp_path_factory.mktemp("carrier")) as running:
        yield running


@pytest.fixture
def gateway(carrier, settings):
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_BASE_URL = ACCOUNT, carrier.url
    client = Client(ACCOUNT, TOKEN, http_client=OneTryClient(carrier.url, timeout=1))
    return TwilioGateway(client, "MG" + "0" * 32)


@pytest.mark.parametrize(
    ("mode", "result", "accepts"),
    [
        ("well", Handed, 1),
        ("hangs", Unknown("ReadTimeout"), 1),
        ("answers_500", Unknown("HTTP 500"), 1),
        ("hangs_up", Unknown("ConnectionError"), 1),
        ("refuses", Refused("21408"), 0),
        ("asks_to_wait", Throttled(1.0), 0),
    ],
)
def test_each_answer_means_what_it_means_and_is_asked_for_once(
    carrier, gateway, mode, result, accepts
):
    assert mode in MODES
    before = len(carrier.entries("accepted"))
    carrier.behave(mode)
    got = gateway.send(NUMBER, "How are you?", "")
    assert got == result if not isinstance(result, type) else isinstance(got, result)
    assert len(carrier.entries("accepted")) == before + accepts


def test_its_list_holds_what_it_accepted_and_never_answered(carrier, gateway):
    carrier.behave("answers_500")
    gateway.send("+18605550177", "Are you well?", "")
    [found] = gateway.listed("+18605550177", datetime.now(UTC) - timedelta(minutes=1))
    assert (found.words, found.status) == ("Are you well?", "queued")


def test_a_late_list_does_not_hold_it_yet(carrier, gateway):
    carrier.behave("lists_late")
    gateway.send("+18605550178", "Are you well?", "")
    assert gateway.listed("+18605550178", datetime.now(UTC) - timedelta(minutes=1)) == []


def test_where_nobody_is_nothing_was_sent_and_it_is_tried_again(gateway, settings):
    settings.TWILIO_BASE_URL = gateway.client.http_client.base = "http://127.0.0.1:9"
    assert gateway.send(NUMBER, "How are you?", "") == Throttled(30.0, "no connection")
    with pytest.raises(OSError, match="ConnectionError"):
        gateway.listed(NUMBER, datetime.now(UTC))
