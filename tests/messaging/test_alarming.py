"""Words of danger call whoever is on call, again and again, until a person closes the alert."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.utils import timezone

from outreach.accounts import roles
from outreach.messaging import alarming, upkeep
from outreach.messaging.alarming import AGAIN, TRY_AGAIN, alarm, be_on_call
from outreach.messaging.deciding import close_alert
from outreach.messaging.incoming import take_in
from outreach.messaging.models import CrisisAlert, OnCall
from tests.factories import UserFactory
from tests.messaging.conftest import NUMBER


@pytest.fixture
def colleague(office):
    return UserFactory(first_name="Kay", role=roles.COORDINATOR, office=office)


@pytest.fixture
def danger(person, coordinator, colleague, other_coordinator):
    take_in("SM1", NUMBER, "I want to die", timezone.now())
    return CrisisAlert.objects.get()


def called(mailoutbox):
    return [sorted(mail.to) for mail in mailoutbox]


def test_who_is_on_call_is_called(danger, coordinator, mailoutbox):
    be_on_call(coordinator, True)
    assert alarm() == 1
    assert called(mailoutbox) == [[coordinator.email]]


def test_where_nobody_is_on_call_everyone_who_may_see_it_is(
    danger, coordinator, colleague, other_coordinator, mailoutbox
):
    be_on_call(other_coordinator, True)
    alarm()
    [to] = called(mailoutbox)
    assert {coordinator.email, colleague.email} <= set(to)
    assert other_coordinator.email not in to


def test_the_mail_names_nobody(danger, person, mailoutbox):
    alarm()
    said = mailoutbox[0].subject + mailoutbox[0].body
    assert danger.text.conversation.code in said
    assert not any(word in said for word in (person.given_name, person.family_name, NUMBER, "die"))


def test_it_calls_again_until_a_person_closes_it(danger, coordinator, mailoutbox):
    now = timezone.now()
    assert [alarm(now), alarm(now + timedelta(minutes=1)), alarm(now + AGAIN)] == [1, 0, 1]
    close_alert(danger, "Called her; her sister is there.", coordinator, now)
    assert alarm(now + 2 * AGAIN) == 0
    assert len(mailoutbox) == 2


def test_a_mail_that_fails_is_tried_again_soon_and_keeps_no_other_back(
    danger, coordinator, mailoutbox, monkeypatch
):
    take_in("SM2", "+18605550111", "quiero morir", timezone.now())
    now, send = timezone.now(), alarming.send_mail
    failing = [SMTPServerDisconnected()]

    def send_mail(*words):
        if failing:
            raise failing.pop()
        return send(*words)

    monkeypatch.setattr(alarming, "send_mail", send_mail)
    assert [alarm(now), alarm(now), alarm(now + TRY_AGAIN)] == [1, 0, 1]
    assert len(mailoutbox) == 2


def test_sending_that_fails_keeps_no_alert_back(danger, coordinator, mailoutbox, monkeypatch):
    def send_due(*_args):
        raise RuntimeError

    monkeypatch.setattr(upkeep, "send_due", send_due)
    with pytest.raises(RuntimeError):
        upkeep.send_everything_due()
    assert len(mailoutbox) == 1


def test_a_turn_begins_and_ends_by_a_button(signed_in, coordinator):
    desk = signed_in(coordinator)
    assert "Nobody is on call" in desk.get("/messages/").text
    for _again in range(2):
        desk.post("/messages/on-call/", {"on_call": "yes"})
    assert f"On call for danger: {coordinator.short_name}" in desk.get("/messages/").text
    desk.post("/messages/on-call/", {"on_call": "no"})
    assert not OnCall.objects.exists()
