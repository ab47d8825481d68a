"""An open visit of today for the agent, and events about it."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from outreach.visits.models import Visit
from outreach.visits.receiving import Verdict, receive_event
from tests.factories import EnrollmentFactory, VisitFactory
from tests.visits.phone import PhoneInTest


@pytest.fixture
def enrollment(campaign, contact):
    return EnrollmentFactory(campaign=campaign, contact=contact)


@pytest.fixture
def visit(team, enrollment) -> Visit:
    """Today's open visit of the agent's team at Rosa Delgado's door."""
    return VisitFactory(team=team, enrollment=enrollment)


@pytest.fixture
def event(visit):
    """Return a function that makes an event about the visit."""

    def make(kind: str = "visit_report", about: Visit | None = None, **data: Any) -> dict[str, Any]:
        return {
            "id": str(uuid4()),
            "kind": kind,
            "visit": (about or visit).code,
            "at": timezone.now().isoformat(),
            "data": data,
        }

    return make


@pytest.fixture
def send(agent, event):
    """Return a function that lets the agent report, and gives the verdict."""

    def report(kind: str = "visit_report", by: Any = None, **data: Any) -> Verdict:
        return receive_event(by or agent, event(kind, **data), timezone.now())

    return report


@pytest.fixture
def phone(agent, signed_in, visit) -> PhoneInTest:
    """The agent's phone, registered, with today's list."""
    phone = PhoneInTest(signed_in(agent))
    phone.register()
    phone.fetch()
    return phone
