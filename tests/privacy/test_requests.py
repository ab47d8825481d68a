"""A request from a person is followed to its end: found, verified, met or refused."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from contacts.models import Contact, DoNotContact
from outreach.privacy.models import ErasureRecord, PersonRequest
from tests.factories import ContactFactory, PhoneFactory
from tests.privacy.conftest import SEEDED, seed
from tests.privacy.everything import holding

NEW = {"kind": "ERASURE", "channel": "PHONE", "received_on": ""}


@pytest.fixture
def person(campaign, team, coordinator):
    return seed(campaign, team, coordinator)


@pytest.fixture
def client(signed_in, administrator):
    return signed_in(administrator)


@pytest.fixture
def asked(administrator) -> PersonRequest:
    return PersonRequest.objects.create(kind="ERASURE", channel="PHONE", recorded_by=administrator)


def url(asked: PersonRequest, step: str = "") -> str:
    return f"/privacy/requests/{asked.code}/{step}"


def verified(asked: PersonRequest, person: Contact, by) -> PersonRequest:
    asked.contact_code, asked.status, asked.proof = person.code, "VERIFIED", "DOCUMENT"
    asked.verified_by, asked.verified_at = by, timezone.now()
    asked.save()
    return asked


def test_it_goes_from_the_letter_to_the_proof(client, person, administrator):
    day = timezone.localdate() - timedelta(days=2)
    data = NEW | {"received_on": day.isoformat(), "no_contact": "on"}
    page = client.post("/privacy/requests/new/", data, follow=True)
    asked = PersonRequest.objects.get()
    assert asked.due_on == day + timedelta(days=30)
    assert "Find the person" in page.content.decode()
    told = {"family_name": "quillfeather", "phone": "860 555 0142"}
    assert "Is it them?" in client.post(url(asked), told, follow=True).content.decode()
    client.post(url(asked, "verify/"), {"proof": "CALLED_BACK"})
    assert "Erase the person everywhere?" in client.get(url(asked, "erase/")).content.decode()
    assert Contact.objects.filter(pk=person.pk).exists()
    page = client.post(url(asked, "erase/"), follow=True).content.decode()
    asked.refresh_from_db()
    record = ErasureRecord.objects.get()
    assert (asked.status, asked.erasure, asked.ended_by) == ("DONE", record, administrator)
    assert f"/privacy/erasures/{record.code}/" in page
    assert holding(SEEDED) == {}
    assert DoNotContact.objects.count() == 2


@pytest.mark.parametrize(
    "told",
    [
        {"contact_code": "CODE"},
        {"family_name": "QUILLFEATHER", "phone": "(860) 555-0142"},
        {
            "given_name": "zebedee",
            "family_name": "quillfeather",
            "street": "7 wobblegate ln",
            "postal_code": "06040",
        },
    ],
)
def test_it_finds_exactly_who_fits(client, person, asked, told):
    ContactFactory(family_name="Quillfeather", office=person.office)
    PhoneFactory(contact=ContactFactory(family_name="Ortiz"), number="+18605550142")
    told = {name: person.code if value == "CODE" else value for name, value in told.items()}
    client.post(url(asked), told)
    asked.refresh_from_db()
    assert asked.contact_code == person.code


@pytest.mark.parametrize(
    "told",
    [
        {"family_name": "Quillfeather"},
        {"family_name": "Quill", "phone": "(860) 555-0142"},
        {"phone": "(860) 555-0142"},
        {"family_name": "Quillfeather", "phone": "(860) 555-0143"},
        {"family_name": "Quillfeather", "street": "7 Wobblegate Lane"},
        {"contact_code": "nobody"},
        {"contact_code": "\x00"},
        {"family_name": "Quillfeather", "phone": "never"},
        {},
    ],
)
def test_it_finds_nobody_by_half_of_it(client, person, asked, told):
    assert client.post(url(asked), told).status_code == 200
    asked.refresh_from_db()
    assert asked.contact_code == ""


def test_it_stops_who_looks_for_people_too_often(client, person, asked, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    for _again in range(30):
        assert client.post(url(asked), {"contact_code": "zzzzzzzzzzzz"}).status_code == 200
    assert client.post(url(asked), {"contact_code": person.code}).status_code == 429
    assert not PersonRequest.objects.get().contact_code
    time_machine.shift(11 * 60)
    assert client.post(url(asked), {"contact_code": person.code}).status_code == 302


def test_it_chooses_nobody_where_several_fit(client, asked, office):
    for given in ("Rosa", "Lia"):
        who = ContactFactory(office=office, family_name="Ortiz", given_name=given)
        PhoneFactory(contact=who, number="+18605550199")
    page = client.post(url(asked), {"family_name": "Ortiz", "phone": "8605550199"})
    assert "Several people fit" in page.content.decode()
    asked.refresh_from_db()
    assert asked.contact_code == ""


def test_it_erases_nobody_who_was_not_verified(client, person, asked):
    asked.contact_code = person.code
    asked.save()
    client.post(url(asked, "erase/"))
    assert Contact.objects.filter(pk=person.pk).exists()
    asked.refresh_from_db()
    assert asked.status == "RECEIVED"


def test_it_verifies_nobody_who_was_not_found(client, asked):
    client.post(url(asked, "verify/"), {"proof": "DOCUMENT"})
    asked.refresh_from_db()
    assert asked.status == "RECEIVED"


@pytest.mark.parametrize("step", ["verify/", "refuse/"])
def test_it_asks_for_a_reason(client, person, asked, step):
    asked.contact_code = person.code
    asked.save()
    client.post(url(asked, step), {"proof": "MAGIC", "refusal": "MAGIC"})
    asked.refresh_from_db()
    assert asked.status == "RECEIVED"


def test_it_is_refused_with_a_reason(client, asked, administrator):
    client.post(url(asked, "refuse/"), {"refusal": "NOTHING_HELD"})
    asked.refresh_from_db()
    assert (asked.status, asked.refusal) == ("REFUSED", "NOTHING_HELD")
    assert asked.ended_by == administrator
    assert "We hold nothing about this person" in client.get(url(asked)).content.decode()


def test_what_has_ended_never_changes_again(client, person, asked, administrator):
    verified(asked, person, administrator)
    client.post(url(asked, "refuse/"), {"refusal": "TAKEN_BACK"})
    for step, data in [
        ("erase/", {}),
        ("verify/", {"proof": "DOCUMENT"}),
        ("refuse/", {"refusal": "LAW"}),
        ("", {"contact_code": person.code}),
    ]:
        client.post(url(asked, step), data)
    asked.refresh_from_db()
    assert (asked.status, asked.refusal) == ("REFUSED", "TAKEN_BACK")
    assert Contact.objects.filter(pk=person.pk).exists()


def test_a_second_press_erases_once(client, person, asked, administrator):
    verified(asked, person, administrator)
    for _ in range(2):
        client.post(url(asked, "erase/"))
    assert ErasureRecord.objects.count() == 1


def test_it_says_so_where_the_person_was_erased_meanwhile(client, person, asked, administrator):
    verified(asked, person, administrator)
    asked.contact_code = "gone"
    asked.save()
    assert "was erased meanwhile" in client.get(url(asked)).content.decode()
    assert "was erased meanwhile" in client.get(url(asked, "erase/")).content.decode()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"received_on": "2999-01-01"}, "has not come yet"),
        ({"received_on": "2001-01-01"}, "more than a year ago"),
        ({"received_on": "yesterday"}, "valid date"),
        ({"kind": "MAGIC"}, "not one of the available choices"),
        ({"channel": ""}, "required"),
    ],
)
def test_it_refuses_what_cannot_be(client, change, message):
    data = NEW | {"received_on": timezone.localdate().isoformat()} | change
    page = client.post("/privacy/requests/new/", data).content.decode()
    assert message in page
    assert not PersonRequest.objects.exists()


def test_it_shows_the_late_ones_first(client, asked):
    late = PersonRequest.objects.create(
        kind="ACCESS",
        channel="LETTER",
        recorded_by=asked.recorded_by,
        due_on=timezone.localdate() - timedelta(days=1),
    )
    page = client.get("/privacy/requests/").content.decode()
    assert page.index(late.code) < page.index(asked.code)
    assert "was due on" in page
    assert "1 is late" in client.get("/privacy/").content.decode()


def test_it_holds_no_word_about_the_person(client, person, asked, administrator):
    verified(asked, person, administrator)
    assert "privacy.PersonRequest" not in {
        label for labels in holding(SEEDED).values() for label in labels
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "DONE"},
        {"status": "VERIFIED"},
        {"status": "REFUSED", "ended_at": timezone.now()},
        {"refusal": "LAW"},
    ],
)
def test_the_database_holds_the_order_of_the_steps(asked, wrong):
    with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        PersonRequest.objects.filter(pk=asked.pk).update(**wrong)


@pytest.mark.parametrize("role", ["agent", "coordinator", "manager", "auditor"])
def test_it_is_for_administrators(role, asked, signed_in, request):
    client = signed_in(request.getfixturevalue(role))
    for path in ("/privacy/requests/", "/privacy/requests/new/", url(asked), url(asked, "erase/")):
        assert client.get(path).status_code == 404
    for step in ("verify/", "refuse/", "erase/", "file/", "handed-over/"):
        assert client.post(url(asked, step)).status_code == 404
