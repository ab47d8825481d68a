"""What phones send: each event stands alone, and each gets a verdict."""

import json
from uuid import uuid4

import pytest
from django.utils import timezone

from outreach.visits.models import ReceivedEvent, VisitReport


@pytest.fixture
def post(agent, signed_in):
    client = signed_in(agent)

    def send(body):
        body = body if isinstance(body, str | bytes) else json.dumps(body)
        return client.post("/sync/events/", body, content_type="application/json")

    return send


def sent(*events):
    return {"schema": 1, "device": str(uuid4()), "events": list(events)}


def test_it_answers_each_event_in_its_order(post, event):
    good, bad = event(disposition="NO_ANSWER"), event(disposition="ASLEEP")
    answer = post(sent(bad, good, "nonsense", good)).json()
    verdicts = [result["verdict"] for result in answer["results"]]
    assert verdicts == ["rejected", "applied", "rejected", "duplicate"]
    assert answer["results"][0] == {
        "id": bad["id"],
        "verdict": "rejected",
        "reason": "Select a valid choice. ASLEEP is not one of the available choices.",
        "field": "disposition",
        "code": "",
    }
    assert answer["received_at"]
    assert VisitReport.objects.count() == 1


def test_what_arrived_together_is_shown_by_the_phones_clock(
    post, event, visit, coordinator, signed_in
):
    made = [event(disposition="NO_ANSWER")]
    made += [event("visit_report_correction", disposition=d) for d in ("MOVED", "VACANT")]
    post(sent(*made))
    # What the database would hand out first was made last.
    ReceivedEvent.objects.filter(pk=made[0]["id"]).update(device_at=timezone.now())
    page = signed_in(coordinator).get(f"/visits/of/{visit.contact.code}/")
    shown = page.context["visits"][0].reports.all()
    assert [r.disposition for r in shown] == ["MOVED", "VACANT", "NO_ANSWER"]


def test_it_keeps_the_device(post, event):
    body = sent(event(disposition="NO_ANSWER"))
    post(body)
    assert str(VisitReport.objects.get().event.device) == body["device"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("{", 400),
        ("[" * 100_000, 400),
        (b"\xff\xfe", 400),
        ([], 400),
        ({"schema": 2, "device": str(uuid4()), "events": []}, 400),
        ({"schema": 1, "device": "mine", "events": []}, 400),
        ({"schema": 1, "device": str(uuid4()), "events": {}}, 400),
        ({"schema": 1, "device": str(uuid4()), "events": [{}] * 201}, 413),
        ({"schema": 1, "device": str(uuid4()), "events": ["x" * 1_100_000]}, 413),
    ],
)
def test_it_refuses_what_it_cannot_read_and_stores_nothing(post, body, status):
    response = post(body)
    assert response.status_code == status
    assert response.json()["error"]


def test_it_asks_strangers_to_sign_in(client, db):
    assert client.post("/sync/events/", "{}", content_type="application/json").status_code == 401


def test_it_still_hears_someone_who_may_no_longer_log(other_coordinator, signed_in, event):
    client = signed_in(other_coordinator)
    body = json.dumps(sent(event(disposition="NO_ANSWER")))
    answer = client.post("/sync/events/", body, content_type="application/json").json()
    assert answer["results"][0]["verdict"] == "quarantined"


def test_it_wants_the_csrf_token(agent, event):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(agent)
    body = json.dumps(sent(event(disposition="NO_ANSWER")))
    response = client.post("/sync/events/", body, content_type="application/json")
    assert response.status_code == 403
    assert not VisitReport.objects.exists()
