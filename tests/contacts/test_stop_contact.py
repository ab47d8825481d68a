"""Stopping a contact: once, for good, and with everything that is open."""

import pytest

from contacts.models import Contact, DoNotContact
from contacts.signals import contact_stopped
from contacts.stopping import stop_contact

ASKED, DIED = Contact.StopReason.DO_NOT_CONTACT, Contact.StopReason.DECEASED


@pytest.fixture
def told():
    heard = []

    def hear(contact, reason, **_kwargs):
        heard.append(reason)

    contact_stopped.connect(hear)
    yield heard
    contact_stopped.disconnect(hear)


def test_it_enters_phone_and_person_in_the_list(contact):
    stop_contact(contact, ASKED)
    contact.refresh_from_db()
    assert contact.stopped == ASKED
    kept = set(DoNotContact.objects.values_list("kind", "key"))
    assert kept == {("PHONE", contact.phones.get().key), ("PERSON", contact.identity_key)}


def test_it_enters_nobody_who_died(contact):
    stop_contact(contact, DIED)
    assert not DoNotContact.objects.exists()


def test_it_tells_others_once(contact, told):
    stop_contact(contact, ASKED)
    stop_contact(Contact.objects.get(pk=contact.pk), ASKED)
    assert told == [ASKED]


def test_it_knows_a_stop_that_this_record_has_not_heard_of(contact, told):
    stale = Contact.objects.get(pk=contact.pk)
    stop_contact(contact, ASKED)
    stop_contact(stale, DIED)
    assert told == [ASKED]
    assert stale.stopped == ASKED


def test_it_keeps_the_wish_of_someone_thought_dead(contact):
    stop_contact(contact, DIED)
    stop_contact(contact, ASKED)
    assert DoNotContact.objects.count() == 2
    assert Contact.objects.get(pk=contact.pk).stopped == DIED


def test_it_undoes_the_stop_where_a_listener_fails(contact):
    def fail(**_kwargs):
        raise RuntimeError("the visits could not be cancelled")

    contact_stopped.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            stop_contact(contact, ASKED)
    finally:
        contact_stopped.disconnect(fail)
    contact.refresh_from_db()
    assert contact.stopped == ""
    assert not DoNotContact.objects.exists()
