"""Writing a person down and mending what a list brought: keys, doors, phones and flags follow."""

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.identity import address_key, person_key, phone_key
from contacts.models import Address, Consent, Contact, DoNotContact
from contacts.stopping import stop_contact
from tests.factories import ContactFactory, PhoneFactory


@pytest.fixture
def desk(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def form(office):
    """What the page would send for a new person."""
    return {
        "given_name": "Rosa",
        "family_name": "Delgado",
        "language": "en",
        "priority": "1",
        "office": str(office.pk),
        "reference": "",
        "street": "12 Maple Street",
        "unit": "",
        "city": "Manchester",
        "state": "CT",
        "postal_code": "06040",
        "latitude": "41.7759",
        "longitude": "-72.5215",
        "address_note": "",
        "available_from": "",
        "available_to": "",
        "note": "",
        "phones-TOTAL_FORMS": "1",
        "phones-INITIAL_FORMS": "0",
        "phones-0-number": "(860) 555-0123",
        "phones-0-extension": "",
    }


NEW = "/contacts/new/"


def edited(desk, person, **changes):
    """Send the edit page's own values with some changed."""
    address = reverse("contacts:edit_contact", args=[person.code])
    context = desk.get(address).context
    data = {}
    forms = [context["form"], context["phones"].management_form, *context["phones"].forms]
    for each in forms:
        for field in each:
            value = field.value()
            data[field.html_name] = "" if value is None or value is False else str(value)
    return desk.post(address, data | changes)


def test_it_writes_a_person_down_with_keys_door_and_phone(desk, form, office):
    response = desk.post(NEW, form)
    person = Contact.objects.get()
    assert response.url == reverse("contacts:contact", args=[person.code])
    assert person.address.key == address_key("12 Maple St", "", "06040")
    assert person.identity_key == person_key("Rosa", "Delgado", person.address.key)
    assert person.phones.get().key == phone_key("+18605550123")
    assert not person.review_flags.exists()


def test_it_flags_what_is_missing(desk, form):
    desk.post(NEW, form | {"latitude": "", "longitude": "", "street": ""})
    problems = Contact.objects.get().review_flags.values_list("problem", flat=True)
    assert sorted(problems) == ["NO_PLACE", "NO_STREET"]


def test_it_takes_a_person_of_whom_only_a_phone_is_known(desk, form):
    nowhere = dict.fromkeys(("street", "city", "state", "postal_code", "latitude", "longitude"), "")
    desk.post(NEW, form | nowhere)
    assert Contact.objects.get().address is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"family_name": ""}, "This field is required"),
        ({"state": "Narnia"}, "This is no state"),
        ({"postal_code": "ABC"}, "Write five digits"),
        ({"latitude": "north"}, "Write both in degrees"),
        ({"available_from": "18:00"}, "Give both times, or neither"),
        ({"available_from": "18:00", "available_to": "09:00"}, "later than the first"),
        ({"phones-0-number": "(202) 555-01O7"}, "no number that can be dialled"),
        ({"phones-TOTAL_FORMS": "x"}, "Nothing was saved yet"),
    ],
)
def test_it_says_what_is_wrong_and_loses_nothing(changes, words, desk, form):
    response = desk.post(NEW, form | changes)
    assert response.status_code == 422
    assert words in response.text
    assert "12 Maple Street" in response.text
    assert not Contact.objects.exists()


def test_it_writes_nobody_down_twice(desk, form, office):
    desk.post(NEW, form)
    known = Contact.objects.get()
    response = desk.post(NEW, form | {"street": "12 MAPLE ST."})
    assert reverse("contacts:contact", args=[known.code]) in response.text
    assert Contact.objects.count() == 1


def test_it_does_not_link_to_a_twin_in_another_office(desk, form, other_office):
    door = Address.objects.create(
        street="12 Maple St", postal_code="06040", key=address_key("12 Maple St", "", "06040")
    )
    twin = ContactFactory(
        office=other_office, given_name="Rosa", family_name="Delgado", address=door
    )
    response = desk.post(NEW, form)
    assert "Another office looks after them" in response.text
    assert twin.code not in response.text


@pytest.mark.parametrize("kind", ["phone", "person"])
def test_it_does_not_bring_back_who_must_not_be_contacted(kind, desk, form):
    keys = {
        "phone": phone_key("+18605550123"),
        "person": person_key("Rosa", "Delgado", address_key("12 Maple Street", "", "06040")),
    }
    DoNotContact.objects.create(kind=kind.upper(), key=keys[kind])
    response = desk.post(NEW, form)
    assert "must not be contacted" in response.text
    assert not Contact.objects.exists()


def test_it_offers_only_the_users_own_offices(desk, form, other_office):
    assert desk.post(NEW, form | {"office": str(other_office.pk)}).status_code == 422


@pytest.mark.parametrize("role", ["agent", "manager", "administrator"])
def test_it_lets_no_other_role_write(role, request, signed_in, form):
    client = signed_in(request.getfixturevalue(role))
    assert client.post(NEW, form).status_code == 404


def test_it_computes_the_keys_anew(desk, contact):
    edited(desk, contact, family_name="Delgada")
    contact.refresh_from_db()
    assert contact.identity_key == person_key("Rosa", "Delgada", contact.address.key)


def test_it_changes_nothing_where_nothing_was_changed(desk, contact):
    contact.review_flags.create(problem="POSTAL_CODE_DOUBTFUL")
    before = Contact.objects.values().get()
    assert edited(desk, contact).status_code == 302
    assert Contact.objects.values().get() == before
    assert contact.review_flags.count() == 1


def test_it_settles_the_flags_that_a_mended_door_answers(desk, contact):
    Address.objects.update(latitude=None, longitude=None)
    for problem in ("NO_PLACE", "PRIORITY_UNKNOWN", "LIST_DIFFERS"):
        contact.review_flags.create(problem=problem)
    edited(desk, contact, latitude="41.7759", longitude="-72.5215")
    left = contact.review_flags.values_list("problem", flat=True)
    assert sorted(left) == ["LIST_DIFFERS", "PRIORITY_UNKNOWN"]
    edited(desk, contact, priority="2")
    assert contact.review_flags.get().problem == "LIST_DIFFERS"


def test_it_asks_whether_the_place_is_still_right_when_the_door_changes(desk, contact):
    response = edited(desk, contact, street="99 Oak Avenue")
    assert "its coordinates did not" in response.text
    assert edited(desk, contact, street="99 Oak Avenue", same_place="on").status_code == 302
    contact.refresh_from_db()
    assert contact.address.street == "99 Oak Avenue"


def test_it_leaves_the_others_behind_their_door(desk, contact, office):
    other = ContactFactory(office=office, address=contact.address)
    moved = {"street": "99 Oak Avenue", "latitude": "41.7790", "longitude": "-72.5300"}
    edited(desk, contact, **moved)
    contact.refresh_from_db()
    other.refresh_from_db()
    assert contact.address != other.address
    assert other.address.street.endswith("Maple Street")


def test_it_forgets_a_door_behind_which_nobody_is_left(desk, contact):
    edited(desk, contact, street="99 Oak Avenue", latitude="", longitude="")
    assert Address.objects.count() == 1


def test_it_joins_those_who_live_behind_the_door_already(desk, contact, office):
    other = ContactFactory(office=office, address__street="5 Elm Road")
    edited(desk, contact, street="5 ELM RD", latitude="", longitude="")
    contact.refresh_from_db()
    assert contact.address == other.address
    assert contact.address.place == other.address.place


def test_it_adds_changes_and_removes_phones(desk, contact):
    edited(
        desk, contact, **{"phones-0-number": "860 555 0150", "phones-1-number": "860 555 0151 x7"}
    )
    numbers = {(str(p.number), p.extension) for p in contact.phones.all()}
    assert numbers == {("+18605550150", ""), ("+18605550151", "7")}
    edited(desk, contact, **{"phones-0-DELETE": "on"})
    assert contact.phones.get().key == phone_key("+18605550151")


def test_it_refuses_the_same_number_twice(desk, contact):
    number = str(contact.phones.get().number)
    response = edited(desk, contact, **{"phones-1-number": number})
    assert "stands here twice" in response.text


def test_it_keeps_a_number_for_which_a_consent_was_given(desk, contact, coordinator):
    phone = contact.phones.get()
    Consent.objects.create(
        contact=contact, phone=phone, channel="SMS", wording="May we?", wording_version="1",
        language="en", how="IN_PERSON", given_at=timezone.now(), recorded_by=coordinator,
    )  # fmt: skip
    edited(desk, contact, **{"phones-0-number": "860 555 0199"})
    phone.refresh_from_db()
    assert str(phone.number) != "+18605550199"
    response = edited(desk, contact, **{"phones-0-DELETE": "on"})
    assert "so it stays" in response.text
    assert contact.phones.exists()


def test_it_makes_formulas_harmless(desk, contact):
    edited(desk, contact, note='=HYPERLINK("http://example.invalid")')
    contact.refresh_from_db()
    assert contact.note.startswith("'=")


def test_it_changes_nothing_about_who_must_not_be_contacted(desk, contact):
    stop_contact(contact, Contact.StopReason.DO_NOT_CONTACT)
    address = reverse("contacts:edit_contact", args=[contact.code])
    response = desk.post(address, {"family_name": "Other"}, follow=True)
    assert "Nothing is changed" in response.text
    contact.refresh_from_db()
    assert contact.family_name == "Delgado"


def test_it_is_none_of_another_offices_business(contact, other_coordinator, signed_in, form):
    address = reverse("contacts:edit_contact", args=[contact.code])
    assert signed_in(other_coordinator).post(address, form).status_code == 404


def test_it_shows_more_phones_than_one(desk, contact):
    PhoneFactory(contact=contact, number="+18605550199")
    response = desk.get(reverse("contacts:edit_contact", args=[contact.code]))
    assert response.text.count('-number"') >= 3
