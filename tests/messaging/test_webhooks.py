"""What Twilio calls: nothing is believed before its signature is checked."""

import random
from uuid import uuid4

import pytest
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, given
from hypothesis import settings as configured
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from outreach.messaging.models import IncomingText, NumberEvent, Text, TextEvent
from outreach.messaging.sending import send_due
from outreach.messaging.views.webhooks import _is_signed
from tests.messaging.conftest import NOON, NUMBER

TOKEN = "0123456789abcdef"
INBOUND = "/sms/inbound/"


@pytest.fixture(autouse=True)
def _twilio(settings):
    settings.TWILIO_AUTH_TOKEN = TOKEN
    settings.PUBLIC_URL = "https://doorstep.example"


def call(path, data, token=TOKEN):
    signature = RequestValidator(token).compute_signature("https://doorstep.example" + path, data)
    return Client().post(path, data, headers={"X-Twilio-Signature": signature})


# Twilio, "Security" and "Validating Signatures from Twilio", and the examples of its libraries:
# address, parameters (a JSON body has none) and signature, all with the token 12345.
CALL = {
    "CallSid": "CA1234567890ABCDE", "Caller": "+14158675309", "Digits": "1234",
    "From": "+14158675309", "To": "+18005551212",
}  # fmt: skip
NEWER = {**CALL, "Caller": "+12349013030", "From": "+12349013030"}
BODY_HASH = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
PLACE = "https://mycompany.com/myapp.php?foo=1&bar=2"
VECTORS = [
    (PLACE, CALL, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    (PLACE, NEWER, "0/KCTR6DLpKmkAf8muzZqo1nDgQ="),
    (f"{PLACE}&bodySHA256={BODY_HASH}", {}, "a9nBmqA0ju/hNViExpshrM61xv4="),
]


@pytest.mark.parametrize(("address", "parameters", "signature"), VECTORS)
def test_a_signature_is_the_one_that_twilio_documents(address, parameters, signature):
    assert RequestValidator("12345").compute_signature(address, parameters) == signature


@pytest.mark.parametrize(
    "signature", ["RSOYDt4T1cUTdK1PDd93/VVr8B8=", "0/KCTR6DLpKmkAf8muzZqo1nDgQ="]
)
@pytest.mark.parametrize("to", ["+18005551212", "+18005551213"])
def test_our_own_check_takes_the_documented_one_alone(settings, signature, to):
    settings.TWILIO_AUTH_TOKEN, settings.PUBLIC_URL = "12345", "https://mycompany.com"
    request = RequestFactory().post(
        "/myapp.php?foo=1&bar=2", {**CALL, "To": to}, headers={"X-Twilio-Signature": signature}
    )
    is_right = to == CALL["To"] and signature == VECTORS[0][2]
    assert _is_signed(request) == is_right


def test_it_takes_in_a_signed_text(db):
    answer = call(INBOUND, {"MessageSid": "SM1", "From": NUMBER, "Body": "hello"})
    assert answer.status_code == 200
    assert b"<Response/>" in answer.content
    assert IncomingText.objects.get().words == "hello"


def test_the_same_text_again_gets_the_same_answer(db):
    for _again in range(2):
        assert call(INBOUND, {"MessageSid": "SM1", "From": NUMBER, "Body": "x"}).status_code == 200
    assert IncomingText.objects.count() == 1


def test_it_honours_what_twilio_took_for_a_stop(db):
    call(INBOUND, {"MessageSid": "SM1", "From": NUMBER, "Body": "?", "OptOutType": "STOP"})
    assert NumberEvent.objects.get().kind == "OPTED_OUT"


@pytest.mark.parametrize("data", [{}, {"MessageSid": "SM1"}, {"From": "nonsense", "Body": "x"}])
def test_a_signed_text_without_its_parts_is_no_error(db, data):
    assert call(INBOUND, data).status_code == 200
    assert not IncomingText.objects.exists()


def test_it_takes_news_of_a_text(queue, person, agree, gateway):
    agree(person)
    text = queue()
    send_due(gateway, now=NOON)
    text.refresh_from_db()
    path = f"/sms/status/{text.pk}/"
    news = {"MessageSid": text.provider_id, "MessageStatus": "undelivered", "ErrorCode": "30006"}
    assert call(path, news).status_code == 204
    text.refresh_from_db()
    assert (text.status, text.reason) == ("UNDELIVERED", "30006")


def test_news_of_a_text_that_nobody_knows_is_no_error(db):
    assert call(f"/sms/status/{uuid4()}/", {"MessageStatus": "sent"}).status_code == 204


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_it_takes_posts_only(db, method):
    assert getattr(Client(), method)(INBOUND).status_code == 405


def test_a_wrong_token_signs_nothing(db):
    data = {"MessageSid": "SM1", "From": NUMBER, "Body": "STOP"}
    assert call(INBOUND, data, "another token").status_code == 404
    assert not NumberEvent.objects.exists()


def test_nothing_is_taken_in_without_a_token(db, settings):
    settings.TWILIO_AUTH_TOKEN = ""
    assert call(INBOUND, {"MessageSid": "SM1", "From": NUMBER}, "").status_code == 404


def test_a_huge_call_is_not_read(db):
    data = {"MessageSid": "SM1", "From": NUMBER, "Body": "x" * 100_000}
    assert call(INBOUND, data).status_code == 404


def test_a_thousand_forged_calls_change_nothing(db, queue):
    """Ten thousand are sent by the run that is marked slow."""
    _forge(1_000, queue())


@pytest.mark.slow
def test_ten_thousand_forged_calls_change_nothing(db, queue):
    _forge(10_000, queue())


def _forge(count: int, text: Text) -> None:
    chance, client = random.Random(5), Client(raise_request_exception=True)
    signatures = ["", "x", "0/KCTR6DLpKmkAf8muzZqo1nDgQ=", "é", "A" * 5000, None]
    for number in range(count):
        path = chance.choice([INBOUND, f"/sms/status/{text.pk}/", f"/sms/status/{uuid4()}/"])
        data = {"MessageSid": f"SM{number}", "From": NUMBER, "Body": "STOP"}
        data |= {"MessageStatus": chance.choice(["delivered", "failed"])}
        signature = chance.choice(signatures)
        headers = {} if signature is None else {"X-Twilio-Signature": signature}
        assert client.post(path, data, headers=headers).status_code == 404
    assert not IncomingText.objects.exists()
    assert not NumberEvent.objects.exists()
    assert not TextEvent.objects.exists()
    text.refresh_from_db()
    assert text.status == "QUEUED"


@configured(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(words=st.text(max_size=300), number=st.sampled_from([NUMBER, "12125550123", "+44"]))
def test_any_signed_text_is_taken_or_left(db, words, number):
    data = {"MessageSid": uuid4().hex, "From": number, "Body": words.encode("utf-8", "replace")}
    assert call(INBOUND, {**data, "Body": data["Body"].decode()}).status_code == 200
