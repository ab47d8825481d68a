"""Records what a release of the phone's part sends, so that it is taken for as long as promised.

    DJANGO_SETTINGS_MODULE=outreach.settings .venv/bin/python -m tests.visits.record_fixture 2

writes `tests/visits/fixtures/client-2.json` once. A recording is never made again for a release
that is out: `test_released_clients.py` replays all of them. This one seals by the office's own
code; a recording of the browser's own requests has the same form under another name.
"""

import json
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import django
from cryptography.fernet import Fernet
from django.conf import settings

FOLDER = Path(__file__).parent / "fixtures"
NOW = datetime(2026, 11, 25, 17, 0, tzinfo=UTC)
DAY = date(2026, 11, 25)
SUPPLY = {"item": "NALOXONE", "quantity": 1, "doses": 2, "recipient": "PERSON"}
CONSENT = {"version": "2026-11", "language": "en", "phone": "+18605550177"}
AGREED = {"version": "2026-11-25", "purposes": ["CHECK_IN", "REMINDER"]}
SPOKE = {
    "disposition": "CONTACT_PERSON",
    "response": "ACCEPTED_REFERRAL",
    "barriers": ["TRANSPORT"],
    "supplies": [SUPPLY],
    "consent": CONSENT,
    "family_present": True,
    "note": "Prefers evenings — ring twice",
    "place": "GOOD",
    "latitude": 41.775,
    "longitude": -72.52,
    "accuracy_metres": 12,
}
# What is said, about the visit of which number, and what becomes of it.
SAID: list[tuple[str, int, dict[str, Any], str]] = [
    ("visit_report", 0, {"disposition": "NO_ANSWER", "card_left": True}, "applied"),
    ("visit_report", 1, SPOKE, "applied"),
    ("visit_report_correction", 1, SPOKE | {"response": "WARM_HANDOFF"}, "applied"),
    (
        "visit_report",
        2,
        {"disposition": "NOT_HOME", "come_back_at": "2026-11-27T18:30:00-05:00"},
        "applied",
    ),
    ("visit_report", 3, {"disposition": "REFUSED_BY_PERSON", "asks_no_contact": True}, "applied"),
    ("visit_report_correction", 0, {"undone": True}, "applied"),
    ("contact_request", 2, {"wish": "VISIT_AGAIN", "text": "Friday after six"}, "applied"),
    ("visit_report", 1, {"disposition": "MOVED"}, "quarantined"),
]
VISITS = [f"visit000000{number}" for number in range(4)]
USER = "agent0000001"


def record(client: int) -> dict[str, Any]:
    """Return what a phone of this release sends in one request, and what makes it readable."""
    from outreach.visits.authors import author_token
    from outreach.visits.sealing import new_pair, seal

    public, private = new_pair()
    device = uuid4()
    author = author_token(type("Agent", (), {"code": USER}), device, DAY)
    events, expected = [], []
    for number, (kind, visit, said_then, verdict) in enumerate(SAID):
        data = _as_of(client, said_then)
        at = (NOW - timedelta(minutes=50 - 5 * number)).isoformat()
        said = {"id": str(uuid4()), "kind": kind, "visit": VISITS[visit], "at": at, "data": data}
        expected.append(said | {"verdict": verdict})
        inside = json.dumps(said | {"author": author, "client": client}).encode()
        events.append(said if client == 1 else seal(inside, said["id"], public))
    return {
        "client": client,
        "received_at": NOW.isoformat(),
        "field_key": settings.FIELD_KEYS[0],
        "sealing_key": {"public_key": public, "private_key": private},
        "user": USER,
        "day": DAY.isoformat(),
        "visits": VISITS,
        "request": _request(client, device, author, events),
        "expected": expected,
    }


def _as_of(client: int, data: dict[str, Any]) -> dict[str, Any]:
    """Return the data as this release tells it: until 2 nobody was asked what for."""
    return data | {"consent": CONSENT | AGREED} if client > 2 and "consent" in data else data


def _request(client: int, device: UUID, author: str, events: list[Any]) -> dict[str, Any]:
    sent: dict[str, Any] = {"schema": 1, "device": str(device), "events": events}
    if client > 1:
        now = NOW.isoformat()
        tallies = [{"author": author, "logged": len(events)}]
        sent |= {"client": client, "now": now, "tallies": tallies}
    return sent


def main() -> None:
    """Write the recording of the release that the command line names, unless there is one."""
    django.setup()
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    path = FOLDER / f"client-{sys.argv[1]}.json"
    with path.open("x") as file:
        json.dump(record(int(sys.argv[1])), file, indent=1, ensure_ascii=False)
        file.write("\n")


if __name__ == "__main__":
    main()
