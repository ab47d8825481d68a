"""The inbox and the simulated phone in a real browser, at a desk and on a phone."""

import os
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from outreach.messaging.incoming import take_in
from outreach.messaging.models import Conversation, Template, Text
from outreach.messaging.numbers import standing_of
from tests.messaging.conftest import NUMBER, agree, person  # noqa: F401

SIZES = [
    pytest.param((390, 844), id="phone"),
    pytest.param((1280, 800), id="desk", marks=pytest.mark.slow),
]
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture(params=SIZES)
def page(request, open_as, coordinator) -> Page:
    opened = open_as(coordinator)
    width, height = request.param
    opened.set_viewport_size({"width": width, "height": height})
    return opened


@pytest.fixture
def conversation(person, agree) -> Conversation:  # noqa: F811
    agree(person)
    for slug, name, words in (
        ("who", "Who we are", "{programme}: you said we may write."),
        ("call", "Call us", "{programme}: call us at {phone}."),
    ):
        made = Template.objects.create(slug=slug, name=name, use=Template.Use.REPLY)
        made.wordings.create(language="en", words=words)
    take_in("SM1", NUMBER, "Who is this?", timezone.now())
    return Conversation.objects.get()


def fits(page: Page) -> bool:
    """Tell whether nothing sticks out of the page to the side."""
    return bool(
        page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
    )


def picture(page: Page, name: str) -> None:
    """Take a picture where someone asks for pictures."""
    if PICTURES:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=Path(PICTURES, f"{name}-{width}.png"), full_page=True)


def test_a_reply_is_found_by_a_word_looked_at_and_sent(live_server, page, conversation):
    page.goto(f"{live_server.url}/messages/")
    assert fits(page)
    picture(page, "inbox")
    page.get_by_role("link", name="Rosa Delgado").click()
    expect(page.get_by_text("Unread below")).to_be_visible()
    assert fits(page)
    page.get_by_text("Ready-made replies").click()
    search = page.get_by_role("searchbox", name="Find a reply")
    search.fill("may wri")
    expect(page.locator("#ready-replies li:visible")).to_have_count(1)
    picture(page, "conversation")
    search.press("Enter")
    field = page.get_by_label("Your answer")
    expect(field).to_have_value("Doorstep Outreach: you said we may write.")
    expect(page.get_by_text("119 characters left")).to_be_visible()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("It goes out as soon as it may.")).to_be_visible()
    assert Text.objects.get(kind="REPLY").words == "Doorstep Outreach: you said we may write."


@pytest.mark.slow
def test_one_key_puts_a_conversation_away(live_server, page, conversation):
    page.goto(f"{live_server.url}/messages/{conversation.code}/")
    page.get_by_label("Your answer").press("e")
    expect(page.get_by_label("Your answer")).to_have_value("e")
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("e")
    expect(page.get_by_text("All caught up.")).to_be_visible()
    picture(page, "caught-up")
    conversation.refresh_from_db()
    assert conversation.status == "HANDLED"


@pytest.mark.slow
def test_a_word_that_tells_is_shown_and_nothing_is_lost(live_server, page, conversation):
    page.goto(f"{live_server.url}/messages/{conversation.code}/")
    page.get_by_label("Your answer").fill("It is about the pills")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("“pills”").first).to_be_visible()
    expect(page.get_by_label("Your answer")).to_have_value("It is about the pills")
    picture(page, "refused")
    assert not Text.objects.filter(kind="REPLY").exists()


def test_a_newcomer_answers_stop_on_the_simulated_phone(live_server, page, conversation, person):  # noqa: F811
    page.goto(f"{live_server.url}/messages/simulator/{person.code}/")
    page.get_by_label("Answer for them").fill("HELP")
    page.get_by_role("button", name="Send", exact=True).click()
    page.goto(f"{live_server.url}/messages/simulator/")
    page.get_by_role("button", name="Send what is due now").click()
    page.goto(f"{live_server.url}/messages/simulator/{person.code}/")
    expect(page.get_by_text("we check in with people")).to_be_visible()
    page.get_by_label("Answer for them").fill("Stop!")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Stop!")).to_be_visible()
    assert fits(page)
    picture(page, "phone")
    assert standing_of(conversation.key).holds("OPTED_OUT")
    page.goto(f"{live_server.url}/messages/{conversation.code}/")
    expect(page.get_by_text("asked for no more texts")).to_be_visible()
    expect(page.get_by_label("Your answer")).to_have_count(0)
    picture(page, "opted-out")


@pytest.mark.slow
@pytest.mark.parametrize("path", ["outbox/", "hours/", "templates/", "sequences/new/"])
def test_nothing_sticks_out(live_server, page, conversation, path):
    page.goto(f"{live_server.url}/messages/{path}")
    assert fits(page)
    picture(page, path.strip("/").replace("/", "-"))
