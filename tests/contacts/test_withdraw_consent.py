"""Taking back the consent to texts, as it was said on the phone or in a letter."""

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.models import Consent, ConsentWithdrawal
from contacts.withdrawing import withdraw_texts

ON_THE_PHONE = ConsentWithdrawal.How.ON_THE_PHONE


@pytest.fixture
def desk(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def agreed(contact, agent) -> Consent:
    return Consent.objects.create(
        contact=contact,
        phone=contact.phones.get(),
        channel=Consent.Channel.SMS,
        purposes=["CHECK_IN"],
        wording="May we text you?",
        wording_version="1",
        language="en",
        how=Consent.How.IN_PERSON,
        given_at=timezone.now(),
        recorded_by=agent,
    )


def page(name, contact) -> str:
    return reverse(f"contacts:{name}", args=[contact.code])


def test_a_coordinator_records_what_was_said_on_the_phone(desk, contact, agreed, coordinator):
    assert page("withdraw_consent", contact) in desk.get(page("contact", contact)).text
    answer = desk.post(page("withdraw_consent", contact), {"how": ON_THE_PHONE}, follow=True)
    assert "No text is sent to them any more" in answer.text
    assert "Said on the phone" in answer.text
    taken = ConsentWithdrawal.objects.get(consent=agreed)
    assert (taken.how, taken.recorded_by) == (ON_THE_PHONE, coordinator)


def test_it_asks_how_they_said_so(desk, contact, agreed):
    assert desk.post(page("withdraw_consent", contact), {"how": "guessed"}).status_code == 422
    assert not ConsentWithdrawal.objects.exists()


def test_there_is_nothing_to_take_back_twice(desk, contact, agreed, coordinator):
    assert withdraw_texts(contact, ON_THE_PHONE, coordinator) == 1
    assert withdraw_texts(contact, ON_THE_PHONE, coordinator) == 0
    assert "could be taken back" in desk.get(page("withdraw_consent", contact)).text
    assert page("withdraw_consent", contact) not in desk.get(page("contact", contact)).text


def test_it_leaves_what_they_agreed_to_share(contact, agreed, coordinator):
    agreed.pk, agreed.channel, agreed.evidence = None, Consent.Channel.DISCLOSURE, None
    agreed.save()
    withdraw_texts(contact, ON_THE_PHONE, coordinator)
    assert not hasattr(Consent.objects.get(channel=Consent.Channel.DISCLOSURE), "withdrawal")
