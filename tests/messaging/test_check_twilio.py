"""The command that looks at the account's set-up, and names what is missing."""

import json
from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from requests import ConnectionError as NoConnection
from twilio.http.response import Response

from outreach.messaging.checks import NAMES
from outreach.messaging.twilio_gateway import OneTryClient

ACCOUNT, SERVICE = "AC" + "0" * 32, "MG" + "0" * 32
INBOUND = "https://doorstep.example/sms/inbound/"
LONG, FREE = "+18605550142", "+18005550142"


@pytest.fixture
def twilio(settings, monkeypatch):
    """An account where all is well; tests change what it answers, by the end of the path."""
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = ACCOUNT, "token"
    settings.TWILIO_MESSAGING_SERVICE_SID = SERVICE
    settings.PUBLIC_URL = "https://doorstep.example"
    settings.TWILIO_BASE_URL = ""
    service = {
        "sid": SERVICE, "inbound_request_url": INBOUND, "inbound_method": "POST",
        "use_inbound_webhook_on_number": False,
    }  # fmt: skip
    numbers = [number("PN1", LONG), number("PN2", FREE)]
    verified = {"tollfree_phone_number_sid": "PN2", "status": "TWILIO_APPROVED"}
    answers = {
        f"{ACCOUNT}.json": (200, {"sid": ACCOUNT, "status": "active", "type": "Full"}),
        SERVICE: (200, service),
        "PhoneNumbers": (200, page("phone_numbers", numbers)),
        "Usa2p": (200, page("compliance", [{"campaign_status": "VERIFIED"}])),
        "Verifications": (200, page("verifications", [verified])),
    }

    def request(self, method, url, *_args, **_kwargs):
        assert method == "GET"
        status, said = answers[urlsplit(url).path.rsplit("/", 1)[-1]]
        return Response(status, json.dumps(said))

    monkeypatch.setattr(OneTryClient, "request", request)
    return answers


def number(sid, e164, capabilities=("SMS", "MMS")):
    return {"sid": sid, "phone_number": e164, "capabilities": list(capabilities)}


def page(key, rows):
    return {key: rows, "meta": {"key": key, "next_page_url": None}}


def check() -> str:
    """Return what it prints; where something is missing, with that in the last line."""
    out = StringIO()
    try:
        call_command("check_twilio", stdout=out)
    except CommandError as error:
        return f"{out.getvalue()}{error} ({error.returncode})"
    return out.getvalue()


def test_all_is_well(twilio):
    said = check()
    assert "MISSING" not in said
    assert "VERIFIED" in said
    assert LONG not in said


@pytest.mark.parametrize("name", NAMES)
def test_it_names_a_setting_that_is_missing_and_asks_nobody(twilio, settings, name):
    setattr(settings, name, "")
    twilio.clear()
    said = check()
    assert f"MISSING {name}" in said
    assert said.endswith("1 missing. (1)")


@pytest.mark.parametrize("address", ["http://doorstep.example", "https://localhost"])
def test_it_wants_a_public_address(twilio, settings, address):
    settings.PUBLIC_URL = address
    assert f"MISSING PUBLIC_URL: {address}" in check()


@pytest.mark.parametrize(
    ("path", "answer", "said"),
    [
        (f"{ACCOUNT}.json", (401, {"code": 20003}), "does not take the credentials"),
        (f"{ACCOUNT}.json", (200, {"status": "suspended", "type": "Full"}), "is suspended"),
        (f"{ACCOUNT}.json", (200, {"status": "active", "type": "Trial"}), "trial account"),
        (SERVICE, (404, {"code": 20404}), "no Messaging Service by that name"),
        (SERVICE, (503, {"code": 20500}), "answered 503"),
        (
            SERVICE,
            (200, {"inbound_request_url": "https://old.example/", "inbound_method": "POST"}),
            f"incoming request URL to {INBOUND}",
        ),
        (
            SERVICE,
            (200, {"inbound_request_url": INBOUND, "inbound_method": "GET"}),
            f"incoming request URL to {INBOUND}",
        ),
        (
            SERVICE,
            (200, {"inbound_request_url": INBOUND, "use_inbound_webhook_on_number": True}),
            "each number's own webhook",
        ),
        ("PhoneNumbers", (200, page("phone_numbers", [])), "has no number"),
        ("PhoneNumbers", (200, page("phone_numbers", [number("P", LONG, ["Voice"])])), "no texts"),
        ("Usa2p", (200, page("compliance", [])), "Register a brand"),
        ("Usa2p", (200, page("compliance", [{"campaign_status": "FAILED"}])), "FAILED"),
        ("Verifications", (200, page("verifications", [])), "toll-free number verified"),
    ],
)
def test_it_names_what_is_missing(twilio, path, answer, said):
    twilio[path] = answer
    printed = check()
    assert said in printed
    assert printed.endswith("1 missing. (1)")


def test_no_way_out_is_said_in_a_sentence(twilio, monkeypatch):
    def request(*_args, **_kwargs):
        raise NoConnection("no")

    monkeypatch.setattr(OneTryClient, "request", request)
    assert "Twilio could not be asked (ConnectionError)" in check()
