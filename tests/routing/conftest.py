"""A day with doors to plan. The search is short: its quality is the solver's own tests' matter."""

from datetime import timedelta

import pytest

from outreach.routing import solving
from outreach.routing.planning import make_plan
from outreach.routing.solver import Effort
from tests.factories import AddressFactory, ContactFactory, EnrollmentFactory, today


@pytest.fixture(autouse=True)
def _search_briefly(monkeypatch):
    monkeypatch.setattr(solving, "Effort", lambda: Effort(seconds=None, iterations=50))


@pytest.fixture
def day():
    return today() + timedelta(days=1)


@pytest.fixture
def enroll(campaign, office):
    """Return a function that enrolls contacts of the office in the campaign."""

    def make(count=1, **contact):
        return [
            EnrollmentFactory(
                campaign=campaign, contact=ContactFactory(**{"office": office, **contact})
            )
            for _ in range(count)
        ]

    return make


@pytest.fixture
def lost_address(db):
    """An address without coordinates."""
    return AddressFactory(latitude=None, longitude=None)


@pytest.fixture
def draft(campaign, office, day, team, other_team, enroll, coordinator):
    """A draft of six doors for two teams."""
    enroll(6)
    return make_plan(campaign, office, day, coordinator)
