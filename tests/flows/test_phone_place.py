"""Where the phone is while a visit is logged: this door's place, or none."""

import pytest
from playwright.sync_api import expect

from tests.flows.phone_day import doors_of, set_up

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
LATER = """() => {
  const { now } = Date;
  Date.now = () => now() + 10 * 60_000;
  const fails = (_found, missing) => missing({ code: 3, PERMISSION_DENIED: 1 });
  navigator.geolocation.getCurrentPosition = fails;
}"""


def test_the_place_of_the_last_door_is_not_that_of_the_next(
    open_as, team, agent, live_server, context
):
    first, second = doors_of(team, 2)
    context.grant_permissions(["geolocation"], origin=live_server.url)
    context.set_geolocation({"latitude": 41.76, "longitude": -72.6, "accuracy": 12})
    phone = open_as(agent)
    set_up(phone, live_server.url)
    phone.evaluate("(code) => { location.hash = `#log/${code}/note`; }", first.code)
    quality = phone.locator('[data-view=log] [data-place="quality"]')
    expect(quality).to_have_value("GOOD")
    phone.evaluate("location.hash = '#today'")
    # Ten minutes later, in a stairwell.
    phone.evaluate(LATER)
    phone.evaluate("(code) => { location.hash = `#log/${code}/note`; }", second.code)
    expect(quality).to_have_value("UNKNOWN")
    expect(phone.locator('[data-view=log] [data-place="latitude"]')).to_have_value("")
