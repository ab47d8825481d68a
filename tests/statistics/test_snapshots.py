"""The dashboard reads kept figures; they are made anew when something changed, not more often."""

from datetime import timedelta

import pytest
from django.utils import timezone

from outreach.statistics import snapshots
from outreach.statistics.cells import Published
from outreach.statistics.models import Snapshot
from outreach.statistics.snapshots import (
    ask_for_refresh,
    latest_snapshot,
    refresh_now,
    refresh_snapshot,
)
from outreach.visits.models import Visit
from tests.statistics.history import report_visit, visit_of


def attempts(snapshot: Snapshot) -> int | None:
    return Published.from_json(snapshot.figures).value("attempts")


@pytest.fixture
def twelve(team, campaign) -> list[Visit]:
    visits = [visit_of(team) for _ in range(12)]
    for visit in visits:
        report_visit(visit)
    return visits


@pytest.fixture
def too_many(monkeypatch) -> None:
    """Any campaign is too large to be counted while a page waits."""
    monkeypatch.setattr(snapshots, "COUNTED_AT_ONCE", -1)


@pytest.fixture
def queue(settings) -> None:
    """Tasks are kept until a worker comes."""
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}


def test_it_makes_the_first_figures_at_once_where_that_is_quick(campaign, twelve, queue) -> None:
    assert attempts(latest_snapshot(campaign)) == 12


def test_it_leaves_the_first_figures_of_a_large_campaign_to_the_worker(
    campaign, twelve, queue, too_many
) -> None:
    assert latest_snapshot(campaign).made_at is None


def test_it_asks_the_worker_when_a_report_came(team, campaign, twelve) -> None:
    latest_snapshot(campaign)
    report_visit(visit_of(team))
    assert attempts(latest_snapshot(campaign)) == 13


def test_it_asks_the_worker_once_a_minute_at_most(campaign, twelve, queue) -> None:
    now = timezone.now()
    assert ask_for_refresh(campaign, now)
    assert not ask_for_refresh(campaign, now + timedelta(seconds=59))
    assert ask_for_refresh(campaign, now + timedelta(seconds=60))


def test_it_shows_the_old_figures_until_the_new_ones_are_made(
    team, campaign, twelve, queue
) -> None:
    latest_snapshot(campaign)
    report_visit(visit_of(team))
    assert attempts(latest_snapshot(campaign)) == 12


def test_it_leaves_figures_alone_while_nothing_changed(campaign, twelve) -> None:
    made_at = latest_snapshot(campaign).made_at
    assert latest_snapshot(campaign).made_at == made_at


def test_it_looks_again_after_ten_minutes_for_visits_that_were_moved(campaign, twelve) -> None:
    first = latest_snapshot(campaign).made_at
    later = timezone.now() + timedelta(minutes=10)
    assert latest_snapshot(campaign, later).made_at > first


def test_it_makes_them_anew_when_a_definition_changed(campaign, twelve, monkeypatch) -> None:
    first = latest_snapshot(campaign).made_at
    monkeypatch.setattr(snapshots, "DEFINITIONS_VERSION", 99)
    assert latest_snapshot(campaign).made_at > first


def test_it_shows_no_figures_by_other_definitions(campaign, twelve, too_many, queue) -> None:
    refresh_snapshot(campaign)
    Snapshot.objects.update(definitions_version=1, figures={"weeks": [], "offices": {}})
    assert latest_snapshot(campaign).made_at is None
    assert latest_snapshot(campaign).made_at is None


def test_it_refreshes_on_demand(team, campaign, twelve) -> None:
    refresh_snapshot(campaign)
    report_visit(visit_of(team))
    assert refresh_now(campaign)
    assert attempts(Snapshot.objects.get()) == 13


def test_it_keeps_no_small_count(team, campaign) -> None:
    report_visit(visit_of(team))
    assert attempts(refresh_snapshot(campaign)) is None
    assert Snapshot.objects.get().figures["cells"]["attempts"][""][""] is None
