"""Every page of every role, opened and sent once: what must hold for each of them."""

import pytest

from tests.accounts.address_classes import COORDINATOR, walks
from tests.accounts.pages import Page, faults, named_in, own_code, personal_words
from tests.addresses import address, patterns

ADDRESSES = dict(reversed(list(patterns())))
LEAVES = {"account_logout", "accounts:end_own_sessions"}
# The one page that leaves as a file, with its style inside: it is read without any server.
LEAVES_AS_FILE = "privacy:person_file"


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    settings.DEBUG = False
    settings.ROOT_URLCONF = "tests.accounts.failing_urls"


@pytest.mark.parametrize("role", walks(COORDINATOR))
def test_it_carries_every_header_names_nobody_and_asks_no_other_machine(
    role, request, signed_in, world, no_network
):
    client, words = signed_in(request.getfixturevalue(role)), personal_words()
    wrong, pages, seen = [], 0, 0
    for name, parameters in ADDRESSES.items():
        response = client.get(address(name, parameters, world))
        page, named = _told(response), []
        if page is not None:
            led = [response.headers["Location"]] if "Location" in response.headers else []
            named = [*named_in([*page.addresses, *led], words), *page.free]
            seen += len(page.addresses)
        pages += response.status_code == 200
        wrong += _problems(name, "get", response, named)
    assert wrong == []
    assert pages > 5
    assert seen > 50
    assert no_network == []


@pytest.mark.parametrize("role", walks(COORDINATOR))
def test_so_does_every_answer_to_a_form(role, request, signed_in, world, no_network):
    client = signed_in(request.getfixturevalue(role))
    wrong = []
    for name, parameters in ADDRESSES.items():
        if name not in LEAVES:
            wrong += _problems(name, "post", client.post(address(name, parameters, world)), [])
    assert wrong == []
    assert no_network == []


def _told(response) -> Page | None:
    if response.streaming or "html" not in response.headers.get("Content-Type", ""):
        return None
    return Page(response.content.decode())


def _problems(name, method, response, more) -> list[tuple]:
    """Return what is wrong with the answer, if anything, with the name of its address."""
    is_file = name == LEAVES_AS_FILE and response.status_code == 200
    found = faults(response) + ([] if is_file else own_code(response)) + more
    return [(name, method, response.status_code, found)] if found else []
