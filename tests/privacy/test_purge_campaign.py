"""A campaign that is over turns to its figures; the people whom nothing else keeps are erased."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from contacts.models import Address, Contact, DoNotContact, LeadImport, SafetyFlag
from contacts.stopping import stop_contact
from outreach.campaigns.models import Campaign, Enrollment
from outreach.privacy import erasing, purging
from outreach.privacy import ledger as erasures
from outreach.privacy.models import BrokenGlass, ConsentEvidence, ErasureRecord
from outreach.privacy.purging import NotClosedError, due_campaigns, purge_campaign, purge_expired
from outreach.privacy.registry import HOLDINGS
from outreach.routing.models import Plan, Route
from outreach.statistics.snapshots import latest_snapshot, refresh_snapshot
from outreach.visits.models import ReceivedEvent, Visit
from tests.factories import ContactFactory, EnrollmentFactory, VisitFactory
from tests.privacy.conftest import SEEDED, close_long_ago, seed
from tests.privacy.everything import holding
from tests.statistics.history import report_visit

OVER = ErasureRecord.Rule.CAMPAIGN_OVER


def test_it_leaves_nothing_that_tells_about_the_person(over, zebedee, now):
    assert holding(SEEDED).keys() == set(SEEDED)
    purge_campaign(over, OVER, now)
    assert holding(SEEDED) == {}


def test_it_empties_every_table_of_the_registry(over, zebedee, now):
    purge_campaign(over, OVER, now)
    left = {each.label: each.model._base_manager.count() for each in HOLDINGS if not each.outlives}
    assert not any(left.values()), left
    glass = BrokenGlass.objects.get()
    assert (glass.contact, glass.words) == (None, "")
    assert not Plan.objects.exists()
    assert not Route.objects.exists()


def test_it_leaves_the_figures_as_they_were(over, zebedee, over_team, now, office):
    for _ in range(25):
        visit = VisitFactory(
            team=over_team, enrollment__contact__office=office, enrollment__campaign=over
        )
        report_visit(visit, "CONTACT_PERSON", response="ACCEPTED_REFERRAL")
    before = refresh_snapshot(over).figures
    purge_campaign(over, OVER, now)
    over.refresh_from_db()
    assert latest_snapshot(over).figures == before
    assert before["cells"]["attempted"][""][""] == 26


def test_it_keeps_whom_another_campaign_keeps_but_not_their_visits(over, zebedee, campaign, now):
    EnrollmentFactory(campaign=campaign, contact=zebedee)
    purge_campaign(over, OVER, now)
    zebedee.refresh_from_db()
    assert zebedee.family_name == "Quillfeather"
    assert zebedee.phones.exists()
    assert [each.campaign for each in zebedee.enrollments.all()] == [campaign]
    assert not Visit.objects.exists()
    assert not ReceivedEvent.objects.exists()


def test_it_keeps_a_door_behind_which_someone_else_lives(over, zebedee, campaign, now):
    neighbour = EnrollmentFactory(
        campaign=campaign, contact=ContactFactory(address=zebedee.address)
    )
    purge_campaign(over, OVER, now)
    assert Address.objects.get() == neighbour.contact.address
    assert SafetyFlag.objects.exists()


def test_it_keeps_evidence_of_consent_for_four_years_without_the_name(over, zebedee, now):
    consent = zebedee.consents.select_related("withdrawal").get(channel="SMS")
    phone, person = zebedee.phones.get().key, zebedee.identity_key
    purge_campaign(over, OVER, now)
    kept = ConsentEvidence.objects.get(channel="SMS")
    assert (kept.phone_key, kept.person_key) == (phone, person)
    assert (kept.given_at, kept.wording_version) == (consent.given_at, "2026-11")
    assert kept.purposes == ["CHECK_IN"]
    assert kept.withdrawn_at == consent.withdrawal.withdrawn_at
    assert kept.kept_until.year == now.year + 4
    purge_expired(now + timedelta(days=4 * 366))
    assert not ConsentEvidence.objects.exists()


def test_it_keeps_who_must_not_be_contacted_and_that_they_said_so(over, zebedee, now):
    keys = {zebedee.phones.get().key, zebedee.identity_key}
    stop_contact(zebedee, Contact.StopReason.DO_NOT_CONTACT)
    purge_campaign(over, OVER, now)
    assert set(DoNotContact.objects.values_list("key", flat=True)) == keys
    said_no = ConsentEvidence.objects.get(kind="OPT_OUT")
    assert {said_no.phone_key, said_no.person_key} == keys


def test_it_proves_what_was_erased(over, zebedee, now, administrator):
    record = purge_campaign(over, OVER, now, administrator)
    assert record.finished_at == now
    assert (record.kind, record.rule, record.what) == ("CAMPAIGN", "CAMPAIGN_OVER", over.code)
    assert record.key == erasures.erasure_key(over.code)
    assert record.counts["contacts.Contact"] == 1
    assert record.counts["visits.VisitReport"] == 2
    lines = [(line.kind, line.what) for line in erasures.read()]
    assert lines == [("contact", zebedee.code), ("campaign", over.code)]


def test_it_forgets_the_lists_that_filled_it(over, zebedee, now):
    purge_campaign(over, OVER, now)
    leads = LeadImport.objects.get()
    assert (leads.file_name, leads.rows.count(), leads.counts) == ("", 0, {"created": 1})


def test_it_refuses_while_the_campaign_is_not_closed(campaign, team, coordinator, now):
    person = seed(campaign, team, coordinator)
    with pytest.raises(NotClosedError):
        purge_campaign(campaign, ErasureRecord.Rule.BY_HAND, now)
    person.refresh_from_db()
    assert not ErasureRecord.objects.exists()


def test_it_waits_for_the_purge_date(over, now):
    close_long_ago(over, days=179)
    assert due_campaigns(now.date()) == []
    close_long_ago(over, days=181)
    assert due_campaigns(now.date()) == [over]
    over.keep_days = 365
    over.save()
    assert due_campaigns(now.date()) == []


def test_it_goes_batch_by_batch(over, over_team, zebedee, now, office, monkeypatch):
    monkeypatch.setattr(purging, "BATCH", 3)
    for _ in range(10):
        VisitFactory(team=over_team, enrollment__contact__office=office, enrollment__campaign=over)
    record = purge_campaign(over, OVER, now)
    assert record.counts["campaigns.Enrollment"] == 11
    assert not Contact.objects.exists()


def test_it_changes_nothing_the_second_time(over, zebedee, now):
    record = purge_campaign(over, OVER, now)
    again = purge_campaign(over, OVER, now)
    assert (again.pk, again.counts) == (record.pk, record.counts)


def test_it_erases_nothing_where_a_table_is_forgotten(over, zebedee, now, monkeypatch):
    """The database refuses the batch: half of it would leave rows that refer to nobody."""
    forgetful = [each for each in erasing.OF_VISITS if each.label != "visits.SupplyGiven"]
    monkeypatch.setattr(erasing, "OF_VISITS", forgetful)
    with transaction.atomic():
        erasing.remove_enrollments(list(over.enrollments.values_list("pk", flat=True)), now)
        # Tests run inside a transaction: this is checked where it would end.
        with pytest.raises(IntegrityError):
            connection.check_constraints()
        transaction.set_rollback(True)


def test_it_erases_nothing_that_the_ledger_does_not_hold(over, zebedee, now, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.ERASURE_LEDGER = tmp_path / "file" / "ledger"
    with pytest.raises(OSError, match="File exists"):
        purge_campaign(over, OVER, now)
    zebedee.refresh_from_db()
    assert zebedee.phones.exists()
    assert ErasureRecord.objects.get().counts == {}


def test_it_takes_up_what_was_interrupted_whatever_the_date(over, zebedee, now):
    purging._begin(over, OVER, None, "code")
    Campaign.objects.filter(pk=over.pk).update(keep_days=1000)
    assert [record.kind for record in purge_expired(now)] == ["CAMPAIGN"]
    assert not Enrollment.objects.exists()
