"""Safety flags: proposed by one, confirmed by another, gone after 90 days."""

from datetime import timedelta

import pytest
from django.urls import reverse

from contacts.models import SafetyFlag
from outreach.accounts import roles
from tests.factories import UserFactory, today


@pytest.fixture
def desk(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def colleague(office):
    return UserFactory(first_name="Sam", role=roles.COORDINATOR, office=office)


@pytest.fixture
def place(contact) -> str:
    return reverse("contacts:contact", args=[contact.code])


def propose(client, place, kind="DOG"):
    return client.post(f"{place}safety/", {"kind": kind, "source": "VISIT"}, follow=True)


def test_it_waits_for_a_second_person(desk, place, contact, coordinator):
    assert "DOG" not in propose(desk, place).text.split("Propose a safety flag")[1]
    flag = contact.address.safety_flags.get()
    assert (flag.raised_by, flag.confirmed_by) == (coordinator, None)
    assert flag.expires_on >= today() + timedelta(days=89)
    response = desk.post(f"{place}safety/DOG/confirm/", follow=True)
    flag.refresh_from_db()
    assert flag.confirmed_by is None
    assert "someone else must confirm" in response.text


def test_it_is_confirmed_by_a_colleague(desk, place, contact, colleague, signed_in):
    propose(desk, place)
    text = signed_in(colleague).post(f"{place}safety/DOG/confirm/", follow=True).text
    assert contact.address.safety_flags.get().confirmed_by == colleague
    assert "Confirmed by Sam" in text


def test_it_is_proposed_once_a_kind(desk, place, contact):
    propose(desk, place)
    assert "stands already" in propose(desk, place).text
    assert contact.address.safety_flags.count() == 1


def test_it_is_only_of_the_closed_list(desk, place, contact):
    assert "not one of the list" in propose(desk, place, "ARMED").text
    assert not contact.address.safety_flags.exists()


def test_it_can_be_proposed_anew_after_it_expired(desk, place, contact, coordinator):
    propose(desk, place)
    SafetyFlag.objects.update(expires_on=today() - timedelta(days=1))
    assert "Nothing is known that a team must look out for" in desk.get(place).text
    propose(desk, place)
    assert contact.address.safety_flags.get().is_current


def test_it_is_taken_off_when_no_longer_true(desk, place, contact):
    propose(desk, place)
    desk.post(f"{place}safety/DOG/remove/")
    assert not contact.address.safety_flags.exists()


def test_it_is_none_of_another_offices_business(desk, place, contact, other_coordinator, signed_in):
    propose(desk, place)
    other = signed_in(other_coordinator)
    for deed in ("safety/", "safety/DOG/confirm/", "safety/DOG/remove/"):
        assert other.post(place + deed).status_code == 404
    assert contact.address.safety_flags.get().confirmed_by is None
