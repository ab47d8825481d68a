"""The day's list while it is refreshed: what was logged counts, and only the office ends it."""

import pytest
from playwright.sync_api import expect

from tests.flows.phone_day import doors_of, log_next_door, received, set_up

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
CASELOAD = "**/sync/caseload/"


def refresh(phone) -> None:
    phone.evaluate("location.hash = '#me'")
    phone.get_by_role("button", name="Refresh the list").click()


def test_what_is_logged_while_the_list_comes_stays_logged(
    open_as, team, agent, live_server, context
):
    doors_of(team, 3)
    phone = open_as(agent)
    set_up(phone, live_server.url)
    held = []
    context.route(CASELOAD, lambda route: held.append((route, route.fetch())))
    refresh(phone)
    phone.evaluate("location.hash = '#today'")
    log_next_door(phone)
    received(phone)
    route, before = held[0]
    with phone.expect_response(CASELOAD):
        route.fulfill(response=before)
    phone.wait_for_timeout(500)
    expect(phone.get_by_text("1 of 3 doors")).to_be_visible()
    # The next one knows of it, and counts from then on.
    context.unroute(CASELOAD)
    with phone.expect_response(CASELOAD):
        refresh(phone)
    phone.evaluate("location.hash = '#today'")
    expect(phone.get_by_text("1 of 3 doors")).to_be_visible()
