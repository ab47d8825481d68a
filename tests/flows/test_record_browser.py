"""Records what a real browser seals and sends: `tests/visits/test_released_clients.py` replays it.

    RECORD=1 .venv/bin/python -m pytest -m slow tests/flows/test_record_browser.py

writes `tests/visits/fixtures/client-N-browser.json` for the release that is here, unless there is
one: a recording is never made again. Without RECORD it goes the same way and writes nothing.
"""

import json
import os
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.conf import settings as django_settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from outreach.visits.clients import NEWEST
from outreach.visits.models import ReceivedEvent, SealingKey, Visit
from tests.factories import today
from tests.flows.phone_day import doors_of, queue_length, set_up
from tests.visits.record_fixture import FOLDER, USER, VISITS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
KINDS = [
    "visit_report", "visit_report", "visit_report_correction", "visit_report", "visit_report",
    "visit_report_correction", "contact_request",
]  # fmt: skip


@pytest.fixture
def doors(agent, team, settings):
    """Four doors and their agent, with the codes that every recording has, and a key of its own."""
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]
    agent.code = USER
    agent.save(update_fields=["code"])
    for visit, code in zip(doors_of(team, len(VISITS)), VISITS, strict=True):
        Visit.objects.filter(pk=visit.pk).update(code=code)


def test_what_a_browser_seals_is_taken_word_for_word(open_as, agent, doors, live_server, signal):
    phone = open_as(agent)
    set_up(phone, live_server.url)
    signal.lose()
    log_a_day(phone)
    assert queue_length(phone) == len(KINDS)
    with phone.expect_response("**/sync/events/") as sent:
        signal.regain()
    request = json.loads(sent.value.request.post_data)
    answer = sent.value.json()
    assert [result["verdict"] for result in answer["results"]] == ["applied"] * len(KINDS)
    events = [ReceivedEvent.objects.get(pk=result["id"]) for result in answer["results"]]
    assert [event.kind for event in events] == KINDS
    # What is inside is what was entered; the words stand nowhere outside.
    assert events[1].data["note"] == "Prefers evenings — ring twice"
    assert events[1].data["supplies"][0]["doses"] == 2
    assert events[1].data["consent"]["purposes"] == ["REMINDER"]
    assert "evenings" not in json.dumps(request)
    if os.environ.get("RECORD"):
        write(recording(request, answer["received_at"], events))


def log_a_day(phone: Page) -> None:
    """Log, correct, take back and ask: each kind of event, with all that a sheet can say."""
    at(phone, "log", 0, "tiles")
    save(phone, "Left a card")
    at(phone, "log", 1, "spoke")
    phone.locator('[name="response"][value="ACCEPTED_REFERRAL"]').check()
    phone.locator('[name="barriers"][value="TRANSPORT"]').check()
    phone.locator("#quantity-NALOXONE").select_option("1")
    phone.locator('[name="consent"]').check()
    phone.locator('[name="wording_language"][value="en"]').check()
    phone.locator('[name="purposes"][value="REMINDER"]').check()
    phone.locator("#phone-new").fill("860-555-0177")
    phone.locator("#note").fill("Prefers evenings — ring twice")
    save(phone)
    at(phone, "log", 1, "spoke")
    phone.locator('[name="response"][value="WARM_HANDOFF"]').check()
    save(phone)
    at(phone, "log", 2, "later")
    later = timezone.localtime() + timedelta(days=2)
    phone.locator("#come-back").fill(later.strftime("%Y-%m-%dT18:30"))
    save(phone)
    at(phone, "log", 3, "no")
    phone.locator('[name="asks_no_contact"]').check()
    save(phone)
    at(phone, "door", 0)
    save(phone, "Take it back")
    at(phone, "ask", 2)
    phone.locator('[data-view=ask] [name="wish"]').select_option("VISIT_AGAIN")
    phone.locator('[data-view=ask] [name="text"]').fill("Friday after six")
    phone.locator("[data-view=ask]").get_by_role("button", name="Send").click()
    expect(phone.locator("[data-view=door]")).to_be_visible()


def at(phone: Page, page: str, number: int, step: str = "") -> None:
    """Open a page of one door."""
    place = "/".join(filter(None, [page, VISITS[number], step]))
    phone.evaluate("(place) => { location.hash = place; }", place)
    expect(phone.locator(f"[data-view={page}]")).to_be_visible()


def save(phone: Page, button: str = "Save") -> None:
    """Tap, and wait until the phone has it: then the day is shown again."""
    phone.get_by_role("button", name=button, exact=button == "Save").click()
    expect(phone.locator("[data-view=today]")).to_be_visible()


def recording(request: dict[str, Any], received_at: str, events: list[Any]) -> dict[str, Any]:
    """Return what was sent, with what makes it readable, as `record_fixture.record` does."""
    key = SealingKey.objects.get(name=request["events"][0]["key"])
    return {
        "client": NEWEST,
        "received_at": received_at,
        "field_key": django_settings.FIELD_KEYS[0],
        "sealing_key": {"public_key": key.public_key, "private_key": key.private_key},
        "user": USER,
        "day": today().isoformat(),
        "visits": VISITS,
        "request": request,
        "expected": [
            {
                "id": str(event.pk),
                "kind": event.kind,
                "visit": event.visit_code,
                "at": event.device_at.isoformat(),
                "data": event.data,
                "verdict": event.verdict,
            }
            for event in events
        ],
    }


def write(told: dict[str, Any]) -> None:
    """Keep a recording. One that is there already stays as it is."""
    with (FOLDER / f"client-{NEWEST}-browser.json").open("x") as file:
        json.dump(told, file, indent=1, ensure_ascii=False)
        file.write("\n")
