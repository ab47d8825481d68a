"""A stand-in for the phone's part: it registers, takes the list, seals reports and sends them."""

import json
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from outreach.visits.sealing import seal


class PhoneInTest:
    """A phone in one user's hands, talking to Doorstep through Django's test client."""

    def __init__(self, client: Client, release: int = 2) -> None:
        self.client, self.release, self.number = client, release, str(uuid4())
        self.list: dict[str, Any] = {}

    def register(self) -> Any:
        told = {"schema": 1, "device": self.number, "client": self.release}
        return self.client.post("/sync/device/", told, content_type="application/json")

    def fetch(self) -> Any:
        headers = {"X-Device": self.number, "X-Client": str(self.release)}
        answer = self.client.get("/sync/caseload/", headers=headers)
        if answer.status_code == 200:
            self.list = answer.json()
        return answer

    def sealed(self, visit: str, kind: str = "visit_report", **data: Any) -> dict[str, str]:
        return self.seal({"kind": kind, "visit": visit, "data": data})

    def seal(self, said: dict[str, Any]) -> dict[str, str]:
        head = {
            "id": str(uuid4()),
            "at": timezone.now().isoformat(),
            "author": self.list["author"],
            "client": self.release,
        }
        said = head | said
        return seal(json.dumps(said).encode(), said["id"], self.list["seal"]["public_key"])

    def send(self, *events: Any, by: Client | None = None, **more: Any) -> Any:
        """Send as nobody in particular, as a phone does, or as whoever `by` is signed in as."""
        told = {
            "schema": 1,
            "device": self.number,
            "client": self.release,
            "now": timezone.now().isoformat(),
            "events": list(events),
        }
        client = by or Client()
        return client.post("/sync/events/", told | more, content_type="application/json")

    def verdicts(self, *events: Any, **more: Any) -> list[str]:
        return [result["verdict"] for result in self.send(*events, **more).json()["results"]]

    def tally(self, logged: int) -> dict[str, Any]:
        """Send nothing but how many reports the phone says it made; return the receipt."""
        told = [{"author": self.list["author"], "logged": logged}]
        return self.send(tallies=told).json()["receipts"][0]
