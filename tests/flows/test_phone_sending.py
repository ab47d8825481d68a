"""The way from the phone to the office: one sender, in parts, as often as the office asks."""

import re

import pytest
from playwright.sync_api import expect

from outreach.visits.models import ReceivedEvent
from tests.flows.phone_day import (
    Line,
    doors_of,
    log_next_door,
    pill,
    queue_length,
    received,
    set_up,
    unlock,
)

pytestmark = pytest.mark.django_db(transaction=True)

# Chance is left out, and every wait is written down.
WAITS = """
  Math.random = () => window.dice ?? 0;
  window.waits = [];
  const wait = window.setTimeout;
  window.setTimeout = (deed, delay, ...words) => {
    window.waits.push(Math.round(delay));
    return wait(deed, delay, ...words);
  };
"""


def test_two_tabs_are_one_sender(open_as, team, agent, live_server, context, signal):
    doors_of(team, 4)
    phone = open_as(agent)
    words = set_up(phone, live_server.url)
    other = context.new_page()
    other.goto(f"{live_server.url}/app/")
    unlock(other, words)
    expect(pill(other)).to_be_visible()
    signal.lose()
    for _each in range(3):
        log_next_door(phone)
    line = Line(context)
    signal.regain()
    for page in (phone, other):
        page.evaluate("window.dispatchEvent(new Event('online'))")
    for page in (phone, other):
        received(page)
    assert sorted(line.identifiers) == sorted(str(e.pk) for e in ReceivedEvent.objects.all())
    assert len(line.identifiers) == 3


@pytest.mark.slow
def test_what_is_too_much_at_once_goes_in_parts(open_as, team, agent, live_server, context, signal):
    doors_of(team, 6)
    phone = open_as(agent)
    set_up(phone, live_server.url)
    signal.lose()
    for _each in range(5):
        log_next_door(phone)
    line = Line(context, lambda ids: {"status": 413, "body": "{}"} if len(ids) > 2 else None)
    signal.regain()
    received(phone)
    assert [len(ids) for ids in line.sent if ids][:4] == [5, 2, 2, 1]
    assert ReceivedEvent.objects.filter(verdict="applied").count() == 5


@pytest.mark.slow
def test_it_waits_for_as_long_as_the_office_asks(open_as, team, agent, live_server, context):
    doors_of(team, 3)
    phone = open_as(agent)
    phone.clock.install()
    set_up(phone, live_server.url)
    pause = {"status": 429, "headers": {"Retry-After": "600"}, "body": "{}"}
    line = Line(context, lambda _ids: pause)
    log_next_door(phone)
    expect(pill(phone)).to_have_text(re.compile("1 to send"))
    # Neither another visit nor a look at the app asks sooner; a tap does.
    log_next_door(phone)
    phone.evaluate("window.dispatchEvent(new Event('focus'))")
    phone.clock.fast_forward("09:00")
    expect(pill(phone)).to_have_text(re.compile("2 to send"))
    assert len(line.sent) == 1
    line.answer = None
    phone.clock.fast_forward("01:06")
    received(phone)
    assert ReceivedEvent.objects.count() == 2


def test_by_hand_it_asks_at_once(open_as, team, agent, live_server, context):
    doors_of(team, 2)
    phone = open_as(agent)
    set_up(phone, live_server.url)
    line = Line(context, lambda _ids: {"status": 503, "headers": {"Retry-After": "60"}, "body": ""})
    log_next_door(phone)
    phone.evaluate("location.hash = '#sending'")
    expect(phone.locator("#sending-card h2")).to_have_text("1 visit is only on this phone")
    line.answer = None
    phone.get_by_role("button", name="Try now").click()
    expect(phone.locator("#sending-card h2")).to_have_text(re.compile("Received by the office"))


@pytest.mark.slow
@pytest.mark.parametrize(("dice", "least"), [(0, 3_750), (1, 6_250)])
def test_it_asks_ever_less_often_and_not_when_others_do(
    open_as, team, agent, live_server, context, dice, least
):
    doors_of(team, 2)
    context.add_init_script(WAITS)
    phone = open_as(agent)
    set_up(phone, live_server.url)
    phone.evaluate("(dice) => { window.dice = dice; }", dice)
    line = Line(context, lambda _ids: {"status": 502, "body": ""})
    log_next_door(phone)
    for tries in range(1, 4):
        phone.wait_for_function("(n) => window.waits.includes(n)", arg=least * 2 ** (tries - 1))
        assert len(line.sent) == tries
        phone.evaluate("window.dispatchEvent(new Event('focus'))")
    assert queue_length(phone) == 1


@pytest.mark.slow
def test_an_answer_that_makes_no_sense_holds_nothing_back(
    open_as, team, agent, live_server, context
):
    doors_of(team, 2)
    phone = open_as(agent)
    set_up(phone, live_server.url)
    line = Line(context, lambda _ids: {"status": 200, "json": {"welcome": "to this hotel"}})
    log_next_door(phone)
    expect(pill(phone)).to_have_text(re.compile("1 to send"))
    line.answer = None
    # By itself, with no look at the app in between.
    received(phone)
    assert ReceivedEvent.objects.count() == 1
