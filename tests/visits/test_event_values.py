"""An event says exactly what it means: other types, unknown names and dead letters are refused."""

from datetime import timedelta

import pytest
from django.utils import timezone

from outreach.visits.models import EventConflict, ReceivedEvent, VisitReport
from outreach.visits.receiving import receive_event

DOOR = {"disposition": "NO_ANSWER"}
PERSON = {"disposition": "CONTACT_PERSON"}
CARD = {"item": "RESOURCE_CARD", "quantity": 1, "recipient": "PERSON"}
CONSENT = {"version": "2026-11", "language": "es", "phone": "(860) 555-0123"}


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (DOOR | {"card_left": "no"}, "card_left"),
        (DOOR | {"card_left": 7}, "card_left"),
        (DOOR | {"card_left": {}}, "card_left"),
        (DOOR | {"note": 5}, "note"),
        (DOOR | {"note": {"to": "self"}}, "note"),
        (DOOR | {"come_back_at": 1700000000}, "come_back_at"),
        (PERSON | {"response": "DECLINED", "decline_reasons": "NOT_READY"}, "decline_reasons"),
        (PERSON | {"supplies": [CARD | {"evidence": "a bag"}]}, "supplies"),
        (PERSON | {"consent": CONSENT | {"said": "yes"}}, "consent"),
        (PERSON | {"consent": CONSENT, "response": "SAYS_NOT_THE_PERSON"}, "consent"),
    ],
)
def test_it_rejects_a_value_of_another_type_or_an_unknown_name(send, data, field):
    verdict = send(**data)
    assert (verdict.verdict, verdict.field) == ("rejected", field)
    assert not ReceivedEvent.objects.exists()


@pytest.mark.parametrize("data", [DOOR | {"note": "a\x00b"}, DOOR | {"a\x00": 1}])
def test_it_rejects_a_nul_which_one_of_the_databases_cannot_store(agent, event, data):
    first = event(**DOOR)
    assert receive_event(agent, first, timezone.now()).verdict == "applied"
    again = receive_event(agent, first | {"data": data}, timezone.now())
    assert again.verdict == "rejected"


def test_it_takes_a_backslash_for_what_it_is(send):
    assert send(**DOOR, note="C:\\u0000 and \\\\u0000").verdict == "applied"
    assert VisitReport.objects.get().note == "C:\\u0000 and \\\\u0000"


def test_it_counts_a_reason_once(send):
    send(**PERSON, response="DECLINED", decline_reasons=["COST", "COST", "PRIVACY"])
    assert VisitReport.objects.get().decline_reasons == ["COST", "PRIVACY"]


def test_it_takes_a_second_tap_for_the_first_though_its_clock_went_on(agent, event):
    tap = event(**DOOR)
    later = timezone.now() + timedelta(milliseconds=300)
    verdicts = [
        receive_event(agent, each, timezone.now()).verdict
        for each in (tap, tap | {"at": later.isoformat()})
    ]
    assert verdicts == ["applied", "duplicate"]
    assert not EventConflict.objects.exists()
