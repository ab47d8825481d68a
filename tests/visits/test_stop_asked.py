"""Before a contact is stopped, its open visits are counted out loud."""

from contacts.stopping import stop_contact, what_stopping_cancels
from tests.factories import VisitFactory


def test_it_counts_the_visits_that_a_stop_cancels(team):
    visit = VisitFactory(team=team)
    assert "1 open visit" in what_stopping_cancels(visit.contact)
    stop_contact(visit.contact, "DO_NOT_CONTACT")
    assert what_stopping_cancels(visit.contact) == []
