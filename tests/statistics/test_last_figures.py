"""A campaign whose people were erased keeps its figures as they were, for good."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from outreach.campaigns.running import close, start, turn_to_figures
from outreach.statistics import snapshots
from outreach.statistics.cells import Published
from outreach.statistics.exports import export_figures
from outreach.statistics.models import Snapshot
from outreach.statistics.snapshots import latest_snapshot, refresh_now, refresh_snapshot
from outreach.visits.models import SupplyGiven, VisitReport
from tests.factories import TeamFactory
from tests.statistics.history import make_history, report_visit, visit_of


@pytest.fixture
def before(campaign, office, other_office) -> dict[str, object]:
    """The figures of a campaign that was then closed and turned to them."""
    campaign.offices.add(other_office)
    make_history(campaign, [office, other_office], seed=3, people=20, visits=60)
    figures = refresh_snapshot(campaign).figures
    close(campaign)
    campaign.refresh_from_db()
    with transaction.atomic():
        turn_to_figures(campaign)
    return figures


def erase_every_report() -> None:
    SupplyGiven.objects.all().delete()
    VisitReport.objects.all()._raw_delete("default")


def test_it_keeps_them_when_the_reports_are_gone(campaign, before) -> None:
    erase_every_report()
    assert refresh_now(campaign)
    assert latest_snapshot(campaign).figures == before
    assert any(Published.from_json(before).values.values())


def test_it_counts_what_came_before_the_last_moment(campaign, team) -> None:
    for _ in range(12):
        report_visit(visit_of(team))
    refresh_snapshot(campaign)
    report_visit(visit_of(team))
    with transaction.atomic():
        turn_to_figures(campaign)
    assert Published.from_json(latest_snapshot(campaign).figures).value("attempts") == 13


def test_it_is_not_overwritten_by_a_count_that_began_earlier(campaign, before, monkeypatch) -> None:
    stale = type(campaign).objects.get(pk=campaign.pk)
    stale.figures_since = None
    erase_every_report()
    refresh_snapshot(stale)
    assert Snapshot.objects.get(campaign=campaign).figures == before


def test_it_shows_them_by_older_definitions_too(
    campaign, before, manager, signed_in, monkeypatch
) -> None:
    erase_every_report()
    kept = Snapshot.objects.get(campaign=campaign)
    del kept.figures["cells"]["attempts"]
    kept.definitions_version -= 1
    kept.save()
    page = signed_in(manager).get("/statistics/", {"campaign": campaign.slug})
    assert page.status_code == 200
    assert page.context["snapshot"].made_at
    assert snapshots.kept_figures(campaign).value("attempts") is None


def test_it_exports_the_whole_and_no_part(campaign, before) -> None:
    whole = date(2020, 1, 1), date(2030, 1, 1)
    erase_every_report()
    TeamFactory(campaign=campaign, office=campaign.offices.first(), name="Later")
    assert {row["value"] for row in export_figures(campaign, *whole).rows} - {"hidden", None, 0}
    with pytest.raises(ValidationError, match="only be had whole"):
        export_figures(campaign, date(2026, 10, 20), date(2026, 10, 25))


def test_it_never_opens_again(campaign, before) -> None:
    campaign.scripts.create(language="en", to_the_person="Hello", to_anyone_else="Hi")
    campaign.scripts.create(language="es", to_the_person="Hola", to_anyone_else="Hola")
    assert not start(campaign)
    campaign.refresh_from_db()
    assert campaign.status == "CLOSED"
    campaign.figures_since = None
    campaign.save()
    assert start(campaign)
