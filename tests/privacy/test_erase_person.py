"""Someone who asked for it is erased everywhere and at once."""

from datetime import date
from io import BytesIO
from threading import Event, Thread
from time import sleep

import pytest
from django.db import OperationalError, connections, transaction

from contacts.imports import guess_columns, read_table, run_import
from contacts.models import Contact, DoNotContact, LeadImport, LeadImportRow
from outreach.campaigns.models import Campaign, Enrollment
from outreach.privacy import ledger as erasures
from outreach.privacy.models import ErasureRecord
from outreach.privacy.purging import purge_campaign
from outreach.privacy.replaying import replay_ledger
from outreach.privacy.requesting import erase_now
from outreach.statistics.resources import reports_of
from outreach.visits.models import ReceivedEvent, Visit, VisitReport
from outreach.visits.receiving import receive_event
from tests.factories import ContactFactory, EnrollmentFactory, VisitFactory
from tests.privacy.conftest import SEEDED, close_long_ago, seed
from tests.privacy.everything import holding, rows


@pytest.fixture
def person(campaign, team, coordinator):
    """Someone about whom every table holds something, in a campaign that runs."""
    return seed(campaign, team, coordinator)


def test_it_leaves_nothing_that_tells_about_the_person(person, now):
    assert holding(SEEDED).keys() == set(SEEDED)
    erase_now(person, now)
    assert holding(SEEDED) == {}


def test_it_leaves_no_way_from_the_audit_log_or_an_old_address_to_what_is_left(person, now):
    codes = {person.code, *person.visits.values_list("code", flat=True)}
    erase_now(person, now)
    assert not Contact.objects.filter(pk=person.pk).exists()
    left = {str(each) for table in rows().items() if table[0] not in ALLOWED for each in table[1]}
    assert not [code for code in codes if any(code in each for each in left)]


# Where the code itself is the proof that something was erased.
ALLOWED = {"privacy.ErasureRecord", "privacy.PersonRequest"}


def test_what_is_left_tells_no_finer_time_than_the_hour(person, now):
    erase_now(person, now)
    report = VisitReport.objects.get(correction=None)
    assert (report.disposition, report.response) == ("CONTACT_PERSON", "ACCEPTED_REFERRAL")
    moments = [report.knocked_at, report.received_at, report.event.device_at]
    assert {(each.minute, each.second, each.microsecond) for each in moments} == {(0, 0, 0)}
    assert (report.latitude, report.note, report.event.data) == (None, "", {})


def test_what_is_left_holds_no_answer_that_no_figure_needs(person, now):
    said = {"barriers": ["HOUSING"], "decline_reasons": ["COST"], "crisis_escalated": True}
    VisitReport.objects.filter(correction=None).update(**said)
    erase_now(person, now)
    report = VisitReport.objects.get(correction=None)
    assert (report.barriers, report.decline_reasons) == ([], [])
    assert not report.crisis_escalated


def test_it_is_no_row_of_an_export_of_visits(person, campaign, office, now):
    everything = campaign, date(2000, 1, 1), date(2100, 1, 1), [office]
    assert reports_of(*everything).count() == 1
    erase_now(person, now)
    assert reports_of(*everything).count() == 0


def test_it_shows_nobody_what_is_left(person, signed_in, coordinator, campaign, agent, now):
    erase_now(person, now)
    client = signed_in(coordinator)
    nobody = Contact.objects.get(stopped="ERASED")
    assert client.get(f"/contacts/{nobody.code}/").status_code == 404
    assert client.get(f"/contacts/{person.code}/").status_code == 404
    assert Contact.objects.visible_to(coordinator).count() == 0
    assert Visit.objects.visible_to(coordinator).count() == 0
    page = client.get(f"/campaigns/{campaign.slug}/enrollments/?state=all").content.decode()
    assert nobody.code not in page
    visit = Visit.objects.get()
    assert signed_in(agent).get(f"/visits/{visit.code}/").status_code == 404


def test_it_cancels_what_is_open_and_forgets_it(team, office, now):
    visit = VisitFactory(team=team, enrollment__contact__office=office)
    erase_now(visit.enrollment.contact, now)
    assert not Visit.objects.exists()
    assert not Enrollment.objects.exists()


def test_it_cancels_what_is_open_beside_what_is_counted(person, campaign, team, now):
    enrollment = person.enrollments.get()
    VisitFactory(team=team, enrollment=enrollment, day=date(2030, 1, 1))
    erase_now(person, now)
    assert sorted(Visit.objects.values_list("status", flat=True)) == ["CANCELLED", "LOGGED"]
    assert Enrollment.objects.get().closure == "STOPPED"


def test_it_enters_the_do_not_contact_list_only_if_asked(person, now):
    erase_now(person, now)
    assert not DoNotContact.objects.exists()


def test_it_keeps_the_hashes_of_who_asked_never_to_be_contacted(person, now):
    keys = {person.phones.get().key, person.identity_key}
    erase_now(person, now, no_contact=True)
    assert set(DoNotContact.objects.values_list("key", flat=True)) == keys


def test_no_list_brings_back_who_asked_never_to_be_contacted(person, now, office, coordinator):
    erase_now(person, now, no_contact=True)
    text = (
        "first_name,last_name,street,postal_code,phone\n"
        "Zebedee,Quillfeather,7 Wobblegate Lane,06040,(860) 555-0142\n"
    )
    table = read_table(BytesIO(text.encode()), "new.csv")
    again = LeadImport(file_name="new.csv", uploaded_by=coordinator, office=office)
    again.columns = guess_columns(table.columns)
    run_import(again, coordinator, table)
    assert not Contact.objects.still_known().exists()


def test_it_forgets_an_enrollment_of_which_nothing_is_counted(campaign, contact, now):
    EnrollmentFactory(campaign=campaign, contact=contact)
    erase_now(contact, now)
    assert not Contact.objects.exists()
    assert not Enrollment.objects.exists()


def test_it_forgets_an_upload_that_nobody_imported_yet(person, now):
    waiting = LeadImport.objects.create(
        file_name="b.csv", content=b"last,first\nQuillfeather,Zebedee\n", header=[]
    )
    other = LeadImport.objects.create(file_name="c.csv", content=b"last,first\nOrtiz,Paula\n")
    erase_now(person, now)
    waiting.refresh_from_db()
    other.refresh_from_db()
    assert waiting.content is None
    assert other.content


def test_it_leaves_the_rows_of_others(person, now, coordinator):
    leads = LeadImport.objects.get()
    for number, cells in enumerate(
        [{"n": "Quillfeather", "f": "Anna"}, {"n": "Ortiz", "p": "8605550142"}], 10
    ):
        LeadImportRow.objects.create(
            lead_import=leads, number=number, cells=cells, outcome="REFUSED"
        )
    erase_now(person, now)
    assert set(leads.rows.values_list("number", flat=True)) == {10, 11}


def test_a_repeat_from_the_phone_brings_nothing_back(campaign, team, office, agent, now):
    visit = VisitFactory(team=team, enrollment__contact__office=office)
    envelope = {
        "id": "5a5a5a5a-5a5a-4a5a-8a5a-5a5a5a5a5a5a",
        "kind": "visit_report",
        "visit": visit.code,
        "at": now.isoformat(),
        "data": {"disposition": "NO_ANSWER", "note": "Zebedee whispers"},
    }
    assert receive_event(agent, envelope, now).verdict == "applied"
    erase_now(visit.enrollment.contact, now)
    assert receive_event(agent, envelope, now).verdict == "duplicate"
    late = envelope | {"id": "5a5a5a5a-5a5a-4a5a-8a5a-5a5a5a5a5a5b"}
    assert receive_event(agent, late, now).verdict == "rejected"
    assert holding(["Zebedee"]) == {}
    assert ReceivedEvent.objects.count() == 1


def test_it_proves_what_was_erased(person, now, administrator):
    code = person.code
    record = erase_now(person, now, administrator)
    assert (record.kind, record.rule, record.what) == ("CONTACT", "REQUESTED", code)
    assert record.counts["contacts.Contact"] == record.counts["contacts.Phone"] == 1
    assert record.counts["contacts.LeadImportRow"] == 2
    (line,) = erasures.read()
    assert (line.kind, line.what, line.record) == ("contact", code, record.code)


def test_it_is_erased_again_where_the_person_comes_back(person, now):
    line = erasures.Line("contact", person.code, now.isoformat(), "abcdef", "REQUESTED")
    erasures.append([line])
    assert replay_ledger(now) == 1
    assert holding(SEEDED) == {}
    assert ErasureRecord.objects.get().code == "abcdef"
    assert replay_ledger(now) == 0


def test_what_is_left_goes_with_the_campaign(person, campaign, now):
    erase_now(person, now)
    close_long_ago(campaign)
    purge_campaign(campaign, ErasureRecord.Rule.CAMPAIGN_OVER, now)
    assert not Contact.objects.exists()
    assert not VisitReport.objects.exists()


def test_it_erases_from_what_is_being_purged_too(over, zebedee, now):
    over.figures_since = now
    over.save()
    erase_now(zebedee, now)
    assert not Contact.objects.exists()
    assert not VisitReport.objects.exists()


def test_it_erases_only_this_person(person, campaign, team, now):
    other = VisitFactory(
        team=team, enrollment=EnrollmentFactory(contact=ContactFactory(address=person.address))
    ).enrollment.contact
    erase_now(person, now)
    other.refresh_from_db()
    assert other.address.street == "7 Wobblegate Lane"
    assert other.visits.count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_waits_for_whoever_changes_the_campaign_and_its_people(person, campaign, now):
    changing, outcomes = Event(), []

    def change():
        try:
            with transaction.atomic():
                Campaign.objects.filter(pk=campaign.pk).update(attempt_cap=7)
                changing.set()
                sleep(0.5)  # Erasing has begun by then, and waits.
                outcomes.append(Contact.objects.filter(pk=person.pk).update(language="es"))
        except OperationalError as deadlock:
            outcomes.append(deadlock)
        finally:
            connections.close_all()

    thread = Thread(target=change)
    thread.start()
    assert changing.wait(10)
    erase_now(person, now)
    thread.join()
    assert outcomes == [1]
    assert not Contact.objects.filter(pk=person.pk).exists()
