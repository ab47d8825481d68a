"""The page of a day with thousands of doors: as many queries as of six, and of bounded size."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.models import Address, Contact
from outreach.campaigns.models import Enrollment
from outreach.routing.models import PlannedVisit
from outreach.routing.presenting import MOST_LISTED
from tests.routing.test_plan_pages import url

MANY = 5_000
# In bytes, for 606 doors in routes and 300 left out.
LARGEST = 1_200_000


@pytest.fixture
def lin(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def crowd(draft, office, campaign):
    """5,000 more doors, of which 600 have a place in the two routes."""
    streets = (f"{number} Elm Street" for number in range(MANY))
    addresses = Address.objects.bulk_create(
        Address(
            street=street, city="Manchester", state="CT", postal_code="06040", key=f"{n:032x}",
            latitude=41.7 + n % 70 / 1000, longitude=-72.6 + n // 70 / 1000,
        )
        for n, street in enumerate(streets)
    )  # fmt: skip
    contacts = Contact.objects.bulk_create(
        Contact(office=office, given_name="Rosa", family_name=f"D{n}", address=address)
        for n, address in enumerate(addresses)
    )
    enrolled = Enrollment.objects.bulk_create(
        Enrollment(campaign=campaign, contact=contact) for contact in contacts
    )
    routes, now = list(draft.routes.all()), timezone.now()
    PlannedVisit.objects.bulk_create(
        PlannedVisit(plan=draft, enrollment=each, left_out="SHIFT_FULL")
        if n >= 600
        else PlannedVisit(
            plan=draft, enrollment=each, route=routes[n % 2], position=100 + n,
            arrives_at=now + timedelta(minutes=n),
        )
        for n, each in enumerate(enrolled)
    )  # fmt: skip
    return draft


def _page(client, day):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url("plan", day))
    assert response.status_code == 200
    return response, len(queries)


def test_it_takes_no_more_queries_and_says_how_many_it_does_not_list(lin, draft, day, request):
    _page(lin, day)
    _few, queries = _page(lin, day)
    request.getfixturevalue("crowd")
    page, with_many = _page(lin, day)
    assert with_many <= queries
    assert len(page.content) <= LARGEST
    assert len(page.context["map_data"]["leftOut"]) == MOST_LISTED
    assert page.text.count('name="visit"') <= 606 + MOST_LISTED
    assert f"{MANY - 600 - MOST_LISTED} more. Plan more days, or add teams." in page.text
