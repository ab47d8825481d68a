"""The figures agree with a plain count, whatever happened to the reports."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.statistics.cells import Cell, office_place, team_place
from outreach.statistics.figures import count_campaign
from outreach.statistics.indicators import COUNTS
from outreach.statistics.rows import raw
from tests.factories import CampaignFactory, ContactFactory, OfficeFactory, TeamFactory
from tests.statistics.history import agree, make_history, report_visit, undo, visit_of
from tests.statistics.plain import count_plainly

LATER = datetime(2027, 3, 1, tzinfo=UTC)


def counted(campaign, **period) -> dict[Cell, int]:
    return {c: n for c, n in count_campaign(campaign, **period).values.items() if n}


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 2))])
def test_it_agrees_with_a_plain_count(campaign, office, other_office, seed: int) -> None:
    make_history(campaign, [office, other_office], seed, people=12, visits=60)
    assert counted(campaign, as_of=LATER) == count_plainly(campaign, as_of=LATER)


@pytest.mark.parametrize("share", [0, 2], ids=["through all tables", "by indexes"])
def test_it_agrees_whichever_way_it_reads(campaign, office, share, monkeypatch) -> None:
    monkeypatch.setattr(raw, "MOST", share)
    for seed, other in enumerate([campaign, CampaignFactory(offices=[office])]):
        make_history(other, [office], seed, people=5, visits=20)
    assert counted(campaign, as_of=LATER) == count_plainly(campaign, as_of=LATER)


def test_its_made_up_histories_have_something_to_count_for_every_figure(campaign, office) -> None:
    make_history(campaign, [office], 1, people=90, visits=130)
    found = {cell.measure for cell in counted(campaign, as_of=LATER)}
    assert {one.code for one in COUNTS} - found == set()


HISTORIES = st.fixed_dictionaries(
    {"seed": st.integers(0, 2**31), "people": st.integers(1, 5), "visits": st.integers(0, 9)}
)


# The database is put back by hand after each example.
@pytest.mark.slow
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(HISTORIES)
def test_it_agrees_with_a_plain_count_whatever_happened(db, history) -> None:
    with transaction.atomic():
        offices = [OfficeFactory(), OfficeFactory(time_zone="Asia/Kolkata")]
        campaign = CampaignFactory(offices=offices)
        make_history(campaign, offices, **history)
        day = date(2026, 10, 12) + timedelta(days=history["seed"] % 30)
        for period in ({}, {"since": day}, {"until": day}):
            assert counted(campaign, as_of=LATER, **period) == count_plainly(
                campaign, as_of=LATER, **period
            )
        transaction.set_rollback(True)


def test_it_counts_only_the_days_asked_for(campaign, office) -> None:
    make_history(campaign, [office], seed=7, people=10, visits=50)
    period = {"since": date(2026, 10, 20), "until": date(2026, 11, 3), "as_of": LATER}
    assert counted(campaign, **period) == count_plainly(campaign, **period)


def test_it_counts_a_period_as_it_counts_those_days_alone(campaign, office, other_office) -> None:
    make_history(campaign, [office, other_office], seed=8, people=10, visits=50)
    period = "2026-10-14/2026-11-03"
    whole = count_campaign(campaign, periods=(period,), as_of=LATER).values
    alone = count_plainly(campaign, date(2026, 10, 14), date(2026, 11, 3), LATER)
    found = {Cell(c.measure, c.place): n for c, n in whole.items() if c.week == period and n}
    assert found == {cell: number for cell, number in alone.items() if not cell.week}


def test_it_counts_nothing_in_a_campaign_without_visits(campaign, office) -> None:
    counts = count_campaign(campaign)
    assert (counts.weeks, dict(counts.values)) == ((), {})
    assert counts.offices == {office_place(office.code): ()}


def test_it_leaves_other_campaigns_out(team, campaign) -> None:
    other = TeamFactory(campaign=CampaignFactory(), office=team.office)
    report_visit(visit_of(other), "CONTACT_PERSON")
    report_visit(visit_of(team), "NO_ANSWER")
    assert counted(campaign)[Cell("logged")] == 1
    assert Cell("reached_direct") not in counted(campaign)


def test_it_counts_the_correction_and_not_what_it_corrects(team, campaign) -> None:
    visit = visit_of(team)
    report_visit(visit, "NO_ANSWER")
    report_visit(visit, "CONTACT_PERSON", response="ACCEPTED_REFERRAL")
    figures = counted(campaign)
    assert Cell("outcome_no_answer") not in figures
    assert figures[Cell("accepted")] == figures[Cell("attempts")] == 1


def test_it_forgets_an_undone_report_until_it_is_logged_again(team, campaign) -> None:
    visit = visit_of(team)
    undo(report_visit(visit, "CONTACT_PERSON"))
    assert Cell("logged") not in counted(campaign)
    assert counted(campaign)[Cell("assigned")] == 1
    report_visit(visit, "NO_ANSWER")
    assert counted(campaign)[Cell("logged")] == 1


def test_it_counts_a_person_once_in_the_total_and_in_each_week(team, other_team, campaign) -> None:
    contact = ContactFactory(office=team.office)
    report_visit(visit_of(team, contact, date(2026, 10, 11)), "CONTACT_PERSON")
    report_visit(visit_of(other_team, contact, date(2026, 10, 12)), "CONTACT_PERSON")
    figures = counted(campaign)
    assert figures[Cell("reached_direct")] == 1
    assert figures[Cell("attempts")] == 2
    assert figures[Cell("reached_direct", "", "2026-W41")] == 1
    assert figures[Cell("reached_direct", "", "2026-W42")] == 1
    assert figures[Cell("reached_direct", team_place(team.code))] == 1


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2026, 11, 1), "2026-W44"),  # clocks go back in this night
        (date(2026, 12, 31), "2026-W53"),
        (date(2027, 1, 3), "2026-W53"),
        (date(2027, 1, 4), "2027-W01"),
    ],
)
def test_it_takes_the_week_from_the_day_in_the_office(team, campaign, day, week) -> None:
    """Late on Sunday in Hartford it is Monday in UTC; the phone's clock is years off besides."""
    visit = visit_of(team, day=day)
    report_visit(
        visit,
        "NO_ANSWER",
        knocked_at=datetime(2019, 5, 1, tzinfo=UTC),
        received_at=datetime(day.year + 1, 1, 9, 4, 30, tzinfo=UTC),
    )
    assert counted(campaign)[Cell("attempts", "", week)] == 1
    assert count_campaign(campaign).weeks == (week,)


def test_it_names_the_weeks_between_in_which_nothing_happened(team, campaign) -> None:
    for day in (date(2026, 12, 20), date(2027, 1, 10)):
        report_visit(visit_of(team, day=day))
    assert count_campaign(campaign).weeks == ("2026-W51", "2026-W52", "2026-W53", "2027-W01")


def test_it_takes_a_visit_cancelled_untried_for_no_assignment(team, campaign) -> None:
    visit_of(team, status="CANCELLED")
    report_visit(visit_of(team, status="CANCELLED"), "NOT_ATTEMPTED")
    assert Cell("assigned") not in counted(campaign)
    report_visit(visit_of(team, status="CANCELLED"), "NO_ANSWER")
    visit_of(team, status="OPEN")
    assert counted(campaign)[Cell("assigned")] == 2


def test_it_reads_each_table_once(team, campaign, django_assert_max_num_queries) -> None:
    for _ in range(5):
        report_visit(visit_of(team))
    with django_assert_max_num_queries(15):
        count_campaign(campaign)


@pytest.mark.parametrize(("hour", "found"), [(3, 0), (4, 1)])
def test_a_campaign_begins_at_midnight_in_the_office(campaign, team, hour: int, found: int) -> None:
    """At 3 in UTC it is the evening before in Hartford, and what was agreed was for another."""
    team.office.time_zone = "America/New_York"
    team.office.save()
    enrollment = visit_of(team).enrollment
    campaign.starts_on = date(2026, 10, 1)
    campaign.save()
    agree(enrollment, datetime(2026, 10, 1, hour, tzinfo=UTC))
    assert counted(campaign).get(Cell("consented"), 0) == found


def test_it_begins_first_where_the_day_does(campaign, team) -> None:
    team.office.time_zone = "Pacific/Guam"
    team.office.save()
    enrollment = visit_of(team).enrollment
    campaign.starts_on = date(2026, 10, 1)
    campaign.save()
    agree(enrollment, datetime(2026, 9, 30, 15, tzinfo=UTC))
    assert counted(campaign)[Cell("consented")] == 1
