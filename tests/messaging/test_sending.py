"""Sending each text once, whatever the gateway answers."""

from datetime import timedelta

import pytest

from contacts.identity import phone_key
from outreach.messaging.callbacks import take_status
from outreach.messaging.claiming import claim
from outreach.messaging.gateway import Handed, Listed, Refused, Throttled, Unknown
from outreach.messaging.incoming import opt_out
from outreach.messaging.models import NumberEvent, Text
from outreach.messaging.numbers import standing_of
from outreach.messaging.reconciling import settle_unknown
from outreach.messaging.sending import record, send_due
from tests.messaging.conftest import NOON, NUMBER

KEY = phone_key(NUMBER)
Status = Text.Status


@pytest.fixture
def text(queue, person, agree) -> Text:
    agree(person)
    return queue()


def status_of(text) -> str:
    text.refresh_from_db()
    return text.status


def test_it_hands_a_text_over_once(text, gateway, settings):
    assert send_due(gateway, now=NOON) == 1
    assert send_due(gateway, now=NOON) == 0
    assert status_of(text) == Status.ACCEPTED
    address = f"{settings.PUBLIC_URL}/sms/status/{text.pk}/"
    assert gateway.handed == [(NUMBER, "How are you?", address)]
    assert text.provider_id
    assert [event.status for event in text.events.all()] == ["SENDING", "ACCEPTED"]


def test_it_sends_nothing_before_its_time(text, gateway):
    assert send_due(gateway, now=NOON - timedelta(seconds=1)) == 0
    assert status_of(text) == Status.QUEUED


def test_what_is_claimed_is_committed_as_sending_before_it_is_sent(text, gateway):
    assert claim(NOON) == ([text], 1)
    assert status_of(text) == Status.SENDING
    assert claim(NOON) == ([], 0)


def test_it_puts_off_what_may_not_be_sent_yet(text, gateway):
    night = NOON.replace(hour=3) + timedelta(days=1)
    assert send_due(gateway, now=night) == 0
    assert (status_of(text), text.reason) == (Status.QUEUED, "QUIET")
    assert text.due_at == NOON.replace(hour=14) + timedelta(days=1)
    assert send_due(gateway, now=text.due_at) == 1


def test_it_cancels_what_may_never_be_sent(text, gateway):
    opt_out(KEY, "keyword", NOON)
    assert send_due(gateway, now=NOON) == 0
    assert (status_of(text), text.reason) == (Status.CANCELLED, "OPTED_OUT")


def test_one_that_waits_holds_back_no_other(text, queue, gateway):
    note_ = queue("About the pills", due_at=NOON - timedelta(hours=1))
    assert send_due(gateway, now=NOON) == 1
    assert status_of(note_) == Status.CANCELLED


def test_a_refusal_is_final(text, gateway):
    gateway.answers = [Refused("21610")]
    assert send_due(gateway, now=NOON) == 0
    assert (status_of(text), text.reason) == (Status.FAILED, "21610")
    assert standing_of(KEY).holds(NumberEvent.Kind.OPTED_OUT)


def test_too_many_at_once_goes_back_with_its_delay(text, gateway):
    gateway.answers = [Throttled(40)]
    assert send_due(gateway, now=NOON) == 0
    assert status_of(text) == Status.QUEUED
    assert text.due_at == NOON + timedelta(seconds=40)
    assert send_due(gateway, now=text.due_at) == 1
    assert text.events.count() == 4


def test_what_got_no_answer_is_never_sent_again(text, gateway):
    gateway.answers = [Unknown("ReadTimeout")]
    send_due(gateway, now=NOON)
    assert status_of(text) == Status.UNKNOWN
    assert send_due(gateway, now=NOON + timedelta(days=3)) == 0
    assert len(gateway.handed) == 1


def test_its_callback_settles_it(text, gateway):
    gateway.answers = [Unknown("ReadTimeout")]
    send_due(gateway, now=NOON)
    assert take_status(text.pk, "SM9", "delivered", now=NOON)
    assert (status_of(text), text.provider_id) == (Status.DELIVERED, "SM9")


def test_the_carriers_list_settles_it(text, gateway):
    gateway.answers = [Unknown("ReadTimeout")]
    send_due(gateway, now=NOON)
    gateway.has = [
        Listed("SM1", "Something else", "delivered", NOON),
        Listed("SM2", "How are you?", "sent", NOON),
    ]
    assert settle_unknown(gateway, NOON + timedelta(minutes=5)) == 1
    assert (status_of(text), text.provider_id) == (Status.ACCEPTED, "SM2")


def test_the_list_settles_nothing_where_it_is_not_certain(text, queue, gateway):
    gateway.answers = [Unknown("ReadTimeout")]
    send_due(gateway, now=NOON)
    gateway.has = [Listed(name, "How are you?", "sent", NOON) for name in ("SM2", "SM3")]
    assert settle_unknown(gateway, NOON + timedelta(minutes=5)) == 0
    assert status_of(text) == Status.UNKNOWN


def test_a_message_of_another_text_is_not_taken_for_this_one(text, queue, gateway):
    queue(status=Status.DELIVERED, claimed_at=NOON, provider_id="SM2")
    gateway.answers = [Unknown("ReadTimeout")]
    send_due(gateway, now=NOON)
    gateway.has = [Listed("SM2", "How are you?", "sent", NOON)]
    assert settle_unknown(gateway, NOON + timedelta(minutes=5)) == 0


def test_who_died_while_sending_leaves_it_unknown(text, gateway):
    claim(NOON)
    assert settle_unknown(gateway, NOON + timedelta(minutes=1)) == 0
    assert status_of(text) == Status.SENDING
    settle_unknown(gateway, NOON + timedelta(minutes=3))
    assert (status_of(text), text.reason) == (Status.UNKNOWN, "sender gone")


def test_a_callback_that_comes_before_the_answer_stays(text, gateway):
    claim(NOON)
    take_status(text.pk, "SM9", "delivered", now=NOON)
    text.claimed_at = NOON
    record(text, Handed("SM9"), NOON)
    assert (status_of(text), text.provider_id) == (Status.DELIVERED, "SM9")


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        (["queued", "sent", "delivered"], "DELIVERED"),
        (["delivered", "sent", "queued"], "DELIVERED"),
        (["sent", "undelivered", "sent"], "UNDELIVERED"),
        (["delivered", "delivered"], "DELIVERED"),
        (["failed", "sent"], "FAILED"),
        (["nonsense"], "ACCEPTED"),
    ],
)
def test_callbacks_may_come_in_any_order_and_twice(text, gateway, told, ends):
    send_due(gateway, now=NOON)
    text.refresh_from_db()
    for word in told:
        take_status(text.pk, text.provider_id, word, now=NOON)
    assert status_of(text) == ends


def test_a_callback_of_a_text_that_never_left_changes_nothing(text):
    assert not take_status(text.pk, "SM9", "delivered", now=NOON)
    assert status_of(text) == Status.QUEUED


@pytest.mark.parametrize(
    ("code", "kind"),
    [("30006", "LANDLINE"), ("30004", "BLOCKED"), ("30005", "UNREACHABLE"), ("21610", "OPTED_OUT")],
)
def test_a_carriers_code_means_what_it_means_for_the_number(text, gateway, code, kind):
    send_due(gateway, now=NOON)
    text.refresh_from_db()
    take_status(text.pk, text.provider_id, "undelivered", code, NOON)
    assert standing_of(KEY).holds(NumberEvent.Kind(kind))


def test_a_phone_that_three_texts_in_a_row_found_off_cannot_be_reached(queue, person, agree):
    agree(person)
    for number in range(3):
        text = queue(status="ACCEPTED", provider_id=f"SM{number}", claimed_at=NOON)
        assert standing_of(KEY).since == {}
        take_status(text.pk, f"SM{number}", "undelivered", "30003", NOON)
    assert standing_of(KEY).holds(NumberEvent.Kind.UNREACHABLE)


@pytest.mark.parametrize("code", ["30003", "30007", "30008", "30034", "99999"])
def test_a_code_that_is_not_the_numbers_fault_says_nothing_of_it(text, gateway, code):
    send_due(gateway, now=NOON)
    text.refresh_from_db()
    take_status(text.pk, text.provider_id, "failed", code, NOON)
    assert standing_of(KEY).since == {}
