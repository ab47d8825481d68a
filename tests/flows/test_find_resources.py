"""Finding help at 390 px: by ZIP code and filters, without leaving the page, lines on top."""

import re

from playwright.sync_api import expect

from outreach.referrals.facets import Facet
from tests.factories import ResourceFactory


def test_an_agent_finds_a_resource_with_one_thumb(agent, open_as, live_server):
    ResourceFactory(name="Elm Street Pantry", facets=Facet.FOOD | Facet.FREE)
    ResourceFactory(
        name="Maple House",
        facets=Facet.BUPRENORPHINE | Facet.TREATMENT,
        hours=[{"opens": "00:00", "closes": "00:00", "days": []}],
    )
    page = open_as(agent)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live_server.url + "/resources/")
    line = page.get_by_role("link", name="988", exact=True)
    expect(line).to_have_attribute("href", "tel:988")
    assert line.bounding_box()["y"] < 400
    page.get_by_label("ZIP code").fill("06103")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("link", name="Elm Street Pantry")).to_be_visible()
    page.get_by_label("Food", exact=True).check()
    expect(page.get_by_role("link", name="Maple House")).to_have_count(0)
    page.get_by_label("Food", exact=True).uncheck()
    page.get_by_text("More filters").click()
    page.get_by_label("Buprenorphine").check()
    page.get_by_label("Open now").check()
    expect(page.get_by_role("link", name="Elm Street Pantry")).to_have_count(0)
    expect(page.get_by_text("Open day and night")).to_be_visible()
    call = page.get_by_role("link", name="860-555-0175")
    expect(call).to_have_attribute("href", "tel:8605550175")
    assert call.bounding_box()["height"] >= 48
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0
    page.get_by_role("link", name="Maple House").click()
    expect(page).to_have_url(re.compile(r"/resources/\w{12}/$"))


def test_the_phone_says_where_it_is(agent, open_as, live_server, context):
    ResourceFactory(name="In Denver", latitude=39.74, longitude=-104.99)
    context.grant_permissions(["geolocation"], origin=live_server.url)
    context.set_geolocation({"latitude": 39.7392, "longitude": -104.9903})
    page = open_as(agent)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live_server.url + "/resources/")
    page.get_by_role("button", name="Near me").click()
    expect(page.get_by_role("link", name="In Denver")).to_be_visible()
    # Where the agent stands is in no address.
    assert "39." not in page.url
