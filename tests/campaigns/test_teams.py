"""Making teams and changing them."""

from datetime import time

import pytest

from outreach.accounts import roles
from outreach.campaigns.models import Team, TeamMember
from tests.factories import UserFactory

NEW = "/campaigns/eastside-fall/teams/new/"


@pytest.fixture
def data(agent):
    return {
        "name": "Night team",
        "shift_from": "14:00",
        "shift_to": "20:00",
        "start_zip": "06040",
        "is_active": "on",
        f"part_{agent.code}": "CLINICIAN",
    }


def test_it_makes_a_team_that_starts_at_the_centre_of_a_zip_code(
    signed_in, coordinator, campaign, office, agent, other_agent, data
):
    signed_in(coordinator).post(NEW, data)
    team = Team.objects.get(name="Night team")
    assert team.office == office
    assert team.campaign == campaign
    assert team.start == (41.7777, -72.5244)
    assert team.start_label == "Manchester 06040"
    assert [(m.user, m.part) for m in team.memberships.all()] == [(agent, "CLINICIAN")]


def test_it_takes_coordinates_as_they_are_without_a_zip_code(
    signed_in, coordinator, campaign, data
):
    sent = {**data, "start_zip": "", "start_latitude": "41.5", "start_longitude": "-72.5"}
    signed_in(coordinator).post(NEW, sent)
    assert Team.objects.get().start == (41.5, -72.5)


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"name": " "}, "name", "This field is required."),
        ({"shift_to": ""}, "shift_to", "both ends of the shift, or neither"),
        ({"shift_from": ""}, "shift_from", "both ends of the shift, or neither"),
        ({"shift_to": "14:00"}, "shift_to", "ends when it begins"),
        ({"latest_return": "13:00"}, "latest_return", "before the shift begins"),
        (
            {"break_from": "23:30", "break_to": "00:30", "break_minutes": "30"},
            "break_to",
            "does not fit",
        ),
        ({"shift_to": "late"}, "shift_to", "Enter a valid time."),
        ({"start_zip": "604"}, "start_zip", "five digits"),
        ({"start_zip": "00000"}, "start_zip", "No place is known"),
        ({"start_zip": "", "start_latitude": "41"}, "start_longitude", "both coordinates"),
        (
            {"start_zip": "", "start_latitude": "-172", "start_longitude": "4"},
            "start_latitude",
            "greater than or equal to -90",
        ),
        (
            {"start_zip": "", "start_latitude": "nan", "start_longitude": "4"},
            "start_latitude",
            "Enter a number.",
        ),
    ],
)
def test_it_says_what_is_wrong_and_loses_nothing(
    signed_in, coordinator, campaign, data, change, field, message
):
    page = signed_in(coordinator).post(NEW, {**data, **change})
    form = page.context["form"]
    assert message in str(form.errors[field])
    assert list(form.errors) == [field]
    assert not Team.objects.exists()


def test_it_refuses_a_name_twice_in_an_office(signed_in, coordinator, team, data):
    page = signed_in(coordinator).post(NEW, {**data, "name": "route b"})
    assert "a team of that name" in str(page.context["form"].errors["name"])


def test_a_shift_may_be_left_out(signed_in, coordinator, campaign, data):
    signed_in(coordinator).post(NEW, {**data, "shift_from": "", "shift_to": ""})
    assert Team.objects.get().shift_from is None


def test_it_offers_the_active_agents_of_the_office_only(
    signed_in, coordinator, campaign, office, other_office, agent
):
    UserFactory(role=roles.AGENT, office=other_office)
    UserFactory(role=roles.AGENT, office=office, is_active=False)
    UserFactory(role=roles.COORDINATOR, office=office)
    form = signed_in(coordinator).get(NEW).context["form"]
    assert form.agents == [agent]


def test_it_changes_parts_and_takes_people_out(
    signed_in, coordinator, team, agent, other_agent, data
):
    data = {
        **data,
        "name": team.name,
        f"part_{agent.code}": "",
        f"part_{other_agent.code}": "AGENT",
    }
    del data["is_active"]
    signed_in(coordinator).post(f"/campaigns/eastside-fall/teams/{team.code}/", data)
    team.refresh_from_db()
    assert list(team.members.all()) == [other_agent]
    assert not team.is_active


def test_it_makes_a_team_of_the_office_that_was_chosen(
    signed_in, coordinator, campaign, other_office, data
):
    other_office.staff.add(coordinator)
    campaign.offices.add(other_office)
    client = signed_in(coordinator)
    assert "?office=denver" in client.get(NEW).content.decode()
    client.post(f"{NEW}?office=denver", data)
    assert Team.objects.get().office == other_office


def test_an_office_that_is_not_the_users_does_not_exist(
    signed_in, coordinator, campaign, other_office
):
    campaign.offices.add(other_office)
    assert signed_in(coordinator).get(f"{NEW}?office=denver").status_code == 404


def test_a_team_of_another_office_does_not_exist(
    signed_in, other_coordinator, campaign, other_office, team
):
    campaign.offices.add(other_office)
    client = signed_in(other_coordinator)
    assert client.get(f"/campaigns/eastside-fall/teams/{team.code}/").status_code == 404
    assert client.get("/campaigns/eastside-fall/").status_code == 200


def test_who_leaves_an_office_leaves_its_teams(office, other_office, team, agent):
    agent.offices.add(other_office)
    agent.offices.remove(office)
    assert not TeamMember.objects.exists()


def test_who_stays_in_the_office_stays_in_the_team(office, team, agent, other_agent):
    office.staff.remove(other_agent)
    assert team.members.get() == agent
    office.staff.clear()
    assert not TeamMember.objects.exists()


def test_ones_own_page_names_ones_teams(signed_in, agent, team):
    page = signed_in(agent).get("/campaigns/mine/", headers={"HX-Request": "true"})
    assert "Route B" in page.content.decode()
    assert "<html" not in page.content.decode()


def test_it_keeps_what_a_planner_must_know_of_the_day(
    signed_in, coordinator, campaign, office, agent, data
):
    more = {
        "end_zip": "06040",
        "break_from": "16:00",
        "break_to": "18:00",
        "break_minutes": "30",
        "latest_return": "20:30",
        "most_visits": "12",
        "languages": ["en", "es"],
    }
    signed_in(coordinator).post(NEW, data | more)
    team = Team.objects.get()
    assert team.end == (41.7777, -72.5244)
    assert (team.break_from, team.break_to, team.break_minutes) == (time(16), time(18), 30)
    assert (team.latest_return, team.most_visits) == (time(20, 30), 12)
    assert team.languages == ["en", "es"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"break_minutes": "30"}, "A break needs its minutes and both times"),
        ({"break_from": "12:00", "break_to": "13:00"}, "A break needs its minutes"),
        ({"break_from": "15:00", "break_to": "15:20", "break_minutes": "30"}, "does not fit"),
        ({"latest_return": "13:00"}, "before the shift begins"),
        ({"end_latitude": "41"}, "both coordinates"),
        ({"end_zip": "00000"}, "No place is known"),
        ({"most_visits": "0"}, "greater than or equal to 1"),
        ({"languages": ["xx"]}, "Select a valid choice"),
    ],
)
def test_it_refuses_a_day_that_cannot_be(signed_in, coordinator, campaign, data, change, message):
    assert message in signed_in(coordinator).post(NEW, data | change).text
    assert not Team.objects.exists()


def test_a_shift_may_pass_midnight_with_its_break_and_its_return(
    signed_in, coordinator, campaign, data
):
    night = {"shift_from": "18:00", "shift_to": "01:00", "latest_return": "01:30"}
    rest = {"break_from": "23:30", "break_to": "00:30", "break_minutes": "30"}
    client = signed_in(coordinator)
    client.post(NEW, {**data, **night, **rest})
    team = Team.objects.get()
    assert team.passes_midnight
    assert (team.shift_to, team.latest_return) == (time(1), time(1, 30))
    assert "– 1 a.m. (next day)" in client.get("/campaigns/eastside-fall/").text
