"""Why a text is held stands on the page, with the rule, its evidence and when it ends."""

from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.html import conditional_escape

from outreach.messaging.incoming import take_in
from outreach.messaging.models import Conversation, FollowUp, Sequence, Text
from outreach.messaging.quiet_hours import DEFAULT, STATES
from outreach.messaging.views import outbox
from tests.factories import VisitFactory
from tests.messaging.conftest import NUMBER
from tests.world import _report as report


@pytest.fixture
def desk(signed_in, coordinator):
    return signed_in(coordinator)


def text_to(person, **other) -> Text:
    told = {"kind": "FOLLOW_UP", "words": "Hello", "number": NUMBER, **other}
    return Text.objects.create(contact=person, key=person.phones.get().key, **told)


def test_a_held_text_says_why(desk, person):
    text_to(person)
    page = desk.get(f"/messages/of-contact/{person.code}/").text
    assert "Nobody agreed to texts to this number." in page


@pytest.mark.usefixtures("in_new_york")
def test_a_quiet_hour_says_its_law_and_when_it_ends(desk, person, agree, monkeypatch):
    agree(person)
    late = datetime(2026, 11, 23, 22, 30, tzinfo=ZoneInfo("America/New_York"))
    monkeypatch.setattr(outbox, "timezone", SimpleNamespace(now=lambda: late))
    text_to(person)
    page = desk.get(f"/messages/of-contact/{person.code}/").text
    assert "too late or too early" in page
    assert "Conn. Gen. Stat. 42-288a" in page
    assert "it goes out on Nov. 24, 2026, 9 a.m." in page


def test_a_person_settles_what_nobody_knows(desk, person):
    text = text_to(person, status="UNKNOWN", claimed_at=timezone.now())
    assert "Nobody knows whether" in desk.get("/messages/outbox/").text
    desk.post(f"/messages/outbox/{text.pk}/settle/", {"was_sent": "no"})
    text.refresh_from_db()
    assert text.status == "FAILED"
    assert text.events.get().source == "person"
    desk.post(f"/messages/outbox/{text.pk}/settle/", {"was_sent": "yes"})
    text.refresh_from_db()
    assert text.status == "FAILED"


def test_an_answer_that_was_refused_leads_to_its_conversation(desk, person):
    take_in("SM1", NUMBER, "I want to die", timezone.now())
    Text.objects.update(status="FAILED", claimed_at=timezone.now(), reason="30002")
    page = desk.get("/messages/outbox/").text
    assert f"/messages/{Conversation.objects.get().code}/" in page
    assert "A number that nobody has" not in page


@pytest.fixture
def sequence(campaign, template):
    made = Sequence.objects.create(name="After a talk", starts_after="INFORMATION_ONLY")
    made.campaigns.add(campaign)
    made.steps.create(template=template, days_after=1)
    return made


def talk(agent, visit, number="", **other) -> str:
    said = {"disposition": "CONTACT_PERSON", "response": "INFORMATION_ONLY", **other}
    return report(agent, visit, "visit_report", number, **said)


AGREED = {"version": "2026-11", "language": "en", "phone": NUMBER}


def test_a_report_of_who_agreed_owes_the_sequence(desk, person, agent, team, enrollment, sequence):
    visit = VisitFactory(team=team, enrollment=enrollment)
    talk(agent, visit, consent=AGREED)
    owed = FollowUp.objects.get()
    assert (owed.enrollment, owed.occurrence) == (enrollment, 1)
    assert "owed by “After a talk”" in desk.get(f"/messages/of-contact/{person.code}/").text


def test_a_report_without_consent_owes_nothing(agent, team, campaign, sequence):
    talk(agent, VisitFactory(team=team, enrollment__campaign=campaign))
    assert not FollowUp.objects.exists()


def test_a_correction_ends_what_no_longer_holds(person, agent, team, enrollment, sequence):
    visit = VisitFactory(team=team, enrollment=enrollment)
    talk(agent, visit, consent=AGREED)
    report(agent, visit, "visit_report_correction", disposition="NO_ANSWER")
    owed = FollowUp.objects.get()
    assert (owed.status, owed.reason) == ("CANCELLED", "CORRECTED")


def test_the_outbox_says_why_each_text_is_held(desk, person):
    text_to(person)
    page = desk.get("/messages/outbox/").text
    assert "Why is this held?" in page
    assert "Nobody agreed to texts to this number." in page


def test_the_hours_stand_with_their_source_and_date(desk):
    page = desk.get("/messages/hours/").text
    for rule in (*STATES.values(), DEFAULT):
        assert conditional_escape(rule.source) in page
        assert rule.as_of in page
