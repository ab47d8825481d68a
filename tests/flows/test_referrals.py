"""Referring on a phone, the provider's link, and the coordinator's work list, in a real browser."""

from datetime import timedelta
from urllib.parse import urlparse

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from outreach.referrals.models import Disclosure, Referral
from tests.factories import EnrollmentFactory, ResourceFactory, VisitFactory

A_PHONE, A_DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
CLINIC = "Elm Street Clinic"


@pytest.fixture
def visit(team, campaign, contact):
    return VisitFactory(team=team, enrollment=EnrollmentFactory(campaign=campaign, contact=contact))


@pytest.fixture
def resource(db):
    return ResourceFactory(name="Outpatient program", organization_name=CLINIC)


@pytest.fixture
def desk(open_as, coordinator):
    """The coordinator's page."""
    page = open_as(coordinator)
    page.set_viewport_size(A_DESK)
    return page


def test_someone_is_referred_at_the_door_and_the_provider_answers(
    live_server, open_as, agent, coordinator, visit, resource, settings
):
    settings.PUBLIC_URL = live_server.url
    page = open_as(agent)
    page.set_viewport_size(A_PHONE)
    _refer_at_the_door(page, live_server.url, visit)
    referral = Referral.objects.get()
    assert referral.terms.get().shared == ["NAME", "PHONE", "LANGUAGE"]

    page = open_as(coordinator)
    link, code = _make_link(page, live_server.url)

    page = open_as(None)
    page.set_viewport_size(A_PHONE)
    _answer(page, live_server.url + urlparse(link).path, code)
    referral.refresh_from_db()
    assert referral.state == ("in-progress", "SCHEDULED")
    assert Disclosure.objects.count() == 1


def _refer_at_the_door(page: Page, url: str, visit) -> None:
    page.goto(f"{url}/visits/{visit.code}/")
    page.get_by_role("link", name="Find help nearby").click()
    page.get_by_role("link", name="Refer to Outpatient program").click()
    wording = page.locator(".wording")
    expect(wording).to_contain_text(CLINIC)
    expect(wording).not_to_contain_text("language")
    page.get_by_label("Language", exact=True).check()
    # The text follows the choice without a reload.
    expect(wording).to_contain_text("name, phone number, language")
    assert page.evaluate("document.documentElement.scrollWidth") <= A_PHONE["width"]
    page.get_by_role("button", name="They agree: refer and share").click()
    expect(page.get_by_text("Referred. The office sends the provider a link")).to_be_visible()


def _make_link(page: Page, url: str) -> tuple[str, str]:
    page.goto(f"{url}/referrals/")
    page.get_by_role("link", name="Rosa Delgado").click()
    page.get_by_role("button", name="Print a link").click()
    code = page.locator("#secret").inner_text()
    page.emulate_media(media="print")
    expect(page.locator("#secret")).to_be_hidden()
    page.emulate_media(media="screen")
    return page.locator("#link").input_value(), code


def _answer(page: Page, link: str, code: str) -> None:
    page.goto(link)
    expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()
    expect(page.get_by_text("Rosa")).to_have_count(0)
    page.get_by_label("Code").fill("AAAA-BBBB")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("alert")).to_contain_text("do not open anything")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_text("Rosa Delgado")).to_be_visible()
    expect(page.get_by_text("42 CFR part 2 prohibits")).to_be_visible()
    expect(page.get_by_label("When is the appointment?")).to_be_hidden()
    page.get_by_label("Appointment made").check()
    at = timezone.localtime() + timedelta(days=2)
    page.get_by_label("When is the appointment?").fill(at.strftime("%Y-%m-%dT%H:%M"))
    assert page.evaluate("document.documentElement.scrollWidth") <= A_PHONE["width"]
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def test_a_coordinator_works_the_list_down(
    live_server, desk, coordinator, contact, visit, resource
):
    from outreach.referrals.referring import give_details, refer

    now = timezone.now() - timedelta(days=10)
    referral = refer(contact, resource, coordinator, now)
    give_details(referral, coordinator, now)
    desk.goto(f"{live_server.url}/board/")
    desk.get_by_role("link", name="1 referrals overdue").click()
    expect(desk.locator(".work .late")).to_contain_text("The person: Go there")
    desk.get_by_role("link", name="Rosa Delgado").click()
    desk.get_by_role("button", name="I take it").click()
    desk.get_by_label("Turned down").check()
    desk.locator("#id_closure").select_option("NO_CAPACITY")
    desk.get_by_label("Who says so?").first.select_option("PERSON")
    desk.get_by_role("button", name="Save").first.click()
    expect(desk.locator(".page-head")).to_contain_text("No place free")
    expect(desk.locator(".story")).to_contain_text("Turned down")
    desk.get_by_role("link", name="Refer elsewhere").click()
    expect(desk.get_by_role("heading", name="Resources")).to_be_visible()
    desk.goto(f"{live_server.url}/referrals/?list=late")
    expect(desk.get_by_text("Nothing is overdue.")).to_be_visible()
    referral.refresh_from_db()
    assert (referral.owner, referral.closure) == (coordinator, "NO_CAPACITY")
