"""A phone as docs/sync.md wants it, over real HTTP, on a network that loses and breaks things."""

import json
import random
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import requests
from django.test import Client
from django.utils import timezone

from outreach.visits.sealing import seal

DURABLE = {"applied", "duplicate", "conflict", "quarantined"}
# Any 32 letters do: the phone sends the same in the cookie and in the header.
CSRF = "a" * 32


@dataclass
class Hands:
    """Someone who uses phones, and their session."""

    user: Any
    session: str

    @classmethod
    def of(cls, user: Any) -> "Hands":
        client = Client()
        client.force_login(user)
        return cls(user, client.cookies["sessionid"].value)


@dataclass
class OfflinePhone:
    """Its queue survives everything but the phone's own end; a durable verdict empties it."""

    url: str
    hands: Hands
    release: int = 2
    skew: timedelta = timedelta()
    number: str = field(default_factory=lambda: str(uuid4()))
    day_list: dict[str, Any] = field(default_factory=dict)
    # What waits, by the number of the event: the author's hands and the event as it travels.
    queue: dict[str, tuple[Hands, dict[str, Any]]] = field(default_factory=dict)
    # Everything that was ever made here, by the number of the event.
    made: dict[str, dict[str, Any]] = field(default_factory=dict)
    acknowledged: dict[str, str] = field(default_factory=dict)
    refused: dict[str, dict[str, Any]] = field(default_factory=dict)
    # How many reports each user made here: their newest token, and the count.
    tallies: dict[str, tuple[str, int]] = field(default_factory=dict)
    receipts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def now(self) -> str:
        return (timezone.now() + self.skew).isoformat()

    def fetch(self) -> int:
        """Register, and take the list; a phone that was revoked wipes itself and is another."""
        told = {"schema": 1, "device": self.number, "client": self.release}
        answer = self._ask("POST", "/sync/device/", json=told)
        headers = {"X-Device": self.number, "X-Client": str(self.release)}
        if answer.status_code == 200:
            answer = self._ask("GET", "/sync/caseload/", headers=headers)
        if answer.status_code == 200:
            self.day_list = answer.json()
        if answer.status_code in (404, 410):
            self.lock()
        if answer.status_code == 410 and all("ciphertext" in e for _h, e in self.queue.values()):
            # What is plain goes out under the number that it was made under.
            self.number = str(uuid4())
        return answer.status_code

    def lock(self) -> None:
        """Forget the list and the means to seal; the queue stays."""
        self.day_list = {}

    def log(self, visit: str, kind: str, data: dict[str, Any], number: str = "") -> str:
        """Make an event and put it into the queue. Returns its number."""
        said = {"id": number or str(uuid4()), "kind": kind, "visit": visit, "at": self.now}
        said |= {"data": data}
        author = self.day_list["author"]
        event = said if self.release == 1 else self._sealed(said, author)
        self.queue[said["id"]] = (self.hands, event)
        if not number:
            by = {"user": self.hands.user, "device": self.number, "skew": self.skew}
            self.made[said["id"]] = said | by
            key = self.day_list["user"]["key"]
            self.tallies[key] = (author, self.tallies.get(key, ("", 0))[1] + 1)
        return str(said["id"])

    def _sealed(self, said: dict[str, Any], author: str) -> dict[str, Any]:
        text = json.dumps(said | {"author": author, "client": self.release}).encode()
        return seal(text, said["id"], self.day_list["seal"]["public_key"])

    def body(self, names: list[str]) -> bytes:
        """Return the request that sends these events."""
        sent = {
            "schema": 1,
            "device": self.number,
            "client": self.release,
            "now": self.now,
            "events": [self.queue[name][1] for name in names],
            "tallies": [{"author": a, "logged": n} for a, n in self.tallies.values()],
        }
        return json.dumps(sent).encode()

    def ready(self) -> list[str]:
        """Return what may go out now: anything sealed, and what needs these hands' session."""
        return [
            name
            for name, (hands, event) in self.queue.items()
            if "ciphertext" in event or hands is self.hands
        ]

    def send(self, names: list[str], listen: bool = True) -> requests.Response | None:
        """Send these events, and take the verdicts where the answer is listened to."""
        return self.post(self.body(names), listen)

    def post(self, body: bytes, listen: bool = True) -> requests.Response | None:
        """Send a request as it was made; None where no answer came."""
        with suppress(requests.RequestException):
            answer = self._ask("POST", "/sync/events/", data=body)
            if listen and answer.status_code == 200:
                self.hear(answer.json())
            return answer
        return None

    def hear(self, answer: dict[str, Any]) -> None:
        """Forget what has a durable verdict, and nothing else."""
        self.receipts = answer["receipts"]
        for result in answer["results"]:
            name = result["id"]
            if result["verdict"] in DURABLE and self.queue.pop(name, None):
                self.acknowledged[name] = result["verdict"]
            if result["verdict"] == "rejected":
                self.refused[name] = result

    def send_half(self, names: list[str], share: float) -> None:
        """Promise a whole request, send a part of it and hang up."""
        body = self.body(names)
        port = int(self.url.rsplit(":", 1)[-1])
        cookies = f"sessionid={self.hands.session}; csrftoken={CSRF}"
        head = (
            f"POST /sync/events/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            f"X-CSRFToken: {CSRF}\r\nCookie: {cookies}\r\n\r\n"
        )
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 10) as line:
            line.sendall(head.encode() + body[: int(len(body) * share)])

    def send_cut(self, names: list[str], share: float) -> int:
        """Send what was cut short on the way as if it were whole; return the answer's status."""
        body = self.body(names)
        answer = self._ask("POST", "/sync/events/", data=body[: int(len(body) * share)])
        if answer.status_code == 200:
            self.hear(answer.json())
        return answer.status_code

    def shuffled(self, seed: int) -> list[str]:
        names = self.ready()
        random.Random(seed).shuffle(names)
        return names

    def _ask(self, method: str, path: str, **more: Any) -> requests.Response:
        headers = {"Content-Type": "application/json", "X-CSRFToken": CSRF}
        more["headers"] = headers | more.get("headers", {})
        cookies = {"sessionid": self.hands.session, "csrftoken": CSRF}
        return requests.request(method, self.url + path, cookies=cookies, timeout=30, **more)
