"""A real browser for the walks through the product: Debian's Chromium, or a skip with a message."""

import shutil
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from contacts.imports import guess_columns, read_table, run_import
from contacts.models import LeadImport
from outreach.routing.models import Plan, PlannedVisit, Route
from outreach.visits.receiving import receive_event
from tests.factories import ContactFactory, EnrollmentFactory, VisitFactory, today

CHROMIUM = shutil.which("chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args():
    if not CHROMIUM:
        pytest.skip("No Chromium on this machine: install Debian's package chromium.")
    return {"executable_path": CHROMIUM, "args": QUIET}


@pytest.fixture(scope="session")
def playwright(django_db_setup, playwright):
    """Close the connection that Django keeps apart while Playwright's event loop runs.

    Without this the test database cannot be removed at the end: someone still uses it.
    """
    yield playwright
    connections.close_all()


@pytest.fixture
def open_as(live_server, context: BrowserContext, signed_in):
    """Return a function that gives a page signed in as a user, or as nobody."""

    def open_page(user=None) -> Page:
        context.clear_cookies()
        if user is not None:
            session = signed_in(user).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return context.new_page()

    return open_page


@pytest.fixture
def world(office, campaign, team, agent, coordinator, contact) -> dict[str, object]:
    """A little of everything, and the values of the parameters of every address."""
    enrollments = [
        EnrollmentFactory(campaign=campaign, contact=ContactFactory(office=office))
        for _each in range(4)
    ]
    visit = VisitFactory(
        team=team, enrollment=EnrollmentFactory(campaign=campaign, contact=contact), position=1
    )
    done = VisitFactory(team=team, enrollment=enrollments[0], position=2)
    _report(agent, done, "visit_report", disposition="CONTACT_PERSON", response="DECLINED")
    request = _report(agent, visit, "contact_request", wish="VISIT_AGAIN", text="On Friday")
    late = _report(agent, done, "visit_report", disposition="MOVED")
    plan = _plan(campaign, office, team, enrollments[1:])
    lead_import = _lead_import(office, coordinator)
    for language in ("en", "es"):
        campaign.scripts.create(language=language, to_the_person="Hello", to_anyone_else="Hi")
    return {
        "slug": campaign.slug,
        "day": plan.day,
        "contacts:code": contact.code,
        "campaigns:code": team.code,
        "routing:code": team.code,
        "visits:code": visit.code,
        "visits:of_contact:code": contact.code,
        "visits:key": late,
        "visits:decide_conflicts:key": 1,
        "visits:decide_requests:key": request,
        "list_code": lead_import.code,
        "number": lead_import.rows.get(outcome="ASKED").number,
        "office_code": office.code,
        "problem": "NO_PLACE",
        "kind": "DOG",
        "key": "no-such-key",
        "accounts:code": agent.code,
        "uidb36": "1",
    }


def _report(author, visit, kind, **data) -> str:
    number = str(uuid4())
    envelope = {"id": number, "kind": kind, "visit": visit.code, "data": data}
    at = timezone.localtime().isoformat()
    receive_event(author, envelope | {"at": at}, timezone.now())
    return number


def _plan(campaign, office, team, enrollments) -> Plan:
    status = Plan.Status.DRAFT
    plan = Plan.objects.create(campaign=campaign, office=office, day=today(), status=status)
    route = Route.objects.create(plan=plan, team=team)
    placed, also_placed, left_out = enrollments
    for position, enrollment in enumerate([placed, also_placed], 1):
        plan.planned_visits.create(
            enrollment=enrollment, route=route, position=position, arrives_at=timezone.now()
        )
    plan.planned_visits.create(enrollment=left_out, left_out=PlannedVisit.LeftOut.NO_PLACE)
    return plan


def _lead_import(office, coordinator) -> LeadImport:
    """An imported list with a refused row and a possible duplicate."""
    text = (
        "first_name,last_name,street,city,state,postal_code,phone\n"
        "Grace,Chen,12 Elm Street,Manchester,CT,06040,(860) 555-0177\n"
        "Paula,Ortiz,90 Oak Street,Manchester,CT,06040,(860) 555-0177\n"
        ",,7 Ash Street,Manchester,CT,06040,\n"
    )
    table = read_table(BytesIO(text.encode()), "leads.csv")
    lead_import = LeadImport(
        file_name="leads.csv",
        uploaded_by=coordinator,
        office=office,
        columns=guess_columns(table.columns),
    )
    run_import(lead_import, coordinator, table)
    return lead_import
