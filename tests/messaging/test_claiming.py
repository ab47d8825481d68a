"""Claiming by the batch: what is taken back, given back, paced, and what comes first."""

from datetime import timedelta

import pytest

from contacts.identity import phone_key
from outreach.messaging import sending
from outreach.messaging.claiming import AT_ONCE, claim
from outreach.messaging.gateway import Handed, Throttled
from outreach.messaging.incoming import opt_out, take_in
from outreach.messaging.models import Pace, Text
from outreach.messaging.pacing import Sender
from outreach.messaging.reconciling import settle_unknown
from outreach.messaging.sending import record, send_due
from tests.factories import ContactFactory, PhoneFactory
from tests.messaging.conftest import NOON

Status = Text.Status


@pytest.fixture
def several(office, agree, queue):
    """Return a function that queues a text to each of so many people in Hartford."""

    def queued(count):
        texts = []
        for number in range(count):
            person = ContactFactory(office=office, address__postal_code="06103")
            e164 = f"+1860555{number:04d}"
            PhoneFactory(contact=person, number=e164, key=phone_key(e164))
            agree(person)
            due_at = NOON - timedelta(minutes=count - number)
            texts.append(queue(contact=person, number=e164, key=phone_key(e164), due_at=due_at))
        return texts

    return queued


def statuses(texts):
    known = dict(Text.objects.values_list("pk", "status"))
    return [known[text.pk] for text in texts]


def test_one_of_a_batch_is_being_sent_and_the_others_wait(several):
    texts = several(3)
    claim(NOON)
    assert statuses(texts) == ["SENDING", "CLAIMED", "CLAIMED"]


def test_a_batch_has_an_end(several):
    texts = several(AT_ONCE + 2)
    ready, _looked_at = claim(NOON)
    assert len(ready) == AT_ONCE
    assert statuses(texts)[-2:] == ["QUEUED", "QUEUED"]


def test_all_of_several_batches_are_sent_once(several, gateway):
    texts = several(AT_ONCE + 2)
    assert send_due(gateway, now=NOON) == len(texts)
    assert sorted(to for to, *_more in gateway.handed) == sorted(str(one.number) for one in texts)
    assert set(statuses(texts)) == {"ACCEPTED"}


def test_who_opts_out_while_the_batch_is_sent_gets_nothing(several, gateway):
    first, second, third = several(3)
    send = gateway.send

    def send_and_stop(*told):
        if not gateway.handed:
            opt_out(second.key, "keyword", NOON)
        return send(*told)

    gateway.send = send_and_stop
    assert send_due(gateway, now=NOON) == 2
    assert statuses([first, second, third]) == ["ACCEPTED", "CANCELLED", "ACCEPTED"]


def test_a_carrier_that_asks_to_wait_gets_none_of_the_batch(several, gateway):
    texts = several(3)
    gateway.answers = [Throttled(40)]
    assert send_due(gateway, now=NOON) == 0
    assert len(gateway.handed) == 1
    waiting = Text.objects.filter(status=Status.QUEUED, due_at=NOON + timedelta(seconds=40))
    assert waiting.count() == len(texts)


def test_what_was_asked_too_long_ago_is_asked_again(several, gateway, monkeypatch):
    texts = several(3)
    monkeypatch.setattr(sending, "STALE_AFTER_SECONDS", -1.0)
    sending.send_batch(gateway, 10, NOON)
    assert statuses(texts) == ["ACCEPTED", "QUEUED", "QUEUED"]


def test_what_a_dead_worker_never_handed_over_is_queued_again(several, gateway):
    texts = several(3)
    claim(NOON)
    settle_unknown(gateway, NOON + timedelta(minutes=3))
    assert statuses(texts) == ["UNKNOWN", "QUEUED", "QUEUED"]


def test_a_late_worker_records_nothing_over_the_next_ones_claim(several, gateway):
    [text] = several(1)
    [[mine], _looked_at] = claim(NOON)
    later = NOON + timedelta(minutes=5)
    Text.objects.filter(pk=text.pk).update(claimed_at=later)
    record(mine, Throttled(10), later)
    assert statuses([text]) == ["SENDING"]


def test_an_answer_that_comes_after_it_was_given_up_still_counts(several, gateway):
    [text] = several(1)
    [[mine], _looked_at] = claim(NOON)
    settle_unknown(gateway, NOON + timedelta(minutes=3))
    record(mine, Handed("SM7"), NOON + timedelta(minutes=4))
    text.refresh_from_db()
    assert (text.status, text.provider_id) == ("ACCEPTED", "SM7")


def test_two_texts_to_one_person_are_no_batch(queue, person, agree, gateway):
    agree(person)
    texts = [queue(), queue()]
    claim(NOON)
    assert sorted(statuses(texts)) == ["QUEUED", "SENDING"]
    assert send_due(gateway, now=NOON) == 1


def test_an_answer_to_danger_goes_first(several, gateway):
    several(3)
    take_in("SM1", "+18605559999", "I want to die", NOON)
    send_due(gateway, now=NOON)
    assert gateway.handed[0][0] == "+18605559999"


def test_a_sender_keeps_its_pace(several, gateway):
    several(12)
    gateway.sender = Sender("MG1", 1)
    assert send_due(gateway, now=NOON) == 5
    assert send_due(gateway, now=NOON + timedelta(seconds=4)) == 0
    assert send_due(gateway, now=NOON + timedelta(seconds=5)) == 5
    assert Pace.objects.get(sender="MG1").free_at == NOON + timedelta(seconds=10)


def test_a_long_text_takes_the_time_of_several(several, gateway):
    [text] = several(1)
    Text.objects.update(words="How are you? " * 30)
    gateway.sender = Sender("MG1", 1)
    send_due(gateway, now=NOON)
    assert Pace.objects.get().free_at == NOON + timedelta(seconds=3)
    assert statuses([text]) == ["ACCEPTED"]


def test_one_senders_pace_holds_no_other(several, gateway):
    several(10)
    gateway.sender = Sender("MG1", 1)
    send_due(gateway, now=NOON)
    gateway.sender = Sender("MG2", 1)
    assert send_due(gateway, now=NOON) == 5
