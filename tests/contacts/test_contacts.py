"""The list of contacts: who is in it, how it is narrowed, and what of it is written down."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contacts.chips import CHIPS, Chip, offer_chip
from contacts.models import Contact, Priority, ReviewFlag
from contacts.stopping import stop_contact
from outreach.accounts.models import AuditEntry
from tests.factories import ContactFactory

ADDRESS = "/contacts/"


@pytest.fixture
def desk(coordinator, signed_in):
    return signed_in(coordinator)


def shown(response) -> list[str]:
    return [row.record.family_name for row in response.context["table"].paginated_rows]


def test_it_shows_the_people_of_the_users_offices_only(desk, contact, other_office):
    ContactFactory(office=other_office, family_name="Elsewhere")
    response = desk.get(ADDRESS)
    assert shown(response) == ["Delgado"]
    assert reverse("contacts:contact", args=[contact.code]) in response.text


@pytest.mark.parametrize("role", ["agent", "manager", "administrator", "auditor"])
def test_it_does_not_exist_for_other_roles(role, request, contact, signed_in):
    assert signed_in(request.getfixturevalue(role)).get(ADDRESS).status_code == 404


def test_it_asks_who_is_signed_out_to_sign_in(client, db):
    response = client.get(ADDRESS)
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_it_says_what_to_do_where_nobody_is(desk):
    text = desk.get(ADDRESS).text
    assert "Nobody is here yet" in text
    assert reverse("contacts:imports") in text


@pytest.mark.parametrize(
    "words", ["Rosa Delgado", "delgado 06040", "maple rosa", "06040 Maple", "860.555.0177 rosa"]
)
def test_it_finds_people_by_what_is_at_hand(words, desk, office):
    person = ContactFactory(office=office, given_name="Rosa", family_name="Delgado")
    person.phones.create(number="+18605550177", key=_key("+18605550177"))
    ContactFactory(
        office=office, given_name="Jo", family_name="Other", address__street="9 Elm Road",
        address__postal_code="06101",
    )  # fmt: skip
    assert shown(desk.post(ADDRESS, {"words": words})) == ["Delgado"]


def test_it_says_so_where_the_search_finds_nobody(desk, contact):
    assert "Nobody fits" in desk.post(ADDRESS, {"words": "Zzyzx Qqq"}).text


def test_it_keeps_the_words_of_a_search_out_of_every_address(desk, office):
    ContactFactory.create_batch(3, office=office, given_name="Quentin", family_name="Marsh")
    text = desk.post(ADDRESS, {"words": "Quentin Marsh"}).text
    hrefs = [part.split('"')[0] for part in text.split('href="')[1:]]
    actions = [part.split('"')[0] for part in text.split('action="')[1:]]
    assert not any("quentin" in address.lower() for address in [*hrefs, *actions])


@pytest.mark.parametrize(
    "words",
    [
        "Quentin",
        "06040",
        "(860) 555-0177",
        "Quentin Quentin",
        "Quentin QUENTIN",
        "quentin Quentin.",
    ],
)
def test_it_asks_for_two_details(desk, office, words):
    ContactFactory(office=office, given_name="Quentin")
    response = desk.post(ADDRESS, {"words": words})
    assert "Give two details" in response.text
    assert shown(response) == []


@pytest.mark.parametrize("words", ["Quentin a", "e Quentin", "Quentin 0"])
def test_a_letter_beside_a_name_is_no_second_detail(desk, office, words):
    ContactFactory(office=office, given_name="Quentin", address__city="Manchester")
    assert shown(desk.post(ADDRESS, {"words": words})) == []


def test_it_shows_nobody_where_more_than_five_fit(desk, office):
    ContactFactory.create_batch(6, office=office, given_name="Quentin", family_name="Marsh")
    response = desk.post(ADDRESS, {"words": "Quentin Marsh"})
    assert "More than five people fit" in response.text
    assert shown(response) == []
    ContactFactory.create_batch(5, office=office, given_name="Wilma", family_name="Marsh")
    assert len(shown(desk.post(ADDRESS, {"words": "Wilma Marsh"}))) == 5


def test_it_writes_down_a_search_that_finds_nobody(desk, coordinator):
    desk.post(ADDRESS, {"words": "Zzyzx Qqq"})
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.additional_data) == (coordinator, {"deed": "search", "contacts": []})


def test_it_stops_who_searches_too_often(desk, office, time_machine):
    time_machine.move_to(timezone.now())
    for _again in range(30):
        assert desk.post(ADDRESS, {"words": "Zzyzx Qqq"}).status_code == 200
    assert desk.post(ADDRESS, {"words": "Zzyzx Qqq"}).status_code == 429
    assert desk.get(ADDRESS).status_code == 200
    time_machine.shift(11 * 60)
    assert desk.post(ADDRESS, {"words": "Zzyzx Qqq"}).status_code == 200


def test_it_narrows_by_each_filter(desk, office):
    ContactFactory(office=office, family_name="Urgent", priority=Priority.URGENT, language="es")
    flagged = ContactFactory(office=office, family_name="Flagged")
    flagged.review_flags.create(problem=ReviewFlag.Problem.NO_PLACE)
    stopped = ContactFactory(office=office, family_name="Stopped")
    stop_contact(stopped, Contact.StopReason.DO_NOT_CONTACT)
    for query, names in {
        "?show=review": ["Flagged"],
        "?show=stopped": ["Stopped"],
        "?show=urgent": ["Urgent"],
        "?priority=3": ["Urgent"],
        "?language=es": ["Urgent"],
        "?flag=NO_PLACE": ["Flagged"],
        "?flag=NO_PLACE&language=es": [],
        f"?office={office.code}": ["Flagged", "Stopped", "Urgent"],
        "?priority=nonsense&office=denver&page=x&sort=zzz": ["Flagged", "Stopped", "Urgent"],
    }.items():
        assert sorted(shown(desk.get(ADDRESS + query))) == names, query


def test_it_counts_each_list_as_it_will_be_opened(desk, office):
    ContactFactory.create_batch(2, office=office, priority=Priority.URGENT)
    ContactFactory(office=office).review_flags.create(problem=ReviewFlag.Problem.NO_PLACE)
    for link in desk.get(ADDRESS).context["counted"]:
        assert len(shown(desk.get(ADDRESS + link.query))) == link.count, link.label


def test_it_takes_up_a_list_that_another_app_offers(desk, office, monkeypatch):
    from django.db.models import Q

    monkeypatch.setattr("contacts.chips.CHIPS", CHIPS)
    before = list(CHIPS)
    offer_chip(Chip("spanish", "In Spanish", lambda: Q(language="es")))
    try:
        ContactFactory(office=office, family_name="Uno", language="es")
        ContactFactory(office=office, family_name="One")
        assert shown(desk.get(f"{ADDRESS}?show=spanish")) == ["Uno"]
    finally:
        CHIPS[:] = before


def test_it_writes_down_once_whom_it_showed(desk, coordinator, office):
    people = ContactFactory.create_batch(3, office=office, given_name="Rosa", family_name="Delgado")
    desk.post(ADDRESS, {"words": "Rosa Delgado"})
    entry = AuditEntry.objects.get()
    assert entry.actor == coordinator
    assert sorted(entry.additional_data["contacts"]) == sorted(p.code for p in people)
    assert "Rosa" not in str(entry.__dict__)


def test_it_asks_the_database_as_often_for_fifty_as_for_one(desk, office):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            desk.get(ADDRESS)
        return len(captured)

    ContactFactory(office=office).review_flags.create(problem="NO_PLACE")
    queries()  # what a session reads once
    one = queries()
    for person in ContactFactory.create_batch(49, office=office):
        person.review_flags.create(problem="NO_PLACE")
    assert queries() == one


def _key(number: str) -> str:
    from contacts.identity import phone_key

    return phone_key(number)
