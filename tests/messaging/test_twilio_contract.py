"""Each request that we make is valid by Twilio's own description, which Stoplight Prism serves.

Prism is installed into var/, which is not kept, when the test runs for the first time.
"""

import fcntl
import json
import re
import shutil
import socket
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as configured
from twilio.http.response import Response
from twilio.rest import Client

from outreach.messaging.gateway import Handed
from outreach.messaging.twilio_gateway import OneTryClient, TwilioGateway
from tests.messaging.conftest import NUMBER

DOCUMENT = configured.BASE_DIR.parent / "shared" / "twilio" / "twilio_api_v2010.json"
FOLDER = configured.BASE_DIR / "var" / "prism"
PRISM = "@stoplight/prism-cli@5.14.2"
ACCOUNT, SERVICE = "AC" + "0" * 32, "MG" + "0" * 32

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DOCUMENT.is_file(), reason="Twilio's document is not by the project"),
    pytest.mark.skipif(not shutil.which("npm"), reason="Node is missing: Prism needs it"),
]


@pytest.fixture(scope="module")
def prism():
    """Twilio's document, served; its address."""
    program = _installed()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [program, "mock", "--port", str(port), DOCUMENT]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        assert process.stdout
        try:
            assert any(b"is listening" in line for line in process.stdout), "Prism did not start"
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def _installed():
    program = FOLDER / "node_modules" / ".bin" / "prism"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not program.exists():
            command = ["npm", "install", "--prefix", FOLDER, "--no-package-lock", "--no-audit"]
            done = subprocess.run([*command, "--no-fund", PRISM], capture_output=True, text=True)
            if done.returncode:
                pytest.skip(f"Prism could not be installed: {done.stderr[-300:]}")
    return program


class Watching(OneTryClient):
    """Keeps what Prism says of a request that the document does not allow."""

    violations: list[str]

    def request(self, method: str, url: str, *args, **kwargs) -> Response:
        response = super().request(method, url, *args, **kwargs)
        said = json.loads((response.headers or {}).get("sl-violations", "[]"))
        self.violations = [one for one in said if one["location"][0] == "request"]
        return response


@pytest.fixture
def gateway(prism, settings):
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_BASE_URL = ACCOUNT, prism
    client = Client(ACCOUNT, "token", http_client=Watching(prism))
    return TwilioGateway(client, SERVICE)


def test_what_we_send_is_valid(gateway):
    words = "¿Cómo está? " * 40
    result = gateway.send(NUMBER, words, "https://doorstep.example/sms/status/0/")
    assert isinstance(result, Handed)
    assert re.fullmatch("SM[0-9a-f]{32}", result.provider_id)
    assert gateway.client.http_client.violations == []


def test_how_we_list_is_valid(gateway):
    gateway.listed(NUMBER, datetime.now(UTC) - timedelta(hours=1))
    assert gateway.client.http_client.violations == []


def test_how_we_look_at_the_account_is_valid(gateway):
    assert gateway.client.api.v2010.accounts(ACCOUNT).fetch().status
    assert gateway.client.http_client.violations == []


@pytest.mark.parametrize(
    "wrong",
    [{"MessagingServiceSid": "nonsense"}, {"ValidityPeriod": "soon"}, {"To": None}],
)
def test_it_can_fail(gateway, wrong):
    """Prism refuses what the document does not allow: so the tests above are worth something."""
    data = {"To": NUMBER, "Body": "x", "MessagingServiceSid": SERVICE, **wrong}
    response = gateway.client.request(
        "POST", f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages.json", data=data
    )
    assert response.status_code == 422
