"""Whoever must not be contacted since the plan was made: on the page, on the map and on paper."""

import pytest

from contacts.stopping import stop_contact
from outreach.routing.presenting import DayOfPlan
from outreach.routing.publishing import publish_plan
from tests.routing.test_plan_pages import url


@pytest.fixture
def lin(coordinator, signed_in):
    return signed_in(coordinator)


def test_it_sends_nobody_on_paper_to_who_must_not_be_contacted(lin, draft, day):
    stopped = draft.planned_visits.filter(route__isnull=False).first()
    contact = stopped.enrollment.contact
    publish_plan(draft, draft.version)
    assert contact.address.door in lin.get(url("all_sheets", day)).text
    stop_contact(contact, contact.StopReason.DO_NOT_CONTACT)
    assert contact.address.door not in lin.get(url("all_sheets", day)).text
    sheet = stopped.route.plan.address("routing:route_sheet", code=stopped.route.code)
    assert contact.address.door not in lin.get(sheet).text


def test_it_marks_in_a_draft_who_must_not_be_contacted(lin, draft, day):
    stopped = draft.planned_visits.filter(route__isnull=False).first()
    contact = stopped.enrollment.contact
    assert "Must not be contacted" not in lin.get(url("plan", day)).text
    stop_contact(contact, contact.StopReason.DO_NOT_CONTACT)
    assert "Must not be contacted" in lin.get(url("plan", day)).text
    assert contact.address.door not in lin.get(url("all_sheets", day)).text
    (on_map,) = [
        door
        for team in DayOfPlan(draft).map_data()["teams"]
        for door in team["stops"]
        if door["stopped"]
    ]
    assert on_map["id"] == stopped.pk
