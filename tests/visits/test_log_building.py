"""One answer for all open doors of a building."""

import re

import pytest

from contacts.models import Address
from outreach.visits.models import ReceivedEvent, Visit, VisitReport
from tests.factories import AddressFactory, ContactFactory, EnrollmentFactory, VisitFactory


@pytest.fixture
def phone(agent, signed_in):
    return signed_in(agent)


@pytest.fixture
def doors(campaign, office, team) -> list[Visit]:
    """Three doors of one house, spelled in two ways, and one of another house of the street."""
    places = [("9 Elm Street", "Apt 1"), ("9 ELM STREET", "Apt 2"), ("9 Elm Street", "Apt 3")]
    visits = []
    for position, (street, unit) in enumerate([*places, ("11 Elm Street", "")], 1):
        address: Address = AddressFactory(street=street, unit=unit)
        contact = ContactFactory(office=office, address=address)
        enrollment = EnrollmentFactory(campaign=campaign, contact=contact)
        visits.append(VisitFactory(team=team, enrollment=enrollment, position=position))
    return visits


def _named(page: str) -> list[str]:
    return re.findall(r'name="door" value="([^"]+)"', page)


def _open(phone, visit) -> str:
    return phone.get(f"/visits/{visit.code}/").content.decode()


def test_it_offers_the_open_doors_of_the_house_only(phone, doors):
    page = _open(phone, doors[0])
    assert "No answer for these 3" in page
    assert [each.split(":")[0] for each in _named(page)] == [door.code for door in doors[:3]]
    assert "No answer for these" not in _open(phone, doors[3])


def test_it_logs_them_all_once_and_takes_them_back(phone, doors):
    named = _named(_open(phone, doors[0]))
    for _tap in range(2):
        today = phone.post("/visits/building/", {"door": named}, follow=True).content.decode()
    assert "Saved: No answer at 3 doors" in today
    assert ReceivedEvent.objects.count() == VisitReport.objects.count() == 3
    undo = _named(today)
    assert len(undo) == 3
    page = phone.post("/visits/building/undo/", {"door": undo}, follow=True).content.decode()
    assert "Taken back. 3 doors are open again." in page
    assert Visit.objects.filter(status=Visit.Status.OPEN).count() == 4


def test_it_leaves_out_what_was_logged_before_the_page_was_opened(phone, doors):
    phone.post(f"/visits/{doors[1].code}/log/", {"disposition": "MOVED"})
    assert "No answer for these 2" in _open(phone, doors[0])


def test_it_does_not_overwrite_what_someone_logged_meanwhile(phone, doors):
    named = _named(_open(phone, doors[0]))
    phone.post(f"/visits/{doors[1].code}/log/", {"disposition": "MOVED"})
    page = phone.post("/visits/building/", {"door": named}, follow=True).content.decode()
    assert "Saved: No answer at 2 doors" in page
    assert VisitReport.objects.current().get(visit=doors[1]).disposition == "MOVED"


def test_it_knows_no_other_teams_doors(doors, other_team, other_agent, signed_in):
    stranger = signed_in(other_agent)
    number = "11111111-1111-4111-8111-111111111111"
    response = stranger.post("/visits/building/", {"door": [f"{doors[0].code}:{number}"]})
    assert response.status_code == 404
    assert not VisitReport.objects.exists()


@pytest.mark.parametrize("named", [[], ["nonsense"], ["a:b:c"]])
def test_it_ignores_what_names_no_door(named, phone, doors):
    assert phone.post("/visits/building/", {"door": named}).status_code in (302, 404)
    assert not VisitReport.objects.exists()
