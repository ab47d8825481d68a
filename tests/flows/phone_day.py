"""The agent's app in a real browser: setting the phone up, unlocking it, logging at doors."""

import json
import re
from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import BrowserContext, Error, Locator, Page, Request, Route, expect

from contacts.models import Address
from outreach.visits.models import Visit
from tests.factories import ContactFactory, VisitFactory

# Names and streets that stand nowhere else, so that a search for them means something.
SECRET_NAMES = ("Quillonbrax", "Zephyrwold", "Ottermire")
SECRET_STREET = "Vandelquist Parkway"
EVENTS = "**/sync/events/"

# The worker answers for this page, so that the next opening needs no network.
CONTROLLED = """() => new Promise((resolve) => {
  const worker = navigator.serviceWorker;
  if (worker.controller) resolve(true);
  worker.addEventListener("controllerchange", () => resolve(true));
})"""


def doors_of(team, how_many: int, name: str = SECRET_NAMES[0]) -> list[Visit]:
    """Give the team so many doors today, along a street that is nowhere else."""
    visits = []
    for number in range(1, how_many + 1):
        contact = ContactFactory(office=team.office, given_name=f"Ada{number}", family_name=name)
        Address.objects.filter(pk=contact.address_id).update(
            street=f"{100 + number} {SECRET_STREET}",
            latitude=41.76 + number / 1000,
            longitude=-72.6,
        )
        visits.append(VisitFactory(team=team, enrollment__contact=contact))
    return visits


def set_up(page: Page, url: str) -> str:
    """Open the app, take the list and lock it with five words; return these."""
    page.goto(f"{url}/app/")
    page.get_by_role("button", name="Lock it with five words").click()
    page.locator("#five-words:not(:empty)").wait_for()
    words = page.locator("#five-words").inner_text()
    page.get_by_role("button", name="I know them").click()
    expect(page.locator("[data-pill]").first).to_be_visible()
    page.evaluate(CONTROLLED)
    return words


def unlock(page: Page, words: str) -> None:
    """Enter the five words."""
    page.locator("#phrase").fill(words)
    page.get_by_role("button", name="Unlock", exact=True).click()


def queue_length(page: Page) -> int:
    """Return how many reports wait on the phone, whoever made them."""
    return page.evaluate(
        """() => new Promise((resolve) => {
          const opening = indexedDB.open("doorstep");
          opening.onsuccess = () => {
            const asked = opening.result.transaction("queue").objectStore("queue").count();
            asked.onsuccess = () => { opening.result.close(); resolve(asked.result); };
          };
        })"""
    )


def log_next_door(page: Page) -> None:
    """Log "no answer" at the next door, and wait until the phone says that it is saved."""
    done = page.locator("#done-doors summary")
    before = done.text_content()
    page.wait_for_timeout(750)  # A tap sooner than that is taken for a second one.
    page.get_by_role("button", name="No answer").click()
    expect(done).not_to_have_text(before or "")


def reopen(page: Page, url: str) -> Page:
    """Close the tab and open the app in another one, with whatever network there is."""
    context = page.context
    page.close()
    page = context.new_page()
    page.goto(f"{url}/app/")
    return page


def kill(page: Page, url: str, crash: bool = True) -> Page:
    """End the tab: with a crash of its process, or by closing it without a word."""
    if not crash:
        return reopen(page, url)
    context = page.context
    with suppress(Error):
        page.goto("chrome://crash", timeout=3_000)
    page.close()
    page = context.new_page()
    page.goto(f"{url}/app/")
    return page


def pill(page: Page) -> Locator:
    """Return the line that says what has arrived."""
    return page.locator("[data-pill]").first


def received(page: Page) -> None:
    """Wait until the phone says that the office has everything."""
    expect(pill(page)).to_have_text(re.compile("Everything is received"), timeout=15_000)


class Line:
    """The way to the office: what was sent over it, and at most how much at once.

    What set out without signal was not sent.
    """

    def __init__(
        self, context: BrowserContext, answer: Callable[[list[str]], dict | None] | None = None
    ) -> None:
        self._sent: dict[Request, list[str]] = {}
        self.answer = answer
        context.route(EVENTS, self._pass)
        context.on("requestfailed", self._forget)

    def _forget(self, request: Request) -> None:
        # An answer that nobody read to its end counts as aborted.
        if request.failure != "net::ERR_ABORTED":
            self._sent.pop(request, None)

    def _pass(self, route: Route) -> None:
        ids = [event["id"] for event in json.loads(route.request.post_data)["events"]]
        self._sent[route.request] = ids
        told = self.answer(ids) if self.answer else None
        route.fulfill(**told) if told else route.continue_()

    @property
    def sent(self) -> list[list[str]]:
        return list(self._sent.values())

    @property
    def identifiers(self) -> list[str]:
        return [name for ids in self.sent for name in ids]
