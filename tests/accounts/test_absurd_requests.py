"""Requests that no page of ours makes get an answer below 500."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch

from tests.accounts.address_classes import AGENT, OF_ROLES, OWN, PUBLIC, walks
from tests.addresses import address, patterns

ADDRESSES = dict(reversed(list(patterns())))
QUERIES = ("page", "sort", "show", "office", "created_by", "campaign", "team", "week", "before")
MORE = ("since", "until", "format", "who", "code", "deed", "postal_code", "lead_list", "next", "at")
ODD = ["²", "9" * 5_000, "-1", "1e999", "'", "[]", "%ff", "2026-W99", "0000-00-00", "９", "\u2028"]
NUMBERS = ("number", "key", "pk")
LEAVES = {"account_logout", "accounts:end_own_sessions"}


@pytest.fixture
def refused(settings):
    """Return a function that asks as a user and gives the statuses of 500 and above."""
    settings.DEBUG = False

    def ask(client: Client, asked) -> list:
        client.raise_request_exception = False
        wrong = []
        for method, path, data in asked:
            response = getattr(client, method)(path, data)
            if response.status_code >= 500:
                wrong.append((method, path[:80], response.status_code))
        return wrong

    return ask


@pytest.mark.parametrize("role", walks())
def test_odd_words_in_an_address_are_no_error(role, request, signed_in, world, refused):
    client = signed_in(request.getfixturevalue(role))
    asked = [
        ("get", address(name, parameters, world), dict.fromkeys(QUERIES + MORE, odd))
        for name, parameters in ADDRESSES.items()
        if name in OWN | PUBLIC or role in OF_ROLES.get(name, ())
        for odd in ODD
    ]
    assert refused(client, asked) == []


@pytest.mark.parametrize(
    "role", ["coordinator", pytest.param("administrator", marks=pytest.mark.slow)]
)
def test_huge_numbers_in_an_address_are_no_error(role, request, signed_in, world, refused):
    client = signed_in(request.getfixturevalue(role))
    asked = []
    for name, parameters in ADDRESSES.items():
        for huge in (10**18, 10**30):
            others = {f"{name}:{key}": huge for key in parameters if key in NUMBERS}
            if others:
                try:
                    path = address(name, parameters, world | others)
                except NoReverseMatch:
                    continue  # it takes no such number
                asked += [("get", path, {}), ("post", path, {})]
    assert len(asked) > 4
    assert refused(client, asked) == []


@pytest.mark.parametrize("day", ["2026-13-01", "2026-02-30", "0000-01-01", "9999-12-31"])
def test_days_that_are_none_are_no_error(day, coordinator, signed_in, world, refused):
    path = re.sub(r"\d{4}-\d\d-\d\d", day, address("routing:plan", ["slug", "day"], world))
    assert refused(signed_in(coordinator), [("get", path, {}), ("post", path, {})]) == []


@pytest.mark.parametrize("role", walks(AGENT))
def test_a_thousand_and_one_fields_are_refused(role, request, signed_in, world, settings):
    settings.DEBUG = False
    client = signed_in(request.getfixturevalue(role))
    client.raise_request_exception = False
    fields = {f"field{n}": "x" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    wrong, refused = [], 0
    for name, parameters in ADDRESSES.items():
        if name not in LEAVES:
            status = client.post(address(name, parameters, world), fields).status_code
            refused += status in {400, 413}
            wrong += [(name, status)] if status >= 500 else []
    assert wrong == []
    assert refused


def _login(client, body, kind):
    return client.post("/accounts/login/", body, content_type=kind)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"login=" + b"x" * 3_000_000),
        ("application/x-www-form-urlencoded", b"&".join(b"a=1" for _ in range(2_000))),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n"
         + b"x" * 3_000_000 + b"\r\n--x--\r\n"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=" + "x" * 300, b"a boundary that is too long"),
        ("multipart/form-data; boundary=x", b"--x\r\n" + b"X: y\r\n" * 5_000 + b"\r\n"),
    ],
    ids=["long field", "many fields", "long part", "no boundary", "long boundary", "many headers"],
)  # fmt: skip
def test_an_absurd_body_is_refused(kind, body, db, settings):
    settings.DEBUG = False
    response = _login(Client(raise_request_exception=False), body, kind)
    assert response.status_code in {400, 413}
    assert b"This could not be read" in response.content


def test_more_than_one_file_is_refused(coordinator, signed_in, settings):
    settings.DEBUG = False
    files = {f"file{n}": SimpleUploadedFile(f"{n}.csv", b"a,b\n1,2\n") for n in range(3)}
    response = signed_in(coordinator).post("/contacts/import/", files)
    assert response.status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"schema": 1, "events": ' + b"1" * 10_000 + b"}",
        json.dumps({"schema": 1, "device": "x", "events": [{}] * 10_000}).encode(),
        b'{"schema": 1, "device": "\\u0000", "events": []}',
        b"\xff\xfe",
        b"",
        b"x" * 2_000_000,
    ],
    ids=["deep", "a long number", "many events", "NUL", "no text", "nothing", "long"],
)
def test_an_absurd_sync_is_refused(body, agent, signed_in):
    client = signed_in(agent)
    client.raise_request_exception = False
    response = client.post("/sync/events/", body, content_type="application/json")
    assert response.status_code in {400, 413}


def test_a_password_of_a_megabyte_is_only_wrong(agent, db):
    data = {"login": agent.email, "password": "x" * 1_000_000}
    assert Client(raise_request_exception=False).post("/accounts/login/", data).status_code == 200
