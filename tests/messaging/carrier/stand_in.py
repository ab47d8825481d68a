"""Twilio's Messages resource as it behaves on a bad day. Knows nothing of Doorstep.

    python -m tests.messaging.carrier.stand_in LOG TOKEN

prints its port. What it accepts is on disk (one JSON object a line, synced) before it answers, so
that nobody's death makes it forget. How it behaves is told by `PUT /mode` with one of MODES.
"""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit
from urllib.request import Request, urlopen
from uuid import uuid4

from twilio.request_validator import RequestValidator

MODES = (
    "well",  # accepts, answers, calls back "sent" and "delivered"
    "hangs",  # accepts and never answers
    "answers_500",  # accepts and answers 500
    "hangs_up",  # accepts and closes the connection
    "refuses",  # 400 with a code
    "asks_to_wait",  # 429 the first time, for each number
    "calls_late",
    "calls_twice",
    "calls_out_of_order",
    "calls_early",  # before it answers
    "never_calls",
    "lists_late",  # answers 500, and its list lacks what is younger than half a second
)
CALLS = {
    "calls_twice": ["sent", "sent", "delivered", "delivered"],
    "calls_out_of_order": ["delivered", "sent", "queued"],
}
SILENT = ("hangs", "answers_500", "hangs_up", "never_calls", "lists_late")
LIST_LAG_SECONDS = 0.5


class Carrier:
    """What was accepted, and how to behave."""

    def __init__(self, log: str, token: str) -> None:
        self.token, self.mode = token, "well"
        self.log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.lock, self.pending = Lock(), 0
        self.accepted: list[dict[str, Any]] = []
        self.told_to_wait: set[str] = set()
        self.callers = ThreadPoolExecutor(8)

    def write(self, **entry: Any) -> None:
        """Write a line, and have it on disk before going on."""
        with self.lock:
            os.write(self.log, json.dumps({"at": time.time(), **entry}).encode() + b"\n")
            os.fdatasync(self.log)

    def accept(self, form: dict[str, str]) -> dict[str, Any]:
        """Take a message for good."""
        message = {
            "sid": f"SM{uuid4().hex}",
            "to": form["To"],
            "body": form["Body"],
            "status": "queued",
            "address": form.get("StatusCallback", ""),
            "at": time.time(),
        }
        self.write(what="accepted", **{key: message[key] for key in ("sid", "to", "address")})
        self.accepted.append(message)
        return message

    def call_back(self, message: dict[str, Any]) -> None:
        """Tell what became of it, as the mode says."""
        if self.mode in SILENT or not message["address"]:
            return
        with self.lock:
            self.pending += 1
        self.callers.submit(self._call_all, message, self.mode)

    def _call_all(self, message: dict[str, Any], mode: str) -> None:
        try:
            if mode == "calls_late":
                time.sleep(0.6)
            for status in CALLS.get(mode, ["sent", "delivered"]):
                self._call(message, status)
        finally:
            with self.lock:
                self.pending -= 1

    def _call(self, message: dict[str, Any], status: str) -> None:
        data = {"MessageSid": message["sid"], "MessageStatus": status, "To": message["to"]}
        signature = RequestValidator(self.token).compute_signature(message["address"], data)
        body = "&".join(f"{key}={value.replace('+', '%2B')}" for key, value in data.items())
        headers = {"X-Twilio-Signature": signature}
        message["status"] = status
        try:
            with urlopen(Request(message["address"], body.encode(), headers), timeout=10) as answer:
                self.write(what="called", sid=message["sid"], status=status, got=answer.status)
        except OSError as error:
            self.write(what="called", sid=message["sid"], status=status, got=str(error))


class Handler(BaseHTTPRequestHandler):
    """The addresses that our client uses."""

    protocol_version = "HTTP/1.1"
    carrier: Carrier

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        """Take a message, as the mode says."""
        length = int(self.headers.get("Content-Length", 0))
        form = dict(parse_qsl(self.rfile.read(length).decode()))
        carrier, mode = self.carrier, self.carrier.mode
        if mode == "refuses":
            carrier.write(what="refused", to=form["To"])
            return self._answer(400, {"code": 21408, "message": "no", "status": 400})
        if mode == "asks_to_wait" and form["To"] not in carrier.told_to_wait:
            carrier.told_to_wait.add(form["To"])
            carrier.write(what="asked to wait", to=form["To"])
            return self._answer(429, {"code": 20429, "message": "wait", "status": 429})
        message = carrier.accept(form)
        return self._after(message, mode)

    def _after(self, message: dict[str, Any], mode: str) -> None:
        if mode == "hangs":
            time.sleep(30)
        elif mode == "hangs_up":
            self.close_connection = True
        elif mode in ("answers_500", "lists_late"):
            self._answer(500, {"code": 20500, "message": "sorry", "status": 500})
        elif mode == "calls_early":
            self.carrier._call(message, "delivered")
            self._answer(201, _public(message))
        else:
            self._answer(201, _public(message))
            self.carrier.call_back(message)

    def do_GET(self) -> None:
        """List what was accepted for a number, or say how many calls are still to be made."""
        asked = parse_qs(urlsplit(self.path).query)
        if self.path == "/pending":
            return self._answer(200, {"pending": self.carrier.pending})
        until = time.time() - (LIST_LAG_SECONDS if self.carrier.mode == "lists_late" else 0)
        to = asked.get("To", [""])[0]
        found = [one for one in self.carrier.accepted if one["to"] == to and one["at"] <= until]
        return self._answer(200, {"messages": [_public(one) for one in found]})

    def do_PUT(self) -> None:
        """Behave differently from now on."""
        self.carrier.told_to_wait.clear()
        self.carrier.mode = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer(200, {})

    def _answer(self, status: int, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode()
        try:
            self.send_response(status)
            if status == 429:
                self.send_header("Retry-After", "1")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            # Whoever asked is dead; what was accepted stays accepted.
            self.close_connection = True


def _public(message: dict[str, Any]) -> dict[str, Any]:
    made = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(message["at"]))
    shown = {key: message[key] for key in ("sid", "to", "body", "status")}
    return {**shown, "date_created": made, "date_sent": made, "error_code": None}


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_args: Any) -> None:
        """Say nothing of those who died while they asked."""


def main() -> None:
    """Serve until killed."""
    Handler.carrier = Carrier(sys.argv[1], sys.argv[2])
    server = _Server(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)  # noqa: T201
    server.serve_forever()


if __name__ == "__main__":
    main()
