"""Enrolling people: by filter, from one person's page, from an imported list."""

import pytest
from django.db.models import ProtectedError

from contacts import signals
from contacts.models import Contact, LeadImport
from contacts.stopping import stop_contact
from outreach.campaigns.enrolling import enroll, unenroll
from outreach.campaigns.models import Campaign, Enrollment
from tests.factories import AddressFactory, ContactFactory, EnrollmentFactory, VisitFactory

PAGE = "/campaigns/eastside-fall/enroll/"


@pytest.fixture
def stopped(office):
    contact = ContactFactory(office=office)
    stop_contact(contact, Contact.StopReason.DO_NOT_CONTACT)
    return contact


def test_it_enrolls_each_once_and_nobody_who_must_not_be(
    campaign, coordinator, contact, stopped, other_office
):
    ContactFactory(office=other_office)
    assert enroll(campaign, Contact.objects.all(), coordinator) == 1
    assert enroll(campaign, Contact.objects.all(), coordinator) == 0
    enrollment = campaign.enrollments.get()
    assert enrollment.contact == contact
    assert enrollment.enrolled_by == coordinator


def test_it_takes_out_only_who_has_no_visit(campaign, contact, team):
    waiting = EnrollmentFactory(campaign=campaign, contact=contact)
    visited = VisitFactory(team=team).enrollment
    assert unenroll([waiting, visited]) == (1, 1)
    assert campaign.enrollments.get() == visited


def test_it_says_the_numbers_in_words_before_anything_happens(
    signed_in, coordinator, campaign, office, contact, stopped
):
    EnrollmentFactory(campaign=campaign, contact=ContactFactory(office=office))
    page = signed_in(coordinator).get(PAGE).content.decode()
    assert "3 people match." in page
    assert "1 must not be contacted and is left out." in page
    assert "1 is already enrolled." in page
    assert "Enroll 1 person" in page
    assert campaign.enrollments.count() == 1


def test_it_enrolls_once_confirmed(signed_in, coordinator, campaign, contact):
    page = signed_in(coordinator).post(PAGE, {"new": "1"}, follow=True)
    assert "1 person is enrolled." in page.content.decode()
    assert campaign.enrollments.get().contact == contact


def test_it_asks_again_where_the_number_has_changed(signed_in, coordinator, campaign, contact):
    page = signed_in(coordinator).post(PAGE, {"new": "7"})
    assert "The number has changed" in page.content.decode()
    assert not campaign.enrollments.exists()


def test_it_warns_of_a_language_without_a_script(
    signed_in, coordinator, campaign, office, write_script
):
    write_script("en")
    ContactFactory(office=office, language="es")
    page = signed_in(coordinator).get(PAGE).content.decode()
    assert "1 of them speaks Spanish, in which there is no script yet." in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"plain", "urgent", "spanish", "denver-zip", "placeless", "listed", "elsewhere"}),
        ("priority=3", {"urgent"}),
        ("language=es", {"spanish"}),
        ("postal_code=802", {"denver-zip"}),
        ("no_place=on", {"placeless"}),
        ("lead_list=list", {"listed"}),
        ("office=nowhere", None),
        ("postal_code=8o2", None),
        ("language=fr", None),
    ],
)
def test_it_narrows_by_what_is_not_personal(signed_in, coordinator, campaign, office, query, found):
    people = _people(office, coordinator)
    match = signed_in(coordinator).get(f"{PAGE}?{query}").context["match"]
    assert (match.found if match else None) == (len(found) if found is not None else None)
    assert found is None or found <= people.keys()


def test_it_leaves_out_who_is_in_any_campaign_if_asked(signed_in, coordinator, campaign, office):
    people = _people(office, coordinator)
    EnrollmentFactory(contact=people["elsewhere"])
    match = signed_in(coordinator).get(f"{PAGE}?nowhere=on").context["match"]
    assert match.found == len(people) - 1


def test_it_counts_nobody_of_another_office(signed_in, coordinator, campaign, other_office):
    campaign.offices.add(other_office)
    ContactFactory(office=other_office)
    assert signed_in(coordinator).get(PAGE).context["match"].found == 0
    match = signed_in(coordinator).get(f"{PAGE}?office=denver").context["match"]
    assert match is None


def test_a_closed_campaign_takes_nobody(signed_in, coordinator, campaign, contact):
    campaign.status = Campaign.Status.CLOSED
    campaign.save()
    page = signed_in(coordinator).post(PAGE, {"new": "1"})
    assert "The campaign is closed" in page.content.decode()
    assert not campaign.enrollments.exists()


def test_one_person_is_enrolled_from_their_page(signed_in, coordinator, campaign, contact):
    client = signed_in(coordinator)
    address = f"/campaigns/of/{contact.code}/"
    assert "Eastside fall" in client.get(address).content.decode()
    client.post(address, {"campaign": campaign.slug})
    assert campaign.enrollments.get().contact == contact
    assert client.post(address, {"campaign": campaign.slug}).status_code == 404


def test_a_person_of_another_office_does_not_exist(signed_in, other_coordinator, contact):
    client = signed_in(other_coordinator)
    assert client.get(f"/campaigns/of/{contact.code}/").status_code == 404


def test_a_stop_closes_what_was_open(campaign, contact):
    enrollment = EnrollmentFactory(campaign=campaign, contact=contact)
    stop_contact(contact, Contact.StopReason.DECEASED)
    enrollment.refresh_from_db()
    assert enrollment.closure == Enrollment.Closure.STOPPED
    assert enrollment.closed_at is not None


def test_who_is_about_to_stop_someone_hears_how_many_campaigns_end(campaign, contact):
    EnrollmentFactory(campaign=campaign, contact=contact)
    answers = signals.contact_stop_asked.send(sender=Contact, contact=contact)
    assert "1 campaign" in [answer for _receiver, answer in answers]


def test_an_import_may_fill_a_campaign_of_ones_offices(
    campaign, coordinator, other_coordinator, manager
):
    assert _name_for(campaign.slug, coordinator) == "Eastside fall"
    assert _name_for(campaign.slug, None) == "Eastside fall"
    assert _name_for(campaign.slug, other_coordinator) is None
    assert _name_for(campaign.slug, manager) is None
    assert _name_for("no-such", None) is None
    campaign.status = Campaign.Status.CLOSED
    campaign.save()
    assert _name_for(campaign.slug, None) is None


def test_an_imported_list_fills_its_campaign(campaign, coordinator, contact, office):
    ids = [contact.pk, ContactFactory(office=office).pk]
    lead_import = LeadImport.objects.create(file_name="a.csv", campaign=campaign.slug)
    for _ in range(2):
        signals.contacts_imported.send(
            sender=LeadImport,
            lead_import=lead_import,
            campaign=campaign.slug,
            contact_ids=ids,
            user=coordinator,
        )
    assert campaign.enrollments.count() == 2


def test_undoing_a_list_takes_its_people_out_again(campaign, contact):
    EnrollmentFactory(campaign=campaign, contact=contact)
    _undo(campaign, [contact.pk])
    assert not campaign.enrollments.exists()


def test_undoing_a_list_is_refused_where_someone_was_visited(campaign, team):
    visit = VisitFactory(team=team)
    with pytest.raises(ProtectedError):
        _undo(campaign, [visit.contact_id])


def _undo(campaign, ids):
    lead_import = LeadImport.objects.create(file_name="a.csv", campaign=campaign.slug)
    signals.import_undone.send(sender=LeadImport, lead_import=lead_import, contact_ids=ids)


def _name_for(slug, user):
    answers = signals.campaign_wanted.send(sender=LeadImport, slug=slug, user=user)
    return next((answer for _receiver, answer in answers if answer), None)


def _people(office, user):
    lead_import = LeadImport.objects.create(
        code="list", file_name="a.csv", office=office, status="DONE", uploaded_by=user
    )
    return {
        "plain": ContactFactory(office=office),
        "urgent": ContactFactory(office=office, priority=3),
        "spanish": ContactFactory(office=office, language="es"),
        "denver-zip": ContactFactory(office=office, address__postal_code="80202"),
        "placeless": ContactFactory(
            office=office, address=AddressFactory(latitude=None, longitude=None)
        ),
        "listed": ContactFactory(office=office, lead_import=lead_import),
        "elsewhere": ContactFactory(office=office),
    }
