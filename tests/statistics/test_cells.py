"""What is published of a campaign: nothing small, and nothing that gives a small one away."""

from itertools import combinations

import pytest
from django.db import transaction

from outreach.statistics.cells import Cell, Counts, Published
from outreach.statistics.equations import derivable
from outreach.statistics.figures import count_campaign
from outreach.statistics.indicators import FUNNEL, INDICATORS, MEDIANS, OPEN
from outreach.statistics.showing import publish
from outreach.statistics.suppression import is_small
from tests.factories import CampaignFactory, OfficeFactory
from tests.statistics.history import make_history

HIDDEN = None
# The fixture needs the database, which is only made where a test asks for it.
pytestmark = pytest.mark.django_db


# Our own hours, and a median, which is hidden with those whom it is taken from.
NO_PERSONS = OPEN | {median.of for median in MEDIANS}


@pytest.fixture(scope="module")
def counts(django_db_setup, django_db_blocker) -> Counts:
    """A history's counts, made once: they are plain values and need no database afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        offices = [OfficeFactory(), OfficeFactory()]
        campaign = CampaignFactory(offices=offices)
        make_history(campaign, offices, seed=3, people=120, visits=420)
        counts = count_campaign(campaign)
        transaction.set_rollback(True)
    return counts


def test_it_publishes_no_small_count(counts: Counts) -> None:
    published = publish(counts)
    assert any(value is HIDDEN for value in published.values.values())
    assert any(published.values.values())
    about_people = {c: v for c, v in published.values.items() if c.measure not in NO_PERSONS}
    for cell, value in about_people.items():
        assert value is HIDDEN or (value == counts.values.get(cell, 0) and not is_small(value))


def test_it_publishes_nothing_that_small_counts_follow_from(counts: Counts) -> None:
    published = publish(counts)
    hidden = [cell for cell, value in published.values.items() if value is HIDDEN]
    assert derivable(hidden, counts.sums()) == set()


def test_it_publishes_no_two_steps_of_the_funnel_that_differ_by_few(counts: Counts) -> None:
    published = publish(counts)
    for cell in [cell for cell in published.values if cell.measure == "assigned"]:
        steps = [published.value(step, cell.place, cell.week) for step in FUNNEL]
        for larger, smaller in combinations(steps, 2):
            assert HIDDEN in (larger, smaller) or not is_small(larger - smaller)


def test_it_hides_equal_counts_together() -> None:
    """With one attempt a person, the attempts would tell how many people were tried."""
    equal = ("assigned", "attempted", "attempts", "logged")
    places = {"": 60, "office:a": 55, "office:b": 5}
    teams = {"office:a": ("team:1",), "office:b": ("team:2",)}
    values = {
        Cell(measure, place, week): number
        for measure in equal
        for place, number in places.items()
        for week in ("", "2026-W41")
    }
    values |= {Cell(m, team, ""): n for m in equal for team, n in (("team:1", 55), ("team:2", 5))}
    for code in ("outcome_no_answer", "tried_mon_evening"):
        values |= {Cell(code, place): number for place, number in places.items()}
    published = publish(Counts(("2026-W41",), teams, values))
    for measure in equal:
        assert published.value(measure) == 60
        assert published.value(measure, "office:a") is HIDDEN


def test_it_shows_zeros_and_everything_of_a_campaign_without_visits() -> None:
    published = publish(Counts((), {"office:a": ()}, {}))
    assert set(published.values.values()) == {0}


def test_it_comes_back_from_json_as_it_was(counts: Counts) -> None:
    published = publish(counts)
    assert Published.from_json(published.as_json()) == published


def test_each_indicator_is_defined_once_and_in_words() -> None:
    codes = [indicator.code for indicator in INDICATORS]
    assert len(set(codes)) == len(codes)
    for indicator in INDICATORS:
        assert all(
            map(str, (indicator.label, indicator.definition, indicator.unit, indicator.source))
        )
        assert bool(indicator.by) == bool(indicator.denominator)
