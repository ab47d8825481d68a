"""The agent's day list: today's doors of one's own teams, the next one first."""

from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import SafetyFlag
from outreach.visits.caseload import Caseload
from tests.factories import AddressFactory, ContactFactory, VisitFactory, today


@pytest.fixture
def page(agent, signed_in):
    client = signed_in(agent)
    return lambda: client.get("/today/").content.decode()


def test_it_shows_the_next_door_with_what_to_know(page, visit, coordinator, other_agent):
    flag = {"kind": "DOG", "source": "VISIT", "raised_by": other_agent}
    SafetyFlag.objects.create(address=visit.contact.address, confirmed_by=coordinator, **flag)
    shown = page()
    assert "Rosa Delgado" in shown
    assert visit.contact.address.street in shown
    assert "Dog" in shown
    assert "0 of 1 door" in shown


@pytest.mark.parametrize("change", ["unconfirmed", "expired"])
def test_it_leaves_out_hazards_that_do_not_count(page, visit, coordinator, agent, change):
    flag = SafetyFlag(address=visit.contact.address, kind="DOG", source="VISIT", raised_by=agent)
    if change == "expired":
        flag.confirmed_by, flag.expires_on = coordinator, today() - timedelta(days=1)
    flag.save()
    assert "Dog" not in page()


@pytest.mark.parametrize("doors", [1, 60])
def test_it_costs_at_most_nine_queries_whatever_the_number(agent, signed_in, team, doors):
    for position in range(doors):
        VisitFactory(team=team, position=position)
    client = signed_in(agent)
    client.get("/today/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get("/today/").status_code == 200
    assert len(queries) <= 9, "\n".join(query["sql"] for query in queries)


def test_it_counts_the_tries_of_earlier_days(page, team, enrollment, agent, event, visit):
    from django.utils import timezone

    from outreach.visits.receiving import receive_event

    visit.status = "CANCELLED"
    visit.save()
    for back in (3, 2):
        earlier = VisitFactory(team=team, enrollment=enrollment, day=today() - timedelta(days=back))
        verdict = receive_event(
            agent, event(about=earlier, disposition="NO_ANSWER"), timezone.now()
        )
        assert verdict.verdict == "applied"
    VisitFactory(team=team, enrollment=enrollment)
    assert "2 tries" in page()


@pytest.mark.parametrize("when", [-1, 1])
def test_it_shows_no_other_day(page, team, when):
    VisitFactory(team=team, day=today() + timedelta(days=when))
    assert "No doors today" in page()


def test_it_shows_no_other_team(page, other_team):
    VisitFactory(team=other_team)
    assert "No doors today" in page()


def test_it_says_whom_to_ask_when_there_are_no_doors(page, office):
    assert f"tel:{office.phone}" in page()


def test_it_groups_the_doors_that_follow_each_other_by_street(team):
    streets = ["1 Oak Street", "3 Oak Street", "5 Oak Street", "2 Elm Street", "7 Oak Street"]
    visits = [
        VisitFactory.build(
            team=team,
            enrollment=None,
            contact=ContactFactory.build(
                office=team.office, address=AddressFactory.build(street=street)
            ),
        )
        for street in streets
    ]
    found = [(s.name, len(s.visits)) for s in Caseload(visits).streets]
    assert found == [("Oak Street", 2), ("Elm Street", 1), ("Oak Street", 1)]


def test_it_is_kind_when_the_day_is_done(page, visit, send):
    send(disposition="CONTACT_PERSON")
    shown = page()
    assert "All doors done" in shown
    assert "1 person you came for" in shown


def test_it_answers_404_to_those_who_do_not_go_out(coordinator, signed_in):
    assert signed_in(coordinator).get("/today/").status_code == 404


@pytest.mark.parametrize(("hour", "is_theirs"), [("00:40", True), ("01:10", False)])
def test_a_night_shift_keeps_its_doors_until_it_is_over(
    signed_in, agent, team, visit, office, time_machine, hour, is_theirs
):
    team.shift_from, team.shift_to = time(18), time(1)
    team.save()
    morrow = visit.day + timedelta(days=1)
    time_machine.move_to(datetime.combine(morrow, time.fromisoformat(hour), office.zone))
    assert ("Rosa Delgado" in signed_in(agent).get("/today/").text) == is_theirs
