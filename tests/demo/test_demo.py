"""The demo: five invented offices, a sign-in for each role, and today's doors."""

import re
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from contacts.models import Contact, DecoyAlert, Office, Phone
from outreach.accounts import roles
from outreach.accounts.append_only import remove_triggers
from outreach.campaigns.models import Campaign
from outreach.demo import building, history
from outreach.demo.building import build_demo
from outreach.demo.cities import CITIES
from outreach.demo.programme import PASSWORD
from outreach.messaging.models import SequenceStep
from outreach.privacy.models import BrokenGlass, PersonRequest
from outreach.routing.days import today_of
from outreach.routing.models import Plan
from outreach.visits.models import Device, Visit, VisitReport
from outreach.visits.receipts import receipts_of

# Enough for two teams, a short history and today; the demo itself has more.
DOORS = 14
DAYS_OF_HISTORY = 3


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(building, "DOORS_AN_OFFICE", DOORS)
    monkeypatch.setattr(history, "DAYS_OF_HISTORY", DAYS_OF_HISTORY)
    monkeypatch.setattr(history, "VISITS_A_DAY", 1)


def _make() -> str:
    out = StringIO()
    call_command("demo", "--no-serve", stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_it_makes_five_offices_and_a_day_for_each_role(small):
    said = _make()
    today = timezone.localdate(timezone=building.LATEST_ZONE)
    assert Office.objects.count() == 5
    assert Plan.objects.filter(status=Plan.Status.PUBLISHED, day__gte=today).count() == 5
    assert Visit.objects.filter(day__gte=today, status=Visit.Status.OPEN).count() >= 5 * 3
    told = receipts_of(
        Device.objects.all(), today_of(Office.objects.get(code=CITIES[0][0]), timezone.now())
    )
    assert (told.missing, told.phones) == (3, 1)
    earlier = VisitReport.objects.filter(visit__day__lt=today)
    assert earlier.values("visit__day").distinct().count() >= DAYS_OF_HISTORY
    reminder = SequenceStep.objects.get(hours_before__isnull=False)
    assert reminder.sequence.starts_after == "REFERRAL_SCHEDULED"
    _check_that_everyone_is_invented()
    _check_that_an_administrator_has_something_to_look_into()
    assert PASSWORD in said
    assert "http://127.0.0.1:8000/" in said
    assert "asks for no second factor" in said
    starts = ["/today/", "/board/", "/statistics/", "/people/", "/audit/"]
    for role, start in zip(roles.LABELS, starts, strict=True):
        email = re.search(rf"^ +{role} +(\S+)$", said, re.MULTILINE)[1]
        client = Client()
        client.post("/accounts/login/", {"login": email, "password": PASSWORD})
        response = client.get("/", follow=True)
        assert response.request["PATH_INFO"] == start
        assert response.status_code == 200


def _check_that_everyone_is_invented() -> None:
    # 555-0100 to 555-0199 belong to nobody.
    numbers = [str(phone.number) for phone in Phone.objects.exclude(number="")]
    assert len(numbers) > 5 * 5
    assert {number[-7:-2] for number in numbers} == {"55501"}


def _check_that_an_administrator_has_something_to_look_into() -> None:
    assert DecoyAlert.objects.filter(looked_into_at=None).count() == 1
    assert BrokenGlass.objects.filter(finding="").count() == 1
    assert PersonRequest.objects.filter(status=PersonRequest.Status.RECEIVED).count() == 1


@pytest.fixture
def _emptied_afterwards(transactional_db):
    """Take back the triggers that a demo made anew leaves: the tests' own emptying has to pass."""
    yield
    remove_triggers()


# Emptying the database is no part of a transaction.
@pytest.mark.slow
@pytest.mark.usefixtures("_emptied_afterwards")
def test_it_keeps_todays_demo_and_makes_yesterdays_anew(small):
    said: list[str] = []
    build_demo(said.append)
    first = set(VisitReport.objects.values_list("pk", flat=True))
    build_demo(said.append)
    assert set(VisitReport.objects.values_list("pk", flat=True)) == first
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        build_demo(said.append)
        today = timezone.localdate(timezone=building.LATEST_ZONE)
        assert Plan.objects.filter(status=Plan.Status.PUBLISHED, day__gte=today).count() == 5
    assert Campaign.objects.count() == 1
    assert "Making the demo anew for today ..." in said


def test_it_mixes_with_nobody_elses_data(office, contact):
    with pytest.raises(CommandError, match="one of its own"):
        _make()
    assert list(Contact.objects.all()) == [contact]
    assert Office.objects.count() == 1
