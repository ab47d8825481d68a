"""The simulated phone: what the person sees, and their answers; never beside a real carrier."""

from uuid import uuid4

import pytest
from django.utils import timezone

from contacts.identity import phone_key
from outreach.messaging.models import FollowUp, Sequence, SimulatedText, Text
from outreach.messaging.numbers import standing_of
from outreach.messaging.simulator import deliver
from tests.factories import PhoneFactory
from tests.messaging.conftest import NOON, NUMBER


@pytest.fixture
def desk(signed_in, coordinator):
    return signed_in(coordinator)


def test_stop_on_the_phone_is_stop_at_the_desk(desk, person):
    phone = f"/messages/simulator/{person.code}/"
    desk.post(phone, {"words": "stop."})
    assert standing_of(person.phones.get().key).holds("OPTED_OUT")
    assert "stop." in desk.get(phone).text


def test_help_is_answered_on_the_phone(desk, person):
    phone = f"/messages/simulator/{person.code}/"
    desk.post(phone, {"words": "HELP"})
    desk.post("/messages/simulator/deliver/")
    assert Text.objects.get().status == "DELIVERED"
    assert SimulatedText.objects.get().words in desk.get(phone).text
    assert person.name in desk.get("/messages/simulator/").text


def test_of_several_phones_it_is_the_one_that_is_texted(desk, person):
    first = person.phones.get()
    second = PhoneFactory(contact=person, number="+18605550177")
    SimulatedText.objects.create(
        provider_id="SM1", text=uuid4(), number=second.number, key=second.key, words="Hi Rosa"
    )
    phone = f"/messages/simulator/{person.code}/"
    assert "Hi Rosa" in desk.get(phone).text
    desk.post(phone, {"words": "STOP"})
    assert standing_of(second.key).holds("OPTED_OUT")
    assert not standing_of(first.key).holds("OPTED_OUT")


def test_of_several_phones_it_is_the_one_that_is_owed_a_text(
    desk, person, enrollment, template, campaign
):
    second = PhoneFactory(contact=person, number="+18605550177")
    sequence = Sequence.objects.create(name="After", starts_after="INFORMATION_ONLY")
    step = sequence.steps.create(template=template, days_after=1)
    FollowUp.objects.create(
        enrollment=enrollment, step=step, phone=second, due_at=NOON, language="en"
    )
    desk.post(f"/messages/simulator/{person.code}/", {"words": "STOP"})
    assert standing_of(second.key).holds("OPTED_OUT")


def test_it_is_not_there_beside_a_real_carrier(desk, person, settings):
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = "AC" + "0" * 32, "x"
    for page in ("", f"{person.code}/"):
        assert desk.get(f"/messages/simulator/{page}").status_code == 404
    assert desk.post("/messages/simulator/deliver/").status_code == 404
    assert str(NUMBER) not in desk.get("/messages/").text


@pytest.mark.parametrize(("fate", "status"), [("delivered", "DELIVERED"), ("30006", "UNDELIVERED")])
def test_what_becomes_of_a_text_is_decided_by_hand(desk, person, queue, agree, fate, status):
    agree(person)
    text = queue(status="ACCEPTED", claimed_at=NOON, provider_id="SM1")
    SimulatedText.objects.create(
        provider_id="SM1", text=text.pk, number=NUMBER, key=text.key, words="Hi"
    )
    phone = f"/messages/simulator/{person.code}/"
    assert "Deliver" in desk.get(phone).text
    assert desk.post(f"{phone}end/", {"text": "SM1", "fate": "nonsense"}).status_code == 400
    assert desk.post(f"{phone}end/", {"text": "SM2", "fate": fate}).status_code == 404
    desk.post(f"{phone}end/", {"text": "SM1", "fate": fate})
    text.refresh_from_db()
    assert text.status == status
    assert standing_of(text.key).holds("LANDLINE") == (fate == "30006")


def test_some_numbers_answer_by_themselves(db):
    number = "+18605550195"
    text = Text.objects.create(
        number=number, key=phone_key(number), kind="REPLY", words="Hi", status="ACCEPTED",
        claimed_at=NOON, provider_id="SM1",
    )  # fmt: skip
    SimulatedText.objects.create(
        provider_id="SM1", text=text.pk, number=number, key=text.key, words="Hi"
    )
    deliver(timezone.now())
    assert standing_of(text.key).holds("OPTED_OUT")
