"""A note that holds what it must not: the agent is told once, and nothing is lost."""

import pytest

from outreach.visits.models import VisitReport
from tests.factories import ContactFactory, EnrollmentFactory, VisitFactory

NOTE = "She admitted that it was hers"


@pytest.fixture
def visit(team, campaign, office):
    enrollment = EnrollmentFactory(campaign=campaign, contact=ContactFactory(office=office))
    return VisitFactory(team=team, enrollment=enrollment, position=1)


def test_the_agent_is_told_once_and_may_send_it_all_the_same(signed_in, agent, visit):
    client = signed_in(agent)
    told = {"disposition": "NO_ANSWER", "note": NOTE}
    page = client.post(f"/visits/{visit.code}/log/", told)
    assert page.status_code == 422
    assert "“She admitted” (what someone admitted)" in page.text
    assert NOTE in page.text
    assert not VisitReport.objects.exists()
    client.post(f"/visits/{visit.code}/log/", told | {"note_seen": NOTE})
    assert VisitReport.objects.get().note == NOTE


def test_a_mended_note_is_looked_at_again(signed_in, agent, visit):
    told = {"disposition": "NO_ANSWER", "note": "on probation", "note_seen": NOTE}
    assert signed_in(agent).post(f"/visits/{visit.code}/log/", told).status_code == 422


def test_the_coordinator_sees_that_it_must_be_changed(signed_in, agent, coordinator, visit):
    told = {"disposition": "NO_ANSWER", "note": NOTE, "note_seen": NOTE}
    signed_in(agent).post(f"/visits/{visit.code}/log/", told)
    page = signed_in(coordinator).get(f"/visits/of/{visit.contact.code}/")
    assert "“She admitted” (what someone admitted)" in page.text
