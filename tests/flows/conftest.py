"""A real browser for the walks through the product: Debian's Chromium, or a skip with a message."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

CHROMIUM = shutil.which("chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# What the page shows at its own time, every five seconds say, comes later on a busy machine.
expect.set_options(timeout=20_000)
# A browser that was not in time is asked once more, in a new world; a wrong answer never is.
LATE = pytest.mark.flaky(reruns=1, only_rerun=["TimeoutError", "Locator expected"])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(LATE)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    if not CHROMIUM:
        pytest.skip("No Chromium on this machine: install Debian's package chromium.")
    return {"executable_path": CHROMIUM, "args": QUIET}


@pytest.fixture(scope="session")
def playwright(django_db_setup, playwright):
    """Close the connection that Django keeps apart while Playwright's event loop runs.

    Without this the test database cannot be removed at the end: someone still uses it.
    """
    yield playwright
    connections.close_all()


class Signal:
    """The network between the phone and the office.

    The browser is told that it has none, and the office hangs up on whoever asks all the same: a
    page that is opened after a crash may ask before it has heard of it.
    """

    def __init__(self, context: BrowserContext, live_server: LiveServer) -> None:
        self._context, self._server = context, live_server.thread.httpd
        self._app = self._server.get_app()

    def lose(self) -> None:
        self._context.set_offline(True)
        self._server.set_app(_hang_up)

    def falter(self, path: str) -> None:
        """There is a network, and an office that cannot answer at this path for now."""

        def answer(environ, start_response):
            if environ["PATH_INFO"] != path:
                return self._app(environ, start_response)
            start_response("503 Service Unavailable", [("Content-Length", "0")])
            return []

        self._server.set_app(answer)
        self._context.set_offline(False)

    def regain(self) -> None:
        self._server.set_app(self._app)
        self._context.set_offline(False)


def _hang_up(*_asked) -> None:
    raise ConnectionResetError


@pytest.fixture
def signal(context: BrowserContext, live_server: LiveServer) -> Iterator[Signal]:
    signal = Signal(context, live_server)
    yield signal
    signal.regain()


@pytest.fixture
def open_as(live_server, context: BrowserContext, signed_in):
    """Return a function that gives a page signed in as a user, or as nobody."""

    def open_page(user=None) -> Page:
        context.clear_cookies()
        if user is not None:
            session = signed_in(user).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return context.new_page()

    return open_page
