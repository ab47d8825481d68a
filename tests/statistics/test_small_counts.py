"""Exact counts are seen by those who may, for a reason, and it is written down first."""

import pytest

from outreach.accounts.models import AuditEntry
from tests.statistics.test_dashboard import log, words

PAGE = "/statistics/small-counts/?campaign=eastside-fall"


@pytest.fixture
def few(campaign, team) -> None:
    log(team, "CONTACT_PERSON", 4, response="DECLINED")
    log(team, "NO_ANSWER", 30)


def entries():
    return AuditEntry.objects.filter(additional_data__deed="view_small_counts")


def test_it_asks_for_a_reason_first(signed_in, manager, few) -> None:
    text = words(signed_in(manager).get(PAGE))
    assert "Why do you need them?" in text
    assert "Reached in person 4" not in text
    assert not entries().exists()


def test_it_shows_them_once_for_a_reason_that_is_written_down(signed_in, manager, few) -> None:
    text = words(signed_in(manager).post(PAGE, {"reason": "CHECK"}))
    assert "Reached in person 4" in text
    entry = entries().get()
    assert (entry.actor, entry.additional_data["reason"]) == (manager, "CHECK")
    assert "Reached in person 4" not in words(signed_in(manager).get(PAGE))


def test_any_other_reason_is_none(signed_in, manager, few) -> None:
    assert "Reached in person 4" not in words(signed_in(manager).post(PAGE, {"reason": "curious"}))
    assert not entries().exists()


def test_nothing_is_shown_where_it_cannot_be_written_down(
    signed_in, manager, few, monkeypatch
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise OSError("full")

    monkeypatch.setattr("outreach.statistics.small_count_views.log_deed", fail)
    client = signed_in(manager)
    with pytest.raises(OSError, match="full"):
        client.post(PAGE, {"reason": "CHECK"})


def test_coordinators_do_not_find_it(signed_in, coordinator, few) -> None:
    assert signed_in(coordinator).post(PAGE, {"reason": "CHECK"}).status_code == 404


def test_the_dashboard_leads_there_where_something_is_hidden(signed_in, manager, few) -> None:
    page = signed_in(manager).get("/statistics/?campaign=eastside-fall")
    assert "Small counts" in words(page)
