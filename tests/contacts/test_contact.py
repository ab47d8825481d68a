"""One person's place, and who may see it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.models import Consent, ConsentWithdrawal, Contact
from contacts.stopping import stop_contact
from outreach.accounts.models import AuditEntry
from tests.factories import ContactFactory, PhoneFactory


@pytest.fixture
def desk(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def place(contact) -> str:
    return reverse("contacts:contact", args=[contact.code])


def test_it_tells_what_is_known(desk, place, contact):
    text = desk.get(place).text
    for words in ("Rosa Delgado", contact.address.city, "English", "None yet."):
        assert words in text


def test_it_shows_what_has_no_door_and_no_phone(desk, office):
    person = ContactFactory(office=office, address=None)
    text = desk.get(reverse("contacts:contact", args=[person.code])).text
    assert "No street known" in text
    assert "None known" in text


def test_it_writes_down_the_look_before_it_answers(desk, place, contact, coordinator):
    desk.get(place)
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.object_repr) == (
        coordinator,
        AuditEntry.Action.ACCESS,
        contact.code,
    )


def test_it_shows_nothing_where_the_look_cannot_be_written(desk, place, monkeypatch):
    def fail(**_kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr(AuditEntry.objects, "log_create", lambda *a, **k: fail())
    with pytest.raises(RuntimeError, match="disk full"):
        desk.get(place)


@pytest.mark.parametrize("role", ["agent", "manager", "administrator", "auditor"])
@pytest.mark.parametrize("name", ["contact", "edit_contact", "stop_contact"])
def test_it_does_not_exist_for_other_roles(role, name, request, contact, signed_in):
    client = signed_in(request.getfixturevalue(role))
    assert client.get(reverse(f"contacts:{name}", args=[contact.code])).status_code == 404
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("name", ["contact", "edit_contact", "stop_contact"])
def test_it_does_not_exist_for_another_office(name, other_coordinator, contact, signed_in):
    client = signed_in(other_coordinator)
    assert client.get(reverse(f"contacts:{name}", args=[contact.code])).status_code == 404


def test_it_asks_who_is_signed_out_to_sign_in(client, place):
    assert client.get(place).url.startswith(reverse("account_login"))


def test_it_keeps_the_name_out_of_the_title_and_the_address(desk, place):
    title = desk.get(place).text.split("<title>")[1].split("</title>")[0]
    assert "Delgado" not in title


def test_it_quotes_consents_in_their_own_words(desk, place, contact, coordinator):
    wording = "May we send you a few text messages?"
    given = Consent.objects.create(
        contact=contact,
        phone=contact.phones.get(),
        channel=Consent.Channel.SMS,
        wording=wording,
        wording_version="2026-1",
        purposes=["CHECK_IN", "REMINDER"],
        language="en",
        how=Consent.How.IN_PERSON,
        given_at=timezone.now() - timedelta(days=2),
        recorded_by=coordinator,
    )
    text = desk.get(place).text
    assert wording in text
    assert "For: Asking how they are doing · Reminders of appointments" in text
    ConsentWithdrawal.objects.create(consent=given, how=Consent.How.BY_TEXT)
    text = desk.get(place).text
    assert wording in text
    assert "Withdrawn" in text


def test_it_shows_who_lives_behind_the_same_door(desk, place, contact, office, other_office):
    other = ContactFactory(office=office, given_name="Luis", address=contact.address)
    ContactFactory(office=other_office, given_name="Hidden", address=contact.address)
    text = desk.get(place).text
    assert reverse("contacts:contact", args=[other.code]) in text
    assert "Hidden" not in text


def test_it_is_a_full_stop_for_who_must_not_be_contacted(desk, place, contact):
    stop_contact(contact, Contact.StopReason.DO_NOT_CONTACT)
    text = desk.get(place).text
    assert "full-stop" in text
    assert "Asked not to be contacted, since" in text
    assert "tel:" not in text
    assert reverse("contacts:edit_contact", args=[contact.code]) not in text


def test_it_settles_a_flag_that_is_right_as_it_is(desk, place, contact):
    contact.review_flags.create(problem="LIST_DIFFERS", value="name: Rosa Delgada")
    assert "Rosa Delgada" in desk.get(place).text
    response = desk.post(f"{place}flags/LIST_DIFFERS/settle/", follow=True)
    assert not contact.review_flags.exists()
    assert "Settled" in response.text
    assert desk.post(f"{place}flags/LIST_DIFFERS/settle/").status_code == 404


def test_it_asks_before_it_stops_and_says_what_that_cancels(desk, place, contact):
    from contacts.signals import contact_stop_asked

    def answer(contact, **_kwargs):
        return "2 open visits"

    contact_stop_asked.connect(answer)
    try:
        assert "2 open visits" in desk.get(f"{place}stop/").text
    finally:
        contact_stop_asked.disconnect(answer)
    contact.refresh_from_db()
    assert not contact.stopped


def test_it_stops_a_contact_for_the_reason_given(desk, place, contact):
    assert desk.post(f"{place}stop/", {"reason": "SOMETHING"}).status_code == 422
    response = desk.post(f"{place}stop/", {"reason": "DO_NOT_CONTACT"}, follow=True)
    contact.refresh_from_db()
    assert contact.stopped == Contact.StopReason.DO_NOT_CONTACT
    assert "Must not be contacted" in response.text


def test_it_shows_a_number_with_its_extension(desk, place, contact):
    PhoneFactory(contact=contact, number="+18605550188", extension="42")
    assert "ext. 42" in desk.get(place).text
