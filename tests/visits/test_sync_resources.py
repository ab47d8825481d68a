"""The phone's shortlist: the 30 nearest to today's route, and nothing about any contact."""

import json

import pytest

from contacts.models import Address
from tests.factories import ResourceFactory, VisitFactory

ADDRESS = "/sync/resources/"


@pytest.fixture
def resources(db):
    return [ResourceFactory(name=f"Place {n}", latitude=41.7 + n / 100) for n in range(40)]


def test_it_gives_the_thirty_nearest_to_any_door(agent, visit, resources, signed_in):
    Address.objects.filter(pk=visit.contact.address_id).update(latitude=41.7, longitude=-72.6851)
    visit.team.start_latitude = visit.team.start_longitude = None
    visit.team.save()
    answer = signed_in(agent).get(ADDRESS).json()
    assert [each["name"] for each in answer["resources"]] == [f"Place {n}" for n in range(30)]
    assert [line["phone"] for line in answer["lines"]] == ["988", "1-800-662-4357"]
    assert set(answer["resources"][0]) == {
        "code", "name", "kind", "phone", "address", "hours", "languages", "offers", "latitude",
        "longitude",
    }  # fmt: skip


def test_nothing_in_it_is_about_a_contact(agent, visit, resources, signed_in):
    said = json.dumps(signed_in(agent).get(ADDRESS).json())
    person = visit.contact
    for word in (person.code, person.family_name, person.given_name, person.address.street,
                 visit.code, str(person.phones.get().number)):  # fmt: skip
        assert word not in said


def test_only_todays_route_counts(agent, other_agent, visit, resources, signed_in):
    assert signed_in(other_agent).get(ADDRESS).json()["resources"] == []


def test_the_download_is_logged_first(agent, visit, resources, signed_in):
    from auditlog import get_logentry_model

    signed_in(agent).get(ADDRESS)
    entries = get_logentry_model().objects.filter(additional_data__deed="resources_to_phone")
    assert entries.get().additional_data["count"] == "30"


def test_it_is_for_those_who_go_out(coordinator, client, signed_in):
    assert client.get(ADDRESS).status_code == 401
    assert signed_in(coordinator).get(ADDRESS).status_code == 404


def test_a_search_from_a_door_is_a_look_at_the_person(agent, visit, signed_in):
    from auditlog import get_logentry_model

    ResourceFactory(name="Close by")
    page = signed_in(agent).get(f"/visits/{visit.code}/resources/")
    assert page.status_code == 200
    assert "988" in page.content.decode()
    entries = get_logentry_model().objects.filter(additional_data__deed="find_resources")
    assert entries.get().object_pk == str(visit.contact.pk)


def test_a_door_of_another_team_is_not_there(other_agent, visit, signed_in):
    assert signed_in(other_agent).get(f"/visits/{visit.code}/resources/").status_code == 404


def test_neither_is_one_that_was_given_away(agent, other_team, visit, signed_in):
    visit.previous_team, visit.team = visit.team, other_team
    visit.save()
    VisitFactory.reset_sequence()
    assert signed_in(agent).get(f"/visits/{visit.code}/resources/").status_code == 404
