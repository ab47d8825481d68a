"""Setting up a second factor and signing in with it, in Chromium, on a phone's screen."""

import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Page, expect

from tests.accounts.codes import SECRET, code_at
from tests.factories import PASSWORD
from tests.flows.test_accessibility import _violations

A_PHONE = {"width": 390, "height": 844}


@pytest.fixture
def phone(page: Page, settings) -> Page:
    settings.REQUIRE_SECOND_FACTOR = True
    page.set_viewport_size(A_PHONE)
    return page


@pytest.fixture
def authenticator(phone: Page, context: BrowserContext):
    """A device that makes passkeys, whose owner always puts the finger on it."""
    session = context.new_cdp_session(phone)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    number = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, number["authenticatorId"]


def give_password(phone: Page, url: str, user) -> None:
    phone.goto(f"{url}/today/")
    phone.get_by_label("Email").fill(user.email)
    phone.get_by_label("Password").fill(PASSWORD)
    phone.get_by_role("button", name="Sign in").click()


def sign_out(phone: Page, url: str) -> None:
    phone.goto(f"{url}/accounts/logout/")
    phone.get_by_role("button", name="Sign out").click()
    expect(phone.get_by_label("Password")).to_be_visible()


def keep_recovery_codes(phone: Page) -> None:
    expect(phone.get_by_role("heading", name="Recovery codes")).to_be_visible()
    expect(phone.locator(".recovery-codes li")).to_have_count(10)
    expect(phone.get_by_role("button", name="Print")).to_be_visible()
    phone.get_by_role("link", name="I have kept them").click()
    phone.wait_for_url("**/today/")


def test_an_app_with_codes(live_server, phone, agent):
    give_password(phone, live_server.url, agent)
    phone.get_by_role("link", name="Set up an app").click()
    phone.get_by_text("Or type the key").click()
    secret = phone.locator(".key").inner_text()
    phone.get_by_label("The code that your app shows now").fill(code_at(time.time(), secret))
    phone.get_by_role("button", name="Go on").click()
    keep_recovery_codes(phone)
    sign_out(phone, live_server.url)

    give_password(phone, live_server.url, agent)
    code = phone.get_by_label("Code from your app")
    code.fill("000000" if code_at(time.time(), secret) != "000000" else "000001")
    phone.get_by_role("button", name="Sign in").click()
    expect(phone.get_by_text("did not fit")).to_be_visible()
    # The app's next code: the one that set it up may be gone only by the clock.
    code.fill(code_at(time.time() + 30, secret))
    phone.get_by_role("button", name="Sign in").click()
    phone.wait_for_url("**/today/")


def test_a_passkey(live_server, phone, authenticator, agent):
    give_password(phone, live_server.url, agent)
    phone.get_by_role("link", name="Set up a passkey").click()
    phone.get_by_label("Name").fill("work phone")
    phone.get_by_role("button", name="Make the passkey").click()
    keep_recovery_codes(phone)
    sign_out(phone, live_server.url)

    give_password(phone, live_server.url, agent)
    phone.get_by_role("button", name="Use my passkey").click()
    phone.wait_for_url("**/today/")
    phone.goto(f"{live_server.url}/accounts/2fa/")
    expect(phone.get_by_text("work phone")).to_be_visible()


def test_a_device_that_says_no_is_told_in_words(live_server, phone, agent):
    give_password(phone, live_server.url, agent)
    phone.get_by_role("link", name="Set up a passkey").click()
    # What a browser does when its owner presses "Cancel".
    phone.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error()) }")
    phone.get_by_role("button", name="Make the passkey").click()
    expect(phone.get_by_role("alert")).to_contain_text("The passkey was not used")


def test_a_passkey_opens_an_export_again(live_server, phone, authenticator, manager):
    give_password(phone, live_server.url, manager)
    phone.goto(f"{live_server.url}/accounts/2fa/webauthn/add/")
    phone.get_by_role("button", name="Make the passkey").click()
    expect(phone.get_by_role("heading", name="Recovery codes")).to_be_visible()
    # As if more than five minutes had passed.
    [kept] = Session.objects.all()
    data = kept.get_decoded()
    for record in data["account_authentication_methods"]:
        record["at"] -= 301
    kept.session_data = Session.objects.encode(data)
    kept.save()
    phone.goto(f"{live_server.url}/statistics/export/")
    expect(phone.get_by_role("heading", name="Is it you?")).to_be_visible()
    phone.get_by_role("button", name="Use my passkey").click()
    phone.wait_for_url("**/statistics/export/")
    expect(phone.get_by_role("heading", level=1)).to_be_visible()


PAGES = (
    "",
    "webauthn/reauthenticate/",
    "reauthenticate/",
    "webauthn/keys/{}/edit/",
    "webauthn/keys/{}/remove/",
    "totp/deactivate/",
    "recovery-codes/",
    "recovery-codes/generate/",
)


@pytest.mark.slow
def test_axe_finds_nothing_on_the_pages_of_whoever_has_one(
    live_server, phone, authenticator, agent
):
    url = f"{live_server.url}/accounts/2fa/"
    give_password(phone, live_server.url, agent)
    expect(phone.get_by_role("heading", name="Set up a second factor")).to_be_visible()
    found = list(_violations(phone, url))
    phone.get_by_role("link", name="Set up a passkey").click()
    phone.get_by_role("button", name="Make the passkey").click()
    keep_recovery_codes(phone)
    TOTP.activate(agent, SECRET)
    number = agent.authenticator_set.get(type="webauthn").pk
    for page in PAGES:
        found += _violations(phone, url + page.format(number))
        assert phone.url == url + page.format(number)
    sign_out(phone, live_server.url)
    give_password(phone, live_server.url, agent)
    expect(phone.get_by_role("heading", name="One more step")).to_be_visible()
    found += _violations(phone, f"{url}authenticate/")
    assert not found, "\n".join(found)


def test_one_sees_what_one_types(live_server, phone, db):
    phone.goto(live_server.url)
    field = phone.get_by_label("Password")
    field.fill("a long pass phrase")
    show = phone.get_by_role("button", name="Show")
    show.click()
    expect(field).to_have_attribute("type", "text")
    expect(phone.get_by_role("button", name="Hide")).to_have_attribute("aria-pressed", "true")
    phone.get_by_role("button", name="Hide").click()
    expect(field).to_have_attribute("type", "password")
