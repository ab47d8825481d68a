"""Starting and closing a campaign."""

from datetime import date, timedelta

from django.utils import timezone

from outreach.campaigns.models import Campaign
from outreach.campaigns.running import close, lacks, start
from tests.factories import CampaignFactory, ContactFactory, EnrollmentFactory

START = "/campaigns/eastside-fall/start/"
CLOSE = "/campaigns/eastside-fall/close/"


def _draft(campaign):
    campaign.status = Campaign.Status.DRAFT
    campaign.save()


def test_it_starts_once_confirmed(signed_in, coordinator, campaign, write_script):
    _draft(campaign)
    write_script()
    client = signed_in(coordinator)
    assert "Start it" in client.get(START).content.decode()
    campaign.refresh_from_db()
    assert campaign.status == Campaign.Status.DRAFT
    client.post(START)
    campaign.refresh_from_db()
    assert campaign.status == Campaign.Status.RUNNING


def test_it_does_not_start_without_a_script(signed_in, coordinator, campaign):
    _draft(campaign)
    page = signed_in(coordinator).post(START).content.decode()
    assert "It has no script." in page
    assert "/campaigns/eastside-fall/scripts/" in page
    campaign.refresh_from_db()
    assert campaign.status == Campaign.Status.DRAFT


def test_it_needs_a_script_in_every_language_that_its_people_speak(campaign, office, write_script):
    write_script("en")
    EnrollmentFactory(campaign=campaign, contact=ContactFactory(office=office, language="es"))
    said = [lack.text for lack in lacks(campaign)]
    assert said == ["It has no script in Spanish, which 1 enrolled person speaks."]
    write_script("es")
    assert lacks(campaign) == []


def test_it_lists_all_that_is_lacking(db):
    campaign = CampaignFactory(
        starts_on=date(2020, 1, 1), ends_on=date(2020, 2, 1), offices=[], status="DRAFT"
    )
    assert len(lacks(campaign)) == 3


def test_closing_says_what_it_means_first(signed_in, coordinator, campaign, contact):
    EnrollmentFactory(campaign=campaign, contact=contact)
    client = signed_in(coordinator)
    assert "1 person has not been reached" in client.get(CLOSE).content.decode()
    campaign.refresh_from_db()
    assert campaign.status == Campaign.Status.RUNNING
    client.post(CLOSE)
    client.post(CLOSE)
    campaign.refresh_from_db()
    assert campaign.status == Campaign.Status.CLOSED


def test_a_closed_campaign_can_be_opened_again(signed_in, coordinator, campaign, write_script):
    write_script()
    campaign.status = Campaign.Status.CLOSED
    campaign.ends_on = timezone.localdate()
    campaign.save()
    signed_in(coordinator).post(START)
    campaign.refresh_from_db()
    assert campaign.status == Campaign.Status.RUNNING


def test_a_draft_can_be_closed_too_or_its_people_are_kept_for_ever(
    signed_in, coordinator, campaign
):
    _draft(campaign)
    signed_in(coordinator).post(CLOSE)
    campaign.refresh_from_db()
    assert campaign.status == Campaign.Status.CLOSED


def test_it_says_from_when_on_people_are_kept_no_longer(campaign):
    assert campaign.purge_on is None
    close(campaign)
    campaign.refresh_from_db()
    assert campaign.purge_on == timezone.localdate() + timedelta(days=180)
    campaign.keep_days = 30
    assert campaign.purge_on == timezone.localdate() + timedelta(days=30)


def test_it_forgets_the_day_of_closing_when_it_opens_again(campaign, write_script):
    close(campaign)
    write_script()
    assert start(campaign)
    campaign.refresh_from_db()
    assert campaign.closed_at is None
    assert campaign.purge_on is None
