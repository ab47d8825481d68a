"""The web server itself, as it is really run: what is absurd ends there, and nothing falls over."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 40
HOST = b"Host: localhost\r\n"
LENGTH = b"Content-Length: "


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """The port of a gunicorn with our settings; it has no tables and needs none here."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = probe.getsockname()[1]
    mine = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    mine["VAR_DIR"] = str(tmp_path_factory.mktemp("var"))
    server = ["gunicorn", "outreach.wsgi", "--config", "python:outreach.web_server"]
    process = subprocess.Popen(
        [sys.executable, "-m", *server, "--bind", f"127.0.0.1:{number}", "--log-level", "critical"],
        cwd=ROOT,
        env=mine,
    )
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and not _listens(number):
        time.sleep(0.2)
    yield number
    process.terminate()
    process.wait(PATIENCE_SECONDS)


def _listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def ask(port: int, head: bytes, body: bytes = b"") -> int:
    """Send the bytes as they are and return the status of the answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as one:
        one.sendall(head + b"Connection: close\r\n\r\n" + body)
        answer = b""
        while b"\r\n" not in answer and (part := one.recv(4096)):
            answer += part
    return int(answer.split()[1])


def test_it_answers(port):
    assert ask(port, b"GET /health/live HTTP/1.1\r\n" + HOST) == 200


ABSURD = {
    "a long address": b"GET /?" + b"x" * 9_000 + b" HTTP/1.1\r\n" + HOST,
    "a long header": b"GET /health/live HTTP/1.1\r\n" + HOST + b"X: " + b"x" * 20_000 + b"\r\n",
    "many headers": b"GET /health/live HTTP/1.1\r\n"
    + HOST
    + b"".join(b"X%d: 1\r\n" % n for n in range(200)),
    "no request": b"nonsense\r\n",
    "another protocol": b"GET / SPDY/9\r\n" + HOST,
    "two lengths": b"POST / HTTP/1.1\r\n" + HOST + LENGTH + b"1\r\n" + LENGTH + b"2\r\n",
    "no length": b"POST / HTTP/1.1\r\n" + HOST + LENGTH + b"many\r\n",
    "a length and chunks": b"POST / HTTP/1.1\r\n"
    + HOST
    + LENGTH
    + b"5\r\nTransfer-Encoding: chunked\r\n",
    "a folded header": b"GET /health/live HTTP/1.1\r\n" + HOST + b"X: a\r\n b\r\n",
    "a space before the colon": b"GET /health/live HTTP/1.1\r\n" + HOST + b"X : a\r\n",
    "a host that is not ours": b"GET /accounts/login/ HTTP/1.1\r\nHost: elsewhere.example\r\n",
    "ten gigabytes": b"POST /accounts/login/ HTTP/1.1\r\n" + HOST + LENGTH + b"10000000000\r\n",
}


@pytest.mark.parametrize("absurd", ABSURD.values(), ids=ABSURD.keys())
def test_what_is_absurd_is_refused_and_breaks_nothing(absurd, port):
    assert 400 <= ask(port, absurd) < 500
    assert ask(port, b"GET /health/live HTTP/1.1\r\n" + HOST) == 200
