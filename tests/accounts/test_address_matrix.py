"""Every address, every method, every role: whoever does not belong there finds nothing."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import transaction
from django.test import Client

from outreach.visits.models import Visit
from tests.accounts.address_classes import (
    AGENT,
    COORDINATOR,
    NOWHERE,
    OF_ROLES,
    OWN,
    OWN_LATER,
    PUBLIC,
    SHARED,
    SIGNED,
    walks,
)
from tests.addresses import address, patterns

METHODS = ("get", "head", "post", "put", "patch", "delete")
# The first of two of one name is the one that answers.
ADDRESSES = dict(reversed(list(patterns())))
WITH_RECORD = {name for name, parameters in ADDRESSES.items() if parameters}
# 405 says nothing that the list of addresses, which is public, does not say.
NOTHING_THERE = {404, 405}
SIGN_IN = "/accounts/login/"


def test_it_classifies_every_address_once():
    classes = [PUBLIC, SIGNED, NOWHERE, OWN, OWN_LATER, set(OF_ROLES)]
    named = [name for some in classes for name in some]
    assert len(named) == len(set(named))
    assert set(named) == set(ADDRESSES)


@pytest.fixture
def ask(world):
    """Return a function that asks an address and then takes back whatever that changed."""

    queries = {"statistics:refresh": f"?campaign={world['slug']}"}

    def asked(client: Client, name: str, method: str, **others):
        path = address(name, ADDRESSES[name], world | others) + queries.get(name, "")
        cookies = client.cookies.copy()
        with transaction.atomic():
            response = getattr(client, method)(path)
            transaction.set_rollback(True)
        # The way out was among the addresses.
        client.cookies = cookies
        return response

    return asked


@pytest.mark.parametrize("role", walks(COORDINATOR))
def test_it_shows_each_role_its_own_addresses_and_no_other(role, request, signed_in, ask):
    client = signed_in(request.getfixturevalue(role))
    wrong, missing = [], []
    for name in ADDRESSES:
        statuses = {method: ask(client, name, method).status_code for method in METHODS}
        given = name in OWN or role in OF_ROLES.get(name, ())
        theirs = given or name in PUBLIC | OWN_LATER
        wrong += [
            (name, method, status)
            for method, status in statuses.items()
            if status >= 500 or status == 403 or (status not in NOTHING_THERE) > theirs
        ]
        # So that neither this walk nor those below can pass by finding nothing at all.
        missing += [name] if given and {statuses["get"], statuses["post"]} <= NOTHING_THERE else []
    assert wrong == []
    assert missing == []


def test_it_shows_strangers_the_way_in_and_nothing_else(ask):
    wrong = []
    for name, method in product(set(ADDRESSES) - PUBLIC, METHODS):
        response = ask(Client(), name, method)
        led_in = response.status_code == 302 and response.url.startswith(SIGN_IN)
        if not (led_in or response.status_code in {401, *NOTHING_THERE}):
            wrong.append((name, method, response.status_code))
    assert wrong == []


@pytest.mark.parametrize(
    ("role", "whose"), [(COORDINATOR, "other_coordinator"), (AGENT, "other_agent")]
)
def test_another_office_and_another_team_find_no_record(
    role, whose, request, signed_in, ask, other_team
):
    client = signed_in(request.getfixturevalue(whose))
    found = [
        (name, method)
        for name, method in product(WITH_RECORD - SHARED, METHODS)
        if role in OF_ROLES.get(name, ())
        if ask(client, name, method).status_code not in NOTHING_THERE
    ]
    assert found == []


def test_an_agent_finds_no_visit_of_yesterday(agent, signed_in, ask, world):
    visit = Visit.objects.get(code=world["visits:code"])
    Visit.objects.filter(pk=visit.pk).update(day=visit.day - timedelta(days=1))
    client = signed_in(agent)
    found = [
        (name, method)
        for name, method in product(WITH_RECORD - SHARED, METHODS)
        if AGENT in OF_ROLES.get(name, ())
        if ask(client, name, method).status_code not in NOTHING_THERE
    ]
    assert found == []


# One that nobody ever had stands for one that is deleted: nothing tells them apart.
GONE = {
    "code": "zzzzzzzzzzzz",
    "slug": "no-such-campaign",
    "list_code": "zzzzzzzzzzzz",
    "office_code": "no-such-office",
}


@pytest.mark.parametrize("role", walks(COORDINATOR))
def test_nobody_finds_what_is_not_there(role, request, signed_in, ask, world):
    client = signed_in(request.getfixturevalue(role))
    gone = {
        key: GONE[key.rsplit(":", 1)[-1]]
        for key in [*world, *GONE]
        if key[-4:] != "uidb36"
        if key.rsplit(":", 1)[-1] in GONE
    }
    found = [
        (name, method)
        for name, method in product(WITH_RECORD, METHODS)
        if set(ADDRESSES[name]) & set(GONE) and role in OF_ROLES.get(name, ())
        if ask(client, name, method, **gone).status_code not in NOTHING_THERE
    ]
    assert found == []
