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


KEPT = """async () => {
  const [app] = [...document.scripts].filter(({ src }) => /visits\\/app[^/]*js$/.test(src));
  const { readDay } = await import(app.src.replace(/app([^/]*)$/, "vault$1"));
  return (await readDay()).list.visits.length;
}"""


def test_of_a_long_route_it_keeps_forty_doors_and_counts_them_all(
    open_as, team, agent, live_server
):
    doors_of(team, 42)
    phone = open_as(agent)
    set_up(phone, live_server.url)
    expect(phone.get_by_text("0 of 42 doors")).to_be_visible()
    expect(phone.get_by_text("2 more doors are not here")).to_be_visible()
    for _each in range(4):
        log_next_door(phone)
    received(phone)
    with phone.expect_response(CASELOAD):
        refresh(phone)
    phone.evaluate("location.hash = '#today'")
    expect(phone.get_by_text("4 of 42 doors")).to_be_visible()
    expect(phone.get_by_text("more doors are not here")).to_be_hidden()
    assert phone.evaluate(KEPT) == 40


@pytest.mark.parametrize("status", [404, 410])
def test_only_the_office_ends_the_list_and_no_proxy(
    open_as, team, agent, live_server, context, status
):
    doors_of(team, 2)
    phone = open_as(agent)
    set_up(phone, live_server.url)
    proxy = {"status": status, "content_type": "text/html", "body": "<h1>Not here</h1>"}
    context.route(CASELOAD, lambda route: route.fulfill(**proxy))
    with phone.expect_response(CASELOAD):
        refresh(phone)
    phone.evaluate("location.hash = '#today'")
    expect(phone.get_by_text("We could not refresh")).to_be_visible()
    expect(phone.get_by_text("0 of 2 doors")).to_be_visible()
