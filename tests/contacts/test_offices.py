"""Offices and their postal codes, kept by administrators."""

import pytest
from django.urls import reverse

from contacts.models import Office, PostalArea

ADDRESS = "/contacts/offices/"
FORM = {
    "name": "San Juan",
    "time_zone": "America/Puerto_Rico",
    "phone": "787-555-0100",
    "prefixes": "006\n00901, 00902\r\n006",
}


@pytest.fixture
def desk(administrator, signed_in):
    return signed_in(administrator)


def test_it_adds_an_office_with_what_it_covers(desk):
    assert desk.post(f"{ADDRESS}new/", FORM).url == ADDRESS
    office = Office.objects.get()
    assert (office.code, office.time_zone) == ("san-juan", "America/Puerto_Rico")
    prefixes = office.postal_areas.values_list("prefix", flat=True)
    assert list(prefixes) == ["006", "00901", "00902"]


def test_it_changes_what_an_office_covers_and_keeps_its_code(desk, office):
    PostalArea.objects.create(office=office, prefix="060")
    PostalArea.objects.create(office=office, prefix="061")
    page = f"{ADDRESS}{office.code}/"
    assert "060\n061" in desk.get(page).text
    changes = {"name": "Hartford North", "time_zone": "America/New_York", "phone": ""}
    desk.post(page, changes | {"prefixes": "061\n06040"})
    office.refresh_from_db()
    assert (office.code, office.name) == ("hartford", "Hartford North")
    prefixes = office.postal_areas.values_list("prefix", flat=True)
    assert sorted(prefixes) == ["06040", "061"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"prefixes": "06\n06040\nabc"}, "Three to five digits each, please: 06, abc."),
        ({"prefixes": "06040\n061"}, "1 of these belongs to another office: 06040 (Hartford)."),
        ({"name": "Hartford"}, "There is an office of this name already."),
        ({"name": "!!!"}, "Use letters or digits"),
        ({"name": ""}, "This field is required"),
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice"),
    ],
)
def test_it_says_what_is_wrong_and_saves_nothing(changes, words, desk, office):
    PostalArea.objects.create(office=office, prefix="06040")
    response = desk.post(f"{ADDRESS}new/", FORM | changes)
    assert response.status_code == 422
    assert words in response.text
    assert Office.objects.count() == 1
    assert PostalArea.objects.count() == 1


def test_it_allows_a_part_of_what_another_office_covers(desk, office):
    """The longest beginning wins, so that a town can be taken out of a region."""
    PostalArea.objects.create(office=office, prefix="060")
    assert desk.post(f"{ADDRESS}new/", FORM | {"prefixes": "06040"}).status_code == 302


def test_it_keeps_a_time_zone_that_it_does_not_offer(desk, office):
    Office.objects.update(time_zone="America/Boise")
    page = f"{ADDRESS}{office.code}/"
    assert 'value="America/Boise" selected' in desk.get(page).text


def test_it_lists_the_offices(desk, office, coordinator):
    text = desk.get(ADDRESS).text
    assert office.name in text
    assert "None yet" in text


def test_it_says_what_to_do_where_there_is_none(desk):
    assert "There is no office yet" in desk.get(ADDRESS).text


@pytest.mark.parametrize("role", ["agent", "coordinator", "manager", "auditor"])
def test_it_does_not_exist_for_other_roles(role, request, office, signed_in):
    client = signed_in(request.getfixturevalue(role))
    for page in (ADDRESS, f"{ADDRESS}new/", f"{ADDRESS}{office.code}/"):
        assert client.get(page).status_code == 404
        assert client.post(page, FORM).status_code in (404, 405)
    assert Office.objects.get().name == "Hartford"


def test_it_asks_who_is_signed_out_to_sign_in(client, db):
    assert client.get(ADDRESS).url.startswith(reverse("account_login"))
