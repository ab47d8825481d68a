"""The agent's app on a phone that is full, private or looked at: nothing is lost quietly."""

import re

import pytest
from playwright.sync_api import expect

from contacts.models import Address
from tests.factories import ResourceFactory
from tests.flows.phone_day import (
    doors_of,
    log_next_door,
    pill,
    queue_length,
    reopen,
    set_up,
    unlock,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
# A phone without room. `left` says how many times room can be made; the ballast makes it once.
FULL = """([left]) => {
  const { put, delete: drop } = IDBObjectStore.prototype;
  let isFull = true;
  IDBObjectStore.prototype.put = function (...words) {
    if (isFull && this.name === "queue") throw new DOMException("full", "QuotaExceededError");
    return put.apply(this, words);
  };
  IDBObjectStore.prototype.delete = function (key) {
    if (key === "ballast" && left > 0) isFull = false;
    return drop.call(this, key);
  };
}"""

# A browser whose database fails for a reason that is not the room.
BROKEN = """() => {
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (...words) {
    if (this.name === "queue") throw new DOMException("disk", "UnknownError");
    return put.apply(this, words);
  };
}"""

# The database that the app opened first.
OPENED = """
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (...words) {
    const opening = open.apply(this, words);
    opening.addEventListener("success", () => { window.opened ??= opening.result; });
    return opening;
  };
"""

# What the browser says of its storage: whether it promises to keep it, and how much there is.
STORAGE = """
  navigator.storage.persist = async () => %s;
  navigator.storage.estimate = async () => ({ quota: %d, usage: %d });
"""
GIGABYTE, MEGABYTE = 1024**3, 1024**2

TWO_FINGERS = """() => {
  const touches = [1, 2].map((identifier) => new Touch({ identifier, target: document.body }));
  document.body.dispatchEvent(new TouchEvent("touchstart", { bubbles: true, touches }));
}"""


def test_a_full_phone_still_saves_one_more_visit_and_says_so(
    open_as, team, agent, live_server, signal
):
    doors_of(team, 3)
    phone = open_as(agent)
    set_up(phone, live_server.url)
    signal.lose()
    phone.evaluate(FULL, [1])
    log_next_door(phone)
    expect(phone.locator("#toast")).to_contain_text("This phone is full. Your visit is saved")
    assert queue_length(phone) == 1
    expect(pill(phone)).to_have_text(re.compile("1 to send"))


def test_what_could_not_be_saved_is_called_not_saved(open_as, team, agent, live_server, signal):
    doors_of(team, 3)
    phone = open_as(agent)
    set_up(phone, live_server.url)
    signal.lose()
    phone.evaluate(FULL, [0])
    phone.get_by_role("button", name="No answer").click()
    expect(phone.locator("#toast")).to_contain_text("NOT saved: this phone is full")
    assert queue_length(phone) == 0
    expect(phone.get_by_text("0 of 3 doors")).to_be_visible()


def test_the_same_button_does_once_there_is_room_again(open_as, team, agent, live_server, signal):
    doors_of(team, 3)
    phone = open_as(agent)
    set_up(phone, live_server.url)
    signal.lose()
    phone.evaluate("() => { window.put = IDBObjectStore.prototype.put; }")
    phone.evaluate(FULL, [0])
    phone.get_by_role("button", name="No answer").click()
    expect(phone.locator("#toast")).to_contain_text("NOT saved: this phone is full")
    phone.evaluate("() => { IDBObjectStore.prototype.put = window.put; }")
    log_next_door(phone)
    assert queue_length(phone) == 1


def test_a_browser_that_does_not_write_is_not_passed_over_in_silence(
    open_as, team, agent, live_server, signal
):
    doors_of(team, 3)
    phone = open_as(agent)
    set_up(phone, live_server.url)
    signal.lose()
    phone.evaluate(BROKEN)
    phone.get_by_role("button", name="No answer").click()
    expect(phone.locator("#toast")).to_contain_text("NOT saved: this browser could not write it")
    expect(phone.get_by_text("0 of 3 doors")).to_be_visible()


def test_a_database_that_the_browser_closed_is_opened_again(
    open_as, team, agent, live_server, context, signal
):
    doors_of(team, 3)
    context.add_init_script(OPENED)
    phone = open_as(agent)
    set_up(phone, live_server.url)
    signal.lose()
    phone.evaluate("() => { opened.close(); opened.dispatchEvent(new Event('close')); }")
    log_next_door(phone)
    assert queue_length(phone) == 1


def test_a_whole_building_that_could_not_be_saved_is_not_called_saved(
    open_as, team, agent, live_server, signal
):
    visits = doors_of(team, 3)
    addresses = Address.objects.filter(pk__in=[visit.contact.address_id for visit in visits])
    addresses.update(street="7 Vandelquist Parkway", postal_code="06040")
    phone = open_as(agent)
    set_up(phone, live_server.url)
    signal.lose()
    phone.evaluate(FULL, [0])
    phone.evaluate("(code) => { location.hash = `#door/${code}`; }", visits[0].code)
    phone.get_by_role("button", name="No answer for these 3").click()
    toast = phone.locator("#toast")
    expect(toast).to_contain_text("NOT saved: this phone is full")
    phone.wait_for_timeout(500)
    expect(toast).to_contain_text("NOT saved: this phone is full")


@pytest.mark.parametrize(
    ("persists", "quota", "usage", "warnings"),
    [
        ("true", GIGABYTE, MEGABYTE, []),
        ("false", GIGABYTE, MEGABYTE, ["This browser may clear what it keeps"]),
        ("false", 300 * MEGABYTE, MEGABYTE, ["This looks like a private window"]),
        ("true", GIGABYTE, GIGABYTE - 3 * MEGABYTE, ["This phone is nearly full"]),
    ],
    ids=["kept", "may be cleared", "private", "nearly full"],
)
def test_it_warns_before_the_browser_could_lose_anything(
    open_as, team, agent, live_server, context, persists, quota, usage, warnings
):
    doors_of(team, 1)
    context.add_init_script(STORAGE % (persists, quota, usage))
    phone = open_as(agent)
    set_up(phone, live_server.url)
    told = phone.locator("#warnings .notice")
    expect(told).to_have_text([re.compile(warning) for warning in warnings])
    phone.evaluate("location.hash = '#me'")
    said = warnings[0] if warnings else "promised to keep"
    expect(phone.locator('[data-slot="storage"]')).to_contain_text(said)


def test_the_screen_is_blank_at_a_gesture(open_as, team, agent, live_server):
    doors_of(team, 1)
    phone = open_as(agent)
    set_up(phone, live_server.url)
    veil = phone.locator("#veil")
    name = phone.get_by_role("link", name="Vandelquist").first
    expect(name).to_be_visible()
    door = name.bounding_box()
    middle = [door["x"] + 5, door["y"] + 5]
    hides = [
        lambda: phone.evaluate(TWO_FINGERS),
        lambda: [phone.keyboard.press("Escape") for _each in range(2)],
        lambda: phone.get_by_role("button", name="Hide the screen").click(),
    ]
    for hide in hides:
        expect(veil).to_be_hidden()
        hide()
        expect(veil).to_be_visible()
        # Nothing of the page is above it, and nothing shines through.
        assert phone.evaluate("([x, y]) => document.elementFromPoint(x, y).closest('#veil')?.id",
                              middle) == "veil"  # fmt: skip
        assert phone.evaluate(
            "() => /rgb\\(/.test(getComputedStyle(document.getElementById('veil')).backgroundColor)"
        )
        veil.click()


def test_the_screen_is_blank_over_an_open_sheet_too(open_as, team, agent, live_server):
    doors_of(team, 1)
    phone = open_as(agent)
    set_up(phone, live_server.url)
    phone.evaluate("location.hash = '#me'")
    phone.get_by_role("button", name="Sign out").first.click()
    expect(phone.get_by_role("dialog")).to_be_visible()
    phone.evaluate(TWO_FINGERS)
    expect(phone.locator("#veil")).to_be_focused()
    expect(phone.get_by_role("dialog")).to_be_hidden()
    phone.locator("#veil").click()
    expect(phone.get_by_role("heading", name="What is on this phone")).to_be_visible()


def test_help_nearby_is_there_without_signal(open_as, team, agent, live_server, signal):
    visits = doors_of(team, 2)
    Address.objects.filter(pk=visits[0].contact.address_id).update(latitude=41.76, longitude=-72.6)
    ResourceFactory(
        name="Harbor Recovery", phone="+18605550123", latitude=41.765, longitude=-72.6,
        languages=["en", "es"],
    )  # fmt: skip
    phone = open_as(agent)
    with phone.expect_response("**/sync/resources/"):
        words = set_up(phone, live_server.url)
    phone.wait_for_timeout(300)
    signal.lose()
    phone = reopen(phone, live_server.url)
    unlock(phone, words)
    phone.get_by_role("link", name="Help nearby").click()
    cards = phone.locator("#help-list > li")
    expect(cards).to_have_count(3)
    line, place = cards.nth(0), cards.filter(has_text="Harbor Recovery")
    expect(line.get_by_role("link", name="988")).to_have_attribute("href", "tel:988")
    expect(line.get_by_role("link", name="Text")).to_have_attribute("href", "sms:988")
    expect(place.get_by_text("Other help")).to_be_visible()
    expect(place.get_by_text("English, Spanish")).to_be_visible()
    expect(place.get_by_role("link", name="Directions")).to_have_attribute(
        "href", re.compile("^geo:41.765,-72.6")
    )
    expect(place.get_by_role("link", name="Text")).to_be_hidden()
