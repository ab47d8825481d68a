"""The places of a role with many of them, on a phone and on a desk, by finger and by key."""

import pytest
from playwright.sync_api import expect

PHONE, DESK = {"width": 320, "height": 700}, {"width": 1280, "height": 800}
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def page(open_as, coordinator, live_server):
    page = open_as(coordinator)
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + "/referrals/")
    return page


def test_a_phone_has_the_rest_in_a_sheet_that_keys_open_and_close(page):
    places = page.get_by_role("navigation", name="Places")
    more, campaigns = places.get_by_role("button", name="More"), places.get_by_text("Campaigns")
    expect(places.locator("> ul > li")).to_have_count(5)
    expect(campaigns).to_be_hidden()
    assert page.evaluate(WIDE) == 0
    more.press("Enter")
    expect(campaigns).to_be_visible()
    page.keyboard.press("Tab")
    expect(places.get_by_role("link", name="Referrals")).to_be_focused()
    page.keyboard.press("Escape")
    expect(campaigns).to_be_hidden()
    expect(more).to_be_focused()
    more.click()
    campaigns.click()
    expect(page.get_by_role("heading", name="Campaigns", level=1)).to_be_visible()


def test_more_is_marked_where_the_page_is_in_it(page, live_server):
    more = page.get_by_role("button", name="More")
    expect(more).to_have_attribute("aria-current", "true")
    more.click()
    here = page.get_by_role("navigation", name="Places").locator("a[aria-current=page]")
    expect(here).to_have_text("Referrals")
    page.goto(live_server.url + "/board/")
    expect(more).not_to_have_attribute("aria-current", "true")
    # The board's parts are still being asked for; the tables are emptied when the test ends.
    page.wait_for_load_state("networkidle")


def test_a_desk_shows_them_all(page):
    page.set_viewport_size(DESK)
    expect(page.get_by_role("button", name="More")).to_be_hidden()
    for name in ("Board", "Referrals", "Campaigns", "Me"):
        place = page.get_by_role("navigation", name="Places").get_by_role(
            "link", name=name, exact=True
        )
        expect(place).to_be_in_viewport(ratio=1)
    assert page.evaluate(WIDE) == 0
