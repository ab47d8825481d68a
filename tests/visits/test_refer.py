"""Referring at the door: found in seconds, shared only as agreed, texts where consented."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from contacts.models import Consent
from outreach.accounts.models import AuditEntry
from outreach.messaging.models import FollowUp, Sequence, Template
from outreach.messaging.starting import start_words
from outreach.referrals.codes import Deed
from outreach.referrals.models import Disclosure, Referral
from outreach.referrals.moving import Word, move
from tests.factories import ResourceFactory
from tests.referrals.pages import shown_on


@pytest.fixture
def resource(db):
    return ResourceFactory(name="Outpatient program", organization_name="Elm Street Clinic")


@pytest.fixture
def phone(agent, signed_in):
    return signed_in(agent)


@pytest.fixture
def path(visit):
    return f"/visits/{visit.code}/refer/"


CHOSEN = {"shared": ["NAME", "PHONE"], "days": "90", "language": "en", "how": "IN_PERSON"}


def refer(phone, path, resource, do="agree", **more):
    """Choose the resource, read the wording out, and save."""
    here = f"{path}?resource={resource.code}"
    shown = shown_on(phone.post(here, CHOSEN | {"do": "show"}))
    return phone.post(here, CHOSEN | {"do": do, "shown": shown} | more)


def test_the_nearest_resources_are_offered(phone, path, resource, visit):
    far = ResourceFactory(name="Far away", latitude=47.6, longitude=-122.3)
    gone = ResourceFactory(name="Gone", is_listed=False)
    page = phone.get(path).content.decode()
    assert f"{path}?resource={resource.code}" in page
    assert far.code not in page
    assert gone.code not in page
    assert "1-800-662-4357" in page
    assert f"/visits/{visit.code}/" in page
    assert resource.code in phone.post(path, {"words": "Elm Street"}).content.decode()
    assert resource.code not in phone.post(path, {"words": "detox"}).content.decode()


def test_who_agrees_is_shared_and_the_provider_is_asked(phone, path, resource, visit, agent):
    assert refer(phone, path, resource).status_code == 302
    referral = Referral.objects.get()
    assert referral.state == ("requested", "AWAITING_PROVIDER")
    assert (referral.enrollment, referral.made_by) == (visit.enrollment, agent)
    terms = referral.terms.get()
    assert terms.shared == ["NAME", "PHONE"]
    assert "Elm Street Clinic" in terms.consent.wording
    assert not Disclosure.objects.exists()


def test_who_does_not_gets_the_details_and_nothing_is_shared(phone, path, resource):
    refer(phone, path, resource, do="details", shared=[])
    referral = Referral.objects.get()
    assert referral.state == ("requested", "AWAITING_PERSON")
    assert not referral.terms.exists()
    assert not Consent.objects.exists()


def test_an_appointment_made_together_is_a_warm_handoff(phone, path, resource):
    at = timezone.localtime() + timedelta(days=2)
    refer(phone, path, resource, transport="RIDE", appointment_at=at.strftime("%Y-%m-%dT%H:%M"))
    referral = Referral.objects.get()
    assert referral.state == ("in-progress", "SCHEDULED")
    assert (referral.is_warm, referral.transport) == (True, "RIDE")
    assert [event.deed for event in referral.events.all()] == ["MAKE", "SEND", "SCHEDULE"]


@pytest.mark.parametrize("at", ["2020-01-01T10:00", "2062-01-01T10:00", "9999-12-31T23:59"])
def test_an_appointment_in_another_year_is_asked_for_again(phone, path, resource, at):
    assert refer(phone, path, resource, appointment_at=at).status_code == 422
    assert not Referral.objects.exists()


def test_a_text_that_was_not_read_out_is_not_agreed_to(phone, path, resource):
    answer = phone.post(f"{path}?resource={resource.code}", CHOSEN | {"do": "agree", "shown": "x"})
    assert answer.status_code == 422
    assert not Referral.objects.exists()


def test_a_second_tap_refers_once(phone, path, resource):
    refer(phone, path, resource)
    assert refer(phone, path, resource).status_code == 422
    assert Referral.objects.count() == 1


def test_an_agent_refers_only_at_their_own_doors(signed_in, other_agent, path, phone, resource):
    assert signed_in(other_agent).get(path).status_code == 404
    refer(phone, path, resource)
    code = Referral.objects.get().code
    assert phone.get(f"/referrals/{code}/").status_code == 404
    assert phone.get("/referrals/").status_code == 404


def test_the_look_is_logged(phone, path):
    phone.get(path)
    assert AuditEntry.objects.filter(additional_data__deed="open").exists()


def test_wanting_a_referral_leads_to_one(phone, visit):
    answers = {
        "event": str(uuid4()),
        "disposition": "CONTACT_PERSON",
        "response": "ACCEPTED_REFERRAL",
        "referral_wanted": "1",
    }
    page = phone.post(f"/visits/{visit.code}/log/", answers, follow=True).content.decode()
    assert f"/visits/{visit.code}/refer/" in page


def test_the_search_at_a_door_leads_to_a_referral(phone, visit, resource, path):
    here = phone.get(f"/visits/{visit.code}/").content.decode()
    assert f"/visits/{visit.code}/resources/" in here
    found = phone.get(f"/visits/{visit.code}/resources/").content.decode()
    assert f"{path}?resource={resource.code}" in found


@pytest.fixture
def reminded(visit, agent, campaign):
    """A campaign that reminds of appointments; the person agreed to texts."""
    template = Template.objects.create(slug="reminder", name="Reminder", purpose="REMINDER")
    template.wordings.create(language="en", words="{programme}: see you at {appointment}.")
    sequence = Sequence.objects.create(name="Appointment", starts_after="REFERRAL_SCHEDULED")
    sequence.campaigns.add(campaign)
    sequence.steps.create(template=template, hours_before=24, days_after=None)
    Consent.objects.create(
        contact=visit.contact,
        phone=visit.contact.phones.get(),
        channel="SMS",
        wording="May we?",
        purposes=["REMINDER"],
        wording_version="2026-11",
        language="en",
        how="IN_PERSON",
        given_at=timezone.now(),
        recorded_by=agent,
    )
    return visit.contact


def _noon(days):
    at = timezone.now() + timedelta(days=days)
    # Noon in the office's east is never in quiet hours.
    return at.replace(hour=17, minute=0, second=0, microsecond=0)


def _schedule(phone, path, resource, agent, days=3):
    refer(phone, path, resource)
    referral = Referral.objects.get()
    move(referral, Deed.SCHEDULE, Word(by=agent, appointment_at=_noon(days)), timezone.now())
    return referral


def test_an_appointment_owes_a_reminder_where_consented(phone, path, resource, agent, reminded):
    referral = _schedule(phone, path, resource, agent)
    owed = FollowUp.objects.get()
    assert (owed.cause, owed.status) == (f"referral {referral.code}", "OWED")
    assert owed.due_at <= referral.appointment_at - timedelta(hours=23)


def test_a_moved_appointment_moves_its_reminder(phone, path, resource, agent, reminded):
    referral = _schedule(phone, path, resource, agent)
    word = Word(by=agent, appointment_at=_noon(6))
    move(referral, Deed.SCHEDULE, word, timezone.now())
    assert FollowUp.objects.get(status="CANCELLED").reason == "MOVED"
    assert FollowUp.objects.get(status="OWED").appointment_at == referral.appointment_at


@pytest.mark.parametrize(
    ("deed", "closure"), [(Deed.NOT_SEEN, ""), (Deed.CANCEL, "PERSON_WITHDREW"), (Deed.HOLD, "")]
)
def test_no_reminder_outlives_its_appointment(
    phone, path, resource, agent, reminded, deed, closure
):
    referral = _schedule(phone, path, resource, agent)
    move(referral, deed, Word(by=agent, closure=closure), timezone.now())
    assert not FollowUp.objects.filter(status="OWED").exists()


def test_without_consent_to_texts_nothing_is_owed(phone, path, resource, agent, reminded):
    Consent.objects.all().delete()
    _schedule(phone, path, resource, agent)
    assert not FollowUp.objects.exists()


def test_sequences_may_start_by_what_came_of_a_referral():
    assert start_words("REFERRAL_SCHEDULED") == "An appointment was made"
