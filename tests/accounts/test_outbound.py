"""Doorstep asks the hosts that its settings name, and no other."""

import ast
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from allauth.socialaccount.adapter import get_adapter
from requests import Session

from outreach.environment import single_sign_on
from outreach.messaging.gateway import Throttled
from outreach.messaging.twilio_gateway import OneTryClient, TwilioGateway
from outreach.outbound import HostRefusedError, guarded, known_origins, origin_of

ROOT = Path(__file__).parents[2]
# By what a program could ask somebody, and who may: each is behind the guard or reaches nobody.
NETWORK = {
    *("requests", "urllib.request", "http.client", "httpx", "aiohttp", "urllib3", "smtplib"),
    *("socket", "ftplib", "telnetlib", "imaplib", "poplib", "xmlrpc", "twilio", "django.core.mail"),
}
MAY = {
    "outreach/routing/table_service.py": {"requests", "urllib3"},  # the name of an error
    "outreach/outbound.py": {"requests"},
    "outreach/accounts/single_sign_on.py": {"requests"},  # the name of a type
    "outreach/accounts/views/single_sign_on.py": {"requests"},  # the name of an error
    "outreach/messaging/twilio_gateway.py": {"requests", "twilio", "urllib3"},
    "outreach/messaging/twilio_setup.py": {"requests", "twilio"},
    "outreach/messaging/views/webhooks.py": {"twilio"},  # checks a signature
    # Mail goes to the one host of EMAIL_URL.
    "contacts/telling.py": {"django.core.mail"},
    "outreach/messaging/alarming.py": {"django.core.mail"},
    "outreach/referrals/mailing.py": {"django.core.mail", "smtplib"},
    "outreach/demo/serving.py": {"socket"},  # looks whether a port is free
}


@pytest.fixture
def server():
    """A server on this machine that leads on to wherever its path says."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            onward = self.path.partition("?to=")[2]
            self.send_response(302 if onward else 200)
            self.send_header("Location", onward) if onward else None
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def closed(settings):
    """Settings that lead nowhere."""
    settings.TWILIO_ACCOUNT_SID = settings.TWILIO_BASE_URL = settings.TRAVEL_TIME_URL = ""
    settings.SOCIALACCOUNT_PROVIDERS, settings.OIDC_HOSTS = {}, []
    return settings


@pytest.mark.parametrize(
    "url",
    [
        "https://api.twilio.com/",
        "https://login.example/",
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost:5432/",
        "https://api.twilio.com@elsewhere.example/",
    ],
)
def test_with_nothing_set_nobody_is_asked(url, closed, no_network):
    assert list(known_origins()) == []
    with guarded(Session()) as session, pytest.raises(HostRefusedError):
        session.get(url)
    assert no_network == []


def test_each_setting_opens_one_way(closed):
    closed.TWILIO_ACCOUNT_SID = "AC1"
    texting = {("https", "api.twilio.com", 443), ("https", "messaging.twilio.com", 443)}
    assert set(known_origins()) == texting
    closed.TRAVEL_TIME_URL = "http://valhalla:8002/route"
    closed.SOCIALACCOUNT_PROVIDERS = single_sign_on("", "https://login.example/x", "a", "b")
    closed.OIDC_HOSTS = ["keys.example"]
    assert set(known_origins()) == texting | {
        ("http", "valhalla", 8002),
        ("https", "login.example", 443),
        ("https", "keys.example", 443),
    }


@pytest.mark.parametrize(
    "url",
    ["http://login.example/", "https://login.example:8443/", "https://login.example.evil.example/"],
)
def test_another_scheme_port_or_ending_is_another_host(url, closed):
    closed.SOCIALACCOUNT_PROVIDERS = single_sign_on("", "https://login.example", "a", "b")
    assert origin_of(url) not in set(known_origins())
    assert origin_of("https://LOGIN.example/keys") in set(known_origins())


def test_a_known_host_is_asked_and_cannot_lead_elsewhere(closed, server):
    closed.TRAVEL_TIME_URL = server
    with guarded(Session()) as session:
        assert session.get(f"{server}/route").json() == {}
        with pytest.raises(HostRefusedError, match="169"):
            session.get(f"{server}/?to=http://169.254.169.254/latest")


def test_the_carriers_client_is_guarded(closed, no_network):
    from twilio.rest import Client

    client = Client("AC1", "token", http_client=OneTryClient("https://elsewhere.example"))
    gateway = TwilioGateway(client, "MG1")
    # Nothing left the machine, so that it may be tried again.
    result = gateway.send("+18605550123", "Hello", "https://x.example/")
    assert isinstance(result, Throttled)
    with pytest.raises(OSError, match="HostRefused"):
        gateway.listed("+18605550123", None)
    assert no_network == []


def test_single_sign_on_is_guarded(closed, no_network):
    with get_adapter().get_requests_session() as session, pytest.raises(HostRefusedError):
        session.get("https://login.example/.well-known/openid-configuration")
    assert no_network == []


def test_nothing_else_knows_how_to_ask_anybody():
    found = {}
    for path in [*ROOT.glob("contacts/**/*.py"), *ROOT.glob("outreach/**/*.py")]:
        names = _imported(ast.parse(path.read_text()))
        used = {n for n in NETWORK if any(f"{name}.".startswith(f"{n}.") for name in names)}
        if used:
            found[str(path.relative_to(ROOT))] = used
    assert found == MAY


def _imported(tree) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names
