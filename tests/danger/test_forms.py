"""Nonsense in every form of every role: an answer in words, and never a fault."""

import os
import re

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.accounts.address_classes import OF_ROLES, OWN, OWN_LATER, PUBLIC, ROLES
from tests.addresses import address, patterns

# Posts an address: by hand as many as one likes (see CONTRIBUTING.md).
POSTS = int(os.environ.get("FUZZ_POSTS", "25"))
NAME = re.compile(r'<(?:input|select|textarea|button)\b[^>]*\bname="([^"]+)"')
ADDRESSES = dict(reversed(list(patterns())))
UNDERSTOOD = {200, 204, 302, 303, 400, 401, 403, 404, 405, 409, 413, 415, 422, 429}
# What no page shows as a field, and what steps of forms are posted as.
HIDDEN = ["decision", "fact", "was_sent", "to", "stop", "columns", "rows", "ids", "moves", "next"]
NASTY = [
    "", " ", "\x00", "a\x00b", "\ud800", "\u202e", "\uffff", "0", "-1", "1e309", "NaN", "Infinity",
    "9" * 400, "2" * 19, "0001-01-01", "9999-12-31", "2026-02-30", "25:61", "00:00", "True", "None",
    "[]", "{}", '{"a": [1', "<b>", "' OR 1=1 --", "${7*7}", "{{ 7*7 }}", "../../x",
    "😀" * 50, "a" * 70_000, "é" * 501, "\r\nSet-Cookie: a=b",
    "+18605550142", "on", "=1+1", "%s%n", "null",
]  # fmt: skip


@pytest.fixture
def posting(request, world, signed_in):
    """Return a function that posts nonsense to all of a role's addresses; how often it did."""

    def post_all(role: str, each: int) -> int:
        client = signed_in(request.getfixturevalue(role))
        client.raise_request_exception = False
        theirs = [
            name
            for name in ADDRESSES
            if name in OWN | OWN_LATER | PUBLIC or role in OF_ROLES.get(name, ())
            if "logout" not in name
        ]
        paths = {name: address(name, ADDRESSES[name], world) for name in theirs}
        names = {name: _fields(client, path) for name, path in paths.items()}
        everything = sorted({*HIDDEN, *(field for found in names.values() for field in found)})
        return sum(
            _post(client, path, sorted(names[name]) or everything, each)
            for name, path in paths.items()
        )

    return post_all


def _fields(client, path: str) -> set[str]:
    page = client.get(path)
    assert page.status_code < 500, path
    if page.streaming or "html" not in page.headers.get("Content-Type", ""):
        return set()
    return set(NAME.findall(page.content.decode())) - {"csrfmiddlewaretoken"}


def _post(client, path: str, fields: list[str], cases: int) -> int:
    values = st.one_of(st.sampled_from(NASTY), st.text(max_size=40), st.integers().map(str))
    bodies = st.dictionaries(st.sampled_from(fields), st.lists(values, min_size=1, max_size=3))
    sent = 0

    @hypothesis_settings(
        max_examples=cases, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(bodies, st.booleans())
    def one(body, as_part):
        nonlocal sent
        sent += 1
        sendable = {name: [_sendable(value) for value in told] for name, told in body.items()}
        headers = {"HX-Request": "true"} if as_part else {}
        cookies = client.cookies.copy()
        with transaction.atomic():
            answer = client.post(path, sendable, headers=headers)
            transaction.set_rollback(True)
        client.cookies = cookies
        assert answer.status_code in UNDERSTOOD, (path, sendable, answer.status_code)

    one()
    return sent


def _sendable(value: str) -> str:
    """Return the text as UTF-8 can carry it: half a surrogate pair cannot be sent at all."""
    return value.encode("utf-8", "replace").decode()


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_much_nonsense(role, posting):
    assert posting(role, POSTS) > 100
