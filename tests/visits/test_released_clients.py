"""Every release of the phone's part that was ever out: what it sent is taken, word for word."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from outreach.visits import clients
from outreach.visits.models import ReceivedEvent, SealingKey, Visit, VisitReport
from outreach.visits.sealing import name_of
from tests.factories import EnrollmentFactory, VisitFactory

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("client-*.json"))


@pytest.fixture(params=FIXTURES, ids=lambda path: path.stem)
def recorded(request, settings, agent, team):
    """A recording, with the keys, the agent and the visits that it was made with."""
    told = json.loads(request.param.read_text())
    settings.FIELD_KEYS = [told["field_key"], *settings.FIELD_KEYS]
    agent.code = told["user"]
    agent.save(update_fields=["code"])
    with time_machine.travel(datetime.fromisoformat(told["received_at"]), tick=False):
        public, private = told["sealing_key"]["public_key"], told["sealing_key"]["private_key"]
        SealingKey.objects.create(
            week=1, name=name_of(public), public_key=public, private_key=private
        )
        for code in told["visits"]:
            enrollment = EnrollmentFactory(campaign=team.campaign, contact__office=team.office)
            day = date.fromisoformat(told["day"])
            VisitFactory(team=team, enrollment=enrollment, code=code, day=day)
        yield told


def sent_by(told, signed_in, agent):
    client = Client() if told["client"] > 1 else signed_in(agent)
    return client.post("/sync/events/", told["request"], content_type="application/json").json()


def test_every_release_that_is_taken_has_a_recording():
    recorded = {json.loads(path.read_text())["client"] for path in FIXTURES}
    assert recorded >= set(range(clients.OLDEST, clients.NEWEST + 1))


def test_it_is_taken_word_for_word(recorded, signed_in, agent):
    answer = sent_by(recorded, signed_in, agent)
    expected = recorded["expected"]
    assert [r["verdict"] for r in answer["results"]] == [said["verdict"] for said in expected]
    for said in expected:
        event = ReceivedEvent.objects.get(pk=said["id"])
        assert (event.kind, event.visit_code) == (said["kind"], said["visit"])
        assert (event.data, event.author) == (said["data"], agent)
        assert event.device_at == datetime.fromisoformat(said["at"])
        assert not event.clock_is_wrong


def test_it_has_its_effects(recorded, signed_in, agent):
    sent_by(recorded, signed_in, agent)
    visits = [Visit.objects.get(code=code) for code in recorded["visits"]]
    assert visits[0].status == "OPEN"
    assert VisitReport.objects.current().get(visit=visits[1]).response == "WARM_HANDOFF"
    assert visits[1].contact.consents.exists()
    assert visits[3].contact.stopped == "DO_NOT_CONTACT"


def test_a_week_later_it_is_the_same_and_again_it_is_a_duplicate(recorded, signed_in, agent):
    with time_machine.travel(datetime.fromisoformat(recorded["received_at"]) + timedelta(days=6)):
        sent_by(recorded, signed_in, agent)
        again = sent_by(recorded, signed_in, agent)
    assert {r["verdict"] for r in again["results"]} == {"duplicate"}
    assert ReceivedEvent.objects.count() == len(recorded["expected"])
