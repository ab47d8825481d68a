"""What someone says yes to at a door without signal reaches the office as it was said.

PICTURES=folder keeps pictures of the sheet and of the work list.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from contacts.models import Consent
from outreach.visits.models import VisitReport
from tests.flows.phone_day import doors_of, queue_length, set_up

pytestmark = pytest.mark.django_db(transaction=True)
NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


def picture(page: Page, name: str) -> None:
    """Keep the page as it looks by day and by night, where PICTURES names a folder."""
    if folder := os.environ.get("PICTURES"):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=Path(folder) / f"{name}-{scheme}.png")
        page.emulate_media(color_scheme="light")


def open_sheet(phone: Page, visit) -> None:
    """Open the sheet of who was spoken with, offline, and tick what they said yes to."""
    phone.evaluate("(code) => { location.hash = `log/${code}/spoke`; }", visit.code)
    # What follows from an answer waits for it.
    for later in ("Why not?", "What stands in the way?", "They said yes to"):
        expect(phone.get_by_text(later)).to_be_hidden()
    phone.get_by_label("Wants a referral").check()
    phone.get_by_label("Agrees to text messages").check()
    phone.locator('[name="wording_language"][value="en"]').check()
    phone.locator("#phone-new").fill("860-555-0177")


def test_what_was_agreed_to_offline_reaches_the_office(
    open_as, agent, coordinator, team, live_server, signal
):
    [visit] = doors_of(team, 1)
    phone = open_as(agent)
    phone.set_viewport_size(NARROW)
    set_up(phone, live_server.url)
    signal.lose()
    open_sheet(phone, visit)
    picture(phone, "sheet")
    save = phone.get_by_role("button", name="Save", exact=True)
    # A yes to nothing is no yes: it stays on the sheet, says why, and nothing is queued.
    save.click()
    refusal = phone.locator('[name="purposes"]').first.evaluate("(box) => box.validationMessage")
    assert refusal == "Tick what the texts may be for."
    expect(phone.locator('[data-view="log"]')).to_be_visible()
    assert queue_length(phone) == 0
    picture(phone, "refused")
    phone.wait_for_timeout(750)  # A tap sooner than that is taken for a second one.
    # Any of them is enough, be it not the one that said why.
    phone.get_by_label("Asking how they are doing").check()
    phone.get_by_label("Reminders of appointments").check()
    save.click()
    expect(phone.locator('[data-view="today"]')).to_be_visible()
    assert queue_length(phone) == 1
    with phone.expect_response("**/sync/events/"):
        signal.regain()
    consent = Consent.objects.get(contact=visit.contact)
    assert consent.purposes == ["CHECK_IN", "REMINDER"]
    assert str(consent.phone.number) == "+18605550177"
    assert VisitReport.objects.current().get(visit=visit).referral_wanted
    phone.close()
    see_who_asked(open_as(coordinator), live_server.url, visit)


def see_who_asked(desk: Page, url: str, visit) -> None:
    """Find the person on the work list, see to it, and come to where they are referred."""
    desk.set_viewport_size(NARROW)
    desk.goto(f"{url}/referrals/")
    expect(desk.get_by_text("Asked for a referral at the door, none made yet")).to_be_visible()
    desk.get_by_text("Close without a referral").click()
    picture(desk, "wanted")
    desk.get_by_role("button", name="I see to it").click()
    expect(desk.get_by_role("button", name="Give it back to the office")).to_be_visible()
    desk.set_viewport_size(WIDE)
    picture(desk, "wanted-wide")
    desk.get_by_role("link", name=f"Refer {visit.contact.name}").click()
    desk.wait_for_url(f"**/referrals/new/{visit.contact.code}/")
