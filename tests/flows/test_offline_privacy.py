"""What a phone that was lost, lent or taken back still tells: nothing of the people on the list."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from outreach.visits.models import Device, ReceivedEvent, Visit
from tests.flows.conftest import CHROMIUM, QUIET
from tests.flows.phone_day import (
    SECRET_NAMES,
    SECRET_STREET,
    doors_of,
    log_next_door,
    queue_length,
    reopen,
    set_up,
    unlock,
)

pytestmark = pytest.mark.django_db(transaction=True)

PLAIN = """(text) => new Promise((resolve) => {
  const opening = indexedDB.open("plain");
  opening.onupgradeneeded = () => opening.result.createObjectStore("lists");
  opening.onsuccess = () => {
    const writing = opening.result.transaction("lists", "readwrite", { durability: "strict" });
    writing.objectStore("lists").put(text, "day");
    writing.oncomplete = resolve;
  };
})"""


# Whether a signing out without signal has yet to be told to the office.
OWED = """() => new Promise((resolve) => {
  const opening = indexedDB.open("doorstep");
  opening.onsuccess = () => {
    const meta = opening.result.transaction("meta").objectStore("meta");
    const asked = meta.get("sign_out_owed");
    asked.onsuccess = () => { opening.result.close(); resolve(Boolean(asked.result)); };
  };
})"""


def found_in(folder: Path, texts: tuple[str, ...]) -> list[str]:
    """Return which texts stand in any file below the folder, in either of the usual encodings."""
    wanted = {t: (t.encode(), t.encode("utf-16-le"), t.encode("utf-16-be")) for t in texts}
    whole = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return [
        t for t, codes in wanted.items() if any(code in data for data in whole for code in codes)
    ]


@pytest.fixture
def profile(playwright, live_server, signed_in, agent, tmp_path):
    """Return a function that opens the phone's browser, the same each time."""

    def opened():
        context = playwright.chromium.launch_persistent_context(
            tmp_path / "profile", executable_path=CHROMIUM, args=QUIET
        )
        session = signed_in(agent).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return context

    if not CHROMIUM:
        pytest.skip("No Chromium on this machine: install Debian's package chromium.")
    return opened


@pytest.mark.slow
def test_the_browsers_files_name_nobody_after_locking_and_after_signing_out(
    profile, live_server, team, tmp_path
):
    doors_of(team, 4)
    folder, texts = tmp_path / "profile", (*SECRET_NAMES[:1], SECRET_STREET, "smiled at us")
    context = profile()
    phone = context.new_page()
    words = set_up(phone, live_server.url)
    context.set_offline(True)
    log_next_door(phone)
    # A sheet half filled, and one that is sealed: both hold free text.
    phone.get_by_role("link", name="Log visit").first.click()
    phone.get_by_role("link", name="No answer, with a note").click()
    phone.locator("#note").fill("A neighbour smiled at us")
    phone.wait_for_timeout(600)
    phone.get_by_role("link", name="Me", exact=True).click()
    phone.get_by_role("button", name="Lock", exact=True).click()
    expect(phone.get_by_role("heading", name="Locked")).to_be_visible()
    assert SECRET_STREET not in phone.content()
    context.close()
    assert found_in(folder, texts) == []

    context = profile()
    context.set_offline(True)
    phone = context.new_page()
    phone.goto(f"{live_server.url}/app/")
    unlock(phone, words)
    expect(phone.get_by_text("1 of 4 doors")).to_be_visible()
    phone.get_by_role("link", name="Me", exact=True).click()
    phone.get_by_role("button", name="Sign out").first.click()
    expect(phone.get_by_role("dialog").get_by_text("1 visit is only on this phone")).to_be_visible()
    phone.get_by_role("dialog").get_by_role("button", name="Sign out").click()
    expect(phone.get_by_text("The office hears of it as soon as there is signal")).to_be_visible()
    assert queue_length(phone) == 1
    context.close()
    assert found_in(folder, texts) == []
    assert found_in(folder, (words, words.split()[0] + " " + words.split()[1])) == []

    # The control: the same search finds the same texts where they are written in plain.
    context = profile()
    phone = context.new_page()
    phone.goto(f"{live_server.url}/app/")
    phone.evaluate(PLAIN, " and ".join(texts))
    context.close()
    assert found_in(folder, texts) == list(texts)


@pytest.mark.slow
def test_a_second_user_sees_no_trace_of_what_still_goes_out(
    open_as, agent, other_agent, team, other_team, live_server, context, signed_in, signal
):
    doors_of(team, 3)
    doors_of(other_team, 2, SECRET_NAMES[1])
    phone = open_as(agent)
    set_up(phone, live_server.url)
    signal.lose()
    log_next_door(phone)
    phone.get_by_role("link", name="Me", exact=True).click()
    phone.get_by_role("button", name="Sign out").first.click()
    phone.get_by_role("dialog").get_by_role("button", name="Sign out").click()
    expect(phone.get_by_role("button", name="Lock it with five words")).to_be_visible()
    # The next one signs in while the office cannot take reports.
    context.route("**/sync/events/", lambda route: route.abort())
    signal.regain()
    _until(phone, lambda: not phone.evaluate(OWED))
    session = signed_in(other_agent).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    phone = reopen(phone, live_server.url)
    set_up(phone, live_server.url)
    expect(phone.get_by_text("0 of 2 doors")).to_be_visible()
    expect(phone.locator("[data-pill]").first).to_have_text(re.compile("Nothing to send"))
    phone.evaluate("location.hash = '#sending'")
    expect(phone.locator("#sending-card h2")).to_have_text("Nothing to send")
    assert SECRET_NAMES[0] not in phone.content()
    assert queue_length(phone) == 1
    context.unroute("**/sync/events/")
    phone.get_by_role("button", name="Try now").click()
    _until(phone, lambda: queue_length(phone) == 0)
    event = ReceivedEvent.objects.get()
    assert (event.author, event.verdict) == (agent, "applied")


@pytest.mark.slow
def test_a_signing_out_that_is_owed_outlasts_an_office_that_cannot_answer(
    open_as, agent, team, live_server, context, signal
):
    doors_of(team, 1)
    phone = open_as(agent)
    set_up(phone, live_server.url)
    signal.lose()
    phone.get_by_role("link", name="Me", exact=True).click()
    phone.get_by_role("button", name="Sign out").first.click()
    phone.get_by_role("dialog").get_by_role("button", name="Sign out").click()
    expect(phone.get_by_text("The office hears of it as soon as there is signal")).to_be_visible()
    signal.falter("/app/session/")
    phone.goto(f"{live_server.url}/me/")
    expect(phone).to_have_url(re.compile("/app/"))
    signal.regain()
    phone.goto(f"{live_server.url}/me/")
    expect(phone).to_have_url(re.compile("/accounts/login/"))


@pytest.mark.slow
def test_five_wrong_tries_end_the_list_and_not_the_queue(open_as, agent, team, live_server, signal):
    doors_of(team, 2)
    phone = open_as(agent)
    set_up(phone, live_server.url)
    signal.lose()
    log_next_door(phone)
    phone = reopen(phone, live_server.url)
    # A tap with nothing written is no try.
    phone.get_by_role("button", name="Unlock", exact=True).click()
    expect(phone.locator("#phrase:invalid")).to_be_visible()
    for left in (4, 3, 2, 1):
        unlock(phone, "one two three four five")
        expect(phone.locator("#gate-wrong")).to_have_text(re.compile(f": {left}$"))
    unlock(phone, "one two three four five")
    expect(phone.locator("#gate-said")).to_contain_text("Five wrong tries")
    assert queue_length(phone) == 1
    signal.regain()
    phone = reopen(phone, live_server.url)
    expect(phone.get_by_role("button", name="Lock it with five words")).to_be_visible()
    _until(phone, lambda: ReceivedEvent.objects.exists())


@pytest.mark.slow
def test_it_locks_after_a_quarter_of_an_hour_and_ends_with_the_shift(
    open_as, agent, team, live_server, context
):
    doors_of(team, 2)
    phone = open_as(agent)
    phone.clock.install()
    words = set_up(phone, live_server.url)
    phone.clock.fast_forward("14:00")
    expect(phone.get_by_text("0 of 2 doors")).to_be_visible()
    phone.mouse.click(5, 300)
    phone.clock.fast_forward("15:30")
    expect(phone.get_by_role("heading", name="Locked")).to_be_visible()
    assert SECRET_STREET not in phone.content()
    unlock(phone, words)
    expect(phone.get_by_text("0 of 2 doors")).to_be_visible()
    phone.clock.fast_forward("24:00:00")
    expect(phone.locator("#gate-said")).to_contain_text("The shift is over")


@pytest.mark.slow
def test_a_phone_that_is_taken_back_loses_its_list_and_still_sends(
    open_as, agent, team, live_server, signal
):
    doors_of(team, 2)
    phone = open_as(agent)
    set_up(phone, live_server.url)
    signal.lose()
    log_next_door(phone)
    Device.objects.update(revoked_at="2026-01-01T00:00Z")
    signal.regain()
    expect(phone.get_by_text("The office has taken the list off this phone")).to_be_visible(
        timeout=15_000
    )
    _until(phone, lambda: ReceivedEvent.objects.filter(verdict="quarantined").exists())
    assert queue_length(phone) == 0


@pytest.mark.slow
def test_an_answer_that_is_lost_makes_no_second_report(open_as, agent, team, live_server, context):
    doors_of(team, 2)
    phone = open_as(agent)
    set_up(phone, live_server.url)

    def swallow(route):
        route.fetch()
        route.abort()

    context.route("**/sync/events/", swallow)
    log_next_door(phone)
    _until(phone, lambda: ReceivedEvent.objects.exists())
    expect(phone.locator("[data-pill]").first).to_have_text(re.compile("1 to send"))
    context.unroute("**/sync/events/")
    phone.evaluate("location.hash = '#sending'")
    phone.get_by_role("button", name="Try now").click()
    expect(phone.locator("#sending-card h2")).to_have_text(re.compile("Received by the office"))
    assert ReceivedEvent.objects.count() == 1
    assert Visit.objects.filter(status="LOGGED").count() == 1


@pytest.mark.slow
def test_the_screen_lock_opens_the_list_where_the_phone_has_one(
    open_as, agent, team, live_server, context, signal
):
    doors_of(team, 2)
    phone = open_as(agent)
    cdp = context.new_cdp_session(phone)
    _screen_lock(cdp)
    phone.goto(f"{live_server.url.replace('127.0.0.1', 'localhost')}/app/")
    session = context.cookies()[0]["value"]
    local = live_server.url.replace("127.0.0.1", "localhost")
    context.add_cookies([{"name": "sessionid", "value": session, "url": local}])
    phone.get_by_role("button", name="Lock it with this phone's screen lock").click()
    expect(phone.get_by_text("0 of 2 doors")).to_be_visible()
    phone.reload()
    signal.lose()
    phone.get_by_role("button", name="Unlock with the screen lock").click()
    expect(phone.get_by_text("0 of 2 doors")).to_be_visible()
    signal.regain()


def _screen_lock(cdp) -> None:
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
        "hasResidentKey": True,
        "hasPrf": True,
        "automaticPresenceSimulation": True,
    }
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def _until(page, holds) -> None:
    """Wait, at most twenty seconds, until something holds at the office."""
    for _each in range(100):
        if holds():
            return
        page.wait_for_timeout(200)
    raise AssertionError("it never came to hold")
