"""Whoever is erased stays counted: as often as before, by the week, as nobody."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.models import Consent, ConsentWithdrawal, Contact, LeadImport
from outreach.campaigns.models import Campaign
from outreach.messaging.models import Text
from outreach.privacy.lists import forget_lists
from outreach.privacy.models import ErasureRecord
from outreach.privacy.purging import purge_campaign
from outreach.privacy.replaying import replay_ledger
from outreach.privacy.requesting import erase_now
from outreach.statistics.cells import Cell, Published
from outreach.statistics.figures import count_campaign
from outreach.statistics.models import Tally
from outreach.statistics.publishing import publish_period
from outreach.statistics.snapshots import latest_snapshot, refresh_snapshot
from outreach.visits.models import VisitReport
from tests.factories import CampaignFactory, OfficeFactory
from tests.privacy.conftest import close_long_ago, seed
from tests.statistics.history import agree, make_history, report_visit, text, visit_of
from tests.statistics.plain import count_plainly

LATER = datetime(2027, 3, 1, tzinfo=UTC)
MONDAY = datetime(2026, 10, 12, 15, tzinfo=UTC)
# Those erased with a person, and those of times that are kept to the hour: so they are defined.
CHANGED = {"crises", "first_within_72", "first_hours"}
NOVEMBER = date(2026, 11, 1)


def kept(counts: dict[Cell, int]) -> dict[Cell, int]:
    return {cell: n for cell, n in counts.items() if n and cell.measure not in CHANGED}


def counted(campaign: Campaign, **period) -> dict[Cell, int]:
    return kept(dict(count_campaign(campaign, as_of=LATER, **period).values))


def visited() -> list[Contact]:
    people = Contact.objects.still_known().filter(visits__isnull=False)
    return list(people.distinct().order_by("pk"))


@pytest.fixture
def texted(campaign, team):
    """Make that many people who were reached, agreed to texts on a Thursday and got one."""
    campaign.starts_on = date(2026, 10, 5)
    campaign.save()

    def make(number: int) -> list[Contact]:
        thursday = MONDAY + timedelta(days=3)
        visits = [visit_of(team, day=MONDAY.date()) for _ in range(number)]
        for visit in visits:
            report_visit(visit, "CONTACT_PERSON")
            agree(visit.enrollment, thursday)
            text(visit.enrollment, thursday)
        return [visit.contact for visit in visits]

    return make


def test_a_recount_is_the_count_before(campaign, office, other_office, now):
    campaign.offices.add(other_office)
    make_history(campaign, [office, other_office], seed=4, people=12, visits=50)
    periods = [{}, {"until": NOVEMBER - timedelta(days=1)}, {"since": NOVEMBER}]
    before = [kept(count_plainly(campaign, as_of=LATER, **period)) for period in periods]
    for person in visited():
        erase_now(person, now)
    assert not Consent.objects.exists()
    assert not Text.objects.exists()
    assert [counted(campaign, **period) for period in periods] == before
    measures = {cell.measure for cell in before[0]}
    assert measures >= {"consented", "opted_out", "texts_sent", "texts_undelivered", "merged"}


HISTORIES = st.fixed_dictionaries(
    {"seed": st.integers(0, 2**31), "people": st.integers(1, 4), "visits": st.integers(1, 8)}
)


# The database is put back by hand after each example.
@pytest.mark.slow
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(HISTORIES)
def test_it_is_whoever_was_erased_in_whatever_order(db, history):
    with transaction.atomic():
        offices = [OfficeFactory(), OfficeFactory()]
        campaign = CampaignFactory(offices=offices)
        make_history(campaign, offices, **history)
        before = kept(count_plainly(campaign, as_of=LATER))
        random = Random(history["seed"])
        people = visited()
        for person in random.sample(people, random.randint(0, len(people))):
            erase_now(person, LATER, no_contact=random.random() < 0.5)
            assert counted(campaign) == before
        transaction.set_rollback(True)


def test_it_is_so_for_someone_about_whom_every_table_holds_something(
    campaign, team, coordinator, now
):
    """The referral that was open ends with them; its loop is not closed by that."""
    person = seed(campaign, team, coordinator)
    before = counted(campaign)
    assert before[Cell("texts_delivered")] == before[Cell("naloxone_kits")] == 1
    erase_now(person, now)
    assert counted(campaign) == before


def test_it_counts_in_each_campaign_that_counted_the_person(campaign, texted, now):
    (person,) = texted(1)
    other = CampaignFactory(starts_on=date(2026, 10, 5), offices=[person.office])
    second = visit_of(make_team(other, person), person, day=MONDAY.date())
    text(second.enrollment, MONDAY)
    before = counted(campaign), counted(other)
    erase_now(person, now)
    assert (counted(campaign), counted(other)) == before
    assert before[1][Cell("consented")] == before[1][Cell("texts_sent")] == 1


def make_team(campaign, person):
    return campaign.teams.create(office=person.office, name="Beside")


def test_a_person_who_agreed_twice_counts_once(campaign, texted, now):
    (person,) = texted(1)
    again = agree(person.enrollments.get(), MONDAY + timedelta(days=30))
    ConsentWithdrawal.objects.create(consent=again, how="BY_TEXT")
    erase_now(person, now)
    figures = counted(campaign)
    for measure in ("consented", "opted_out"):
        assert figures[Cell(measure)] == figures[Cell(measure, "", "2026-W42")] == 1
        assert Cell(measure, "", "2026-W46") not in figures


def test_it_keeps_no_day_and_nothing_of_one_person(texted, now):
    people = texted(2)
    with transaction.atomic():
        for person in people:
            erase_now(person, now)
        one = Tally.objects.values().get()
        transaction.set_rollback(True)
    for person in reversed(people):
        erase_now(person, now)
    other = Tally.objects.values().get()
    assert one["counts"] == other["counts"]
    assert other.keys() == {"id", "campaign_id", "counts"}
    found = {what: (day, number) for _team, day, what, number in other["counts"]}
    monday = "2026-10-12"
    assert found == {"CONSENT": (monday, 2), "SENT": (monday, 2), "DELIVERED": (monday, 2)}


def test_it_keeps_nothing_where_nothing_of_it_was_counted(team, now):
    report_visit(visit := visit_of(team))
    erase_now(visit.contact, now)
    assert not Tally.objects.exists()


def test_it_leaves_no_word_of_a_crisis(campaign, team, now):
    report_visit(visit := visit_of(team), "CONTACT_PERSON", crisis_escalated=True)
    erase_now(visit.contact, now)
    assert Cell("crises") not in count_campaign(campaign).values


def test_a_restored_backup_is_told_once(campaign, texted, now):
    """The transaction is taken back as a restore does; the ledger stays."""
    person, _other = texted(2)
    before = counted(campaign)
    with transaction.atomic():
        erase_now(person, now)
        transaction.set_rollback(True)
    assert replay_ledger(now) == 1
    assert counted(campaign) == before
    assert replay_ledger(now) == 0
    assert counted(campaign) == before


def test_the_last_figures_hold_it_and_nothing_counts_it_again(campaign, texted, now):
    people = texted(25)
    before = refresh_snapshot(campaign).figures
    for person in people[:12]:
        erase_now(person, now)
    close_long_ago(campaign)
    purge_campaign(campaign, ErasureRecord.Rule.CAMPAIGN_OVER, now)
    campaign.refresh_from_db()
    assert latest_snapshot(campaign).figures == before
    assert Published.from_json(before).value("texts_sent") == 25
    assert not Tally.objects.exists()


def test_whoever_is_erased_while_the_campaign_is_purged_is_not_tallied(campaign, texted, now):
    (person,) = texted(1)
    campaign.figures_since = now
    campaign.save()
    erase_now(person, now)
    assert not Tally.objects.exists()


@pytest.mark.parametrize(("number", "shown"), [(0, 0), (5, None), (10, None), (11, 11)])
def test_a_small_count_of_people_erased_is_hidden(campaign, team, texted, now, number, shown):
    for _ in range(30):
        report_visit(visit_of(team), "NO_ANSWER")
    for person in texted(number):
        erase_now(person, now)
    figures = Published.from_json(refresh_snapshot(campaign).figures)
    assert figures.value("texts_sent") == figures.value("consented") == shown


def test_what_was_published_of_half_a_week_is_no_restatement(campaign, texted, now):
    people = texted(30)
    period = date(2026, 10, 14), date(2026, 10, 31)
    first = publish_period(campaign, *period)
    for person in people:
        erase_now(person, now)
    second = publish_period(campaign, *period)
    assert (second.figures, second.differences) == (first.figures, [])
    assert Published.from_json(first.figures).value("texts_sent", "", first.period) == 30


def test_duplicates_stay_counted_when_a_list_is_forgotten(campaign, office, now):
    make_history(campaign, [office], seed=3, people=6, visits=20)
    before = counted(campaign)
    for _ in range(2):
        forget_lists(LeadImport.objects.all())
    assert counted(campaign) == before
    assert before[Cell("merged")] > 1


@pytest.mark.parametrize(("hours", "prompt"), [(23.7, 1), (24, 1), (24.3, 0), (24.9, 0), (48, 0)])
def test_a_late_report_stays_late(campaign, team, now, hours, prompt):
    knocked = datetime(2026, 10, 12, 15, 10, tzinfo=UTC)
    visit = visit_of(team, day=knocked.date())
    received = knocked + timedelta(hours=hours)
    report_visit(visit, knocked_at=knocked, received_at=received)
    assert counted(campaign).get(Cell("prompt"), 0) == prompt
    erase_now(visit.contact, now)
    assert counted(campaign).get(Cell("prompt"), 0) == prompt
    assert VisitReport.objects.get().received_at.minute == 0
