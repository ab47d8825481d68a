"""An agent's day without signal, in a real browser: nothing is lost and nothing counts twice."""

import os
import random
import re

import pytest
from playwright.sync_api import expect

from outreach.visits.models import ReceivedEvent, VisitReport
from tests.flows.phone_day import (
    doors_of,
    kill,
    log_next_door,
    pill,
    queue_length,
    reopen,
    set_up,
    unlock,
)

pytestmark = pytest.mark.django_db(transaction=True)
DOORS = int(os.environ.get("OFFLINE_DOORS", "40"))
CORRECTIONS = int(os.environ.get("OFFLINE_CORRECTIONS", "10"))
KILLS = int(os.environ.get("OFFLINE_KILLS", "20"))


# Every address of which the worker keeps the answer.
KEPT = """async () => {
  const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  const kept = await Promise.all(caches_.map((cache) => cache.keys()));
  return kept.flat().map(({ url }) => new URL(url).pathname);
}"""


def test_it_opens_and_logs_without_a_network_and_sends_when_there_is_one(
    open_as, agent, team, live_server, signal
):
    doors_of(team, 4)
    phone = open_as(agent)
    words = set_up(phone, live_server.url)
    expect(phone.get_by_text("0 of 4 doors")).to_be_visible()
    signal.lose()
    phone = reopen(phone, live_server.url)
    unlock(phone, words)
    # Two taps in one: the second was meant for the same door.
    phone.get_by_role("button", name="No answer").dblclick()
    expect(pill(phone)).to_have_text(re.compile("1 to send"))
    # A sheet that is half filled survives the end of its tab.
    phone.get_by_role("link", name="Log visit").first.click()
    phone.get_by_role("link", name="Spoke with someone").click()
    phone.get_by_label("Took information only").check()
    phone.locator("#note").fill("Came to the door with a smile")
    expect(phone.locator("#note")).to_have_value(re.compile("smile"))
    phone.wait_for_timeout(600)
    phone = kill(phone, live_server.url)
    unlock(phone, words)
    phone.get_by_role("link", name="Log visit").first.click()
    phone.get_by_role("link", name="Spoke with someone").click()
    expect(phone.get_by_label("Took information only")).to_be_checked()
    expect(phone.locator("#note")).to_have_value("Came to the door with a smile")
    phone.get_by_role("button", name="Save").click()
    expect(pill(phone)).to_have_text(re.compile("2 to send"))
    # A third is logged and taken back.
    log_next_door(phone)
    phone.get_by_role("button", name="Undo").click()
    expect(phone.get_by_text("2 of 4 doors")).to_be_visible()
    expect(pill(phone)).to_have_text(re.compile("4 to send"))
    assert ReceivedEvent.objects.count() == 0
    signal.regain()
    expect(pill(phone)).to_have_text(re.compile("Everything is received"), timeout=15_000)
    assert queue_length(phone) == 0
    standing = VisitReport.objects.current().in_order()
    assert [r.disposition for r in standing if not r.undone] == ["NO_ANSWER", "CONTACT_PERSON"]
    assert ReceivedEvent.objects.count() == 4
    assert not ReceivedEvent.objects.exclude(verdict="applied").exists()
    # Nothing but the fixed list is ever kept by the worker.
    kept = phone.evaluate(KEPT)
    assert kept
    assert all(path.startswith("/static/") for path in kept)


@pytest.mark.slow
def test_a_day_offline_with_the_tab_killed_again_and_again_arrives_once(
    open_as, agent, team, live_server, signal
):
    """Forty doors, the most that a phone holds, and ten corrections: fifty reports."""
    doors_of(team, DOORS)
    phone = open_as(agent)
    words = set_up(phone, live_server.url)
    signal.lose()
    dice = random.Random(4)
    kills = set(dice.sample(range(DOORS), min(KILLS, DOORS)))
    for number in range(DOORS):
        log_next_door(phone)
        if number in kills:
            phone = kill(phone, live_server.url, crash=number % 2 == 0)
            unlock(phone, words)
        expect(phone.get_by_text(f"{number + 1} of {DOORS} doors")).to_be_visible()
    codes = list(team.visits.values_list("code", flat=True)[:CORRECTIONS])
    for code in codes:
        phone.evaluate("(code) => { location.hash = `#log/${code}/note`; }", code)
        phone.get_by_label("Left a generic card").check()
        phone.get_by_role("button", name="Save").click()
        expect(phone.locator("[data-view=today]")).to_be_visible()
    assert queue_length(phone) == DOORS + len(codes)
    assert ReceivedEvent.objects.count() == 0
    signal.regain()
    expect(pill(phone)).to_have_text(re.compile("Everything is received"), timeout=60_000)
    assert queue_length(phone) == 0
    assert ReceivedEvent.objects.filter(verdict="applied").count() == DOORS + len(codes)
    assert ReceivedEvent.objects.count() == DOORS + len(codes)
    standing = VisitReport.objects.current()
    assert standing.count() == DOORS
    assert standing.filter(card_left=True).count() == len(codes)
    expect(phone.locator("#all-done [data-slot=receipt]")).to_have_text(
        f"{DOORS + len(codes)} logged, {DOORS + len(codes)} received"
    )
