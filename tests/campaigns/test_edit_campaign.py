"""Making a campaign and changing it, before and while it runs."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from outreach.campaigns.models import Campaign, Enrollment
from tests.factories import CampaignFactory, ContactFactory, EnrollmentFactory

NEW = "/campaigns/new/"


def test_it_makes_a_draft_in_ones_own_office(signed_in, coordinator, office, campaign_data):
    answer = signed_in(coordinator).post(NEW, campaign_data)
    made = Campaign.objects.get(slug="winter-doors")
    assert answer["Location"] == "/campaigns/winter-doors/"
    assert made.status == Campaign.Status.DRAFT
    assert made.visiting_days == "123"
    assert list(made.offices.all()) == [office]


def test_it_chooses_the_only_office_beforehand(signed_in, coordinator, office):
    form = signed_in(coordinator).get(NEW).context["form"]
    assert form["offices"].initial == [office]


def test_it_tells_a_coordinator_without_an_office_what_to_do(signed_in, coordinator):
    coordinator.offices.clear()
    assert "Ask an administrator" in signed_in(coordinator).get(NEW).content.decode()


@pytest.mark.parametrize("name", ["New", "Board", "Mine", "¿?", "Winter doors"])
def test_it_gives_each_campaign_an_address_of_its_own(signed_in, coordinator, campaign_data, name):
    client = signed_in(coordinator)
    for _ in range(2):
        answer = client.post(NEW, {**campaign_data, "name": name})
        page = client.get(answer["Location"])
        assert page.context["campaign"].name == name
    assert Campaign.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"name": ""}, "name", "This field is required."),
        ({"starts_on": "2030-02-01", "ends_on": "2030-01-01"}, "ends_on", "before the first day"),
        ({"starts_on": "2020-01-01", "ends_on": "2020-02-01"}, "ends_on", "That day is over."),
        ({"starts_on": "soon"}, "starts_on", "Enter a valid date."),
        ({"visiting_from": "20:00", "visiting_to": "09:00"}, "visiting_to", "end before they"),
        ({"visiting_from": "09:00", "visiting_to": "09:00"}, "visiting_to", "end before they"),
        ({"visiting_from": "25:00"}, "visiting_from", "Enter a valid time."),
        ({"visiting_days": []}, "visiting_days", "This field is required."),
        ({"visiting_days": ["8"]}, "visiting_days", "8 is not one of the available choices"),
        ({"attempt_cap": "0"}, "attempt_cap", "greater than or equal to 1"),
        ({"attempt_cap": "1e9"}, "attempt_cap", "Enter a whole number."),
        ({"goal": "-3"}, "goal", "greater than or equal to 0"),
        ({"goal": "99999999999999999999"}, "goal", "less than or equal to"),
        ({"offices": []}, "offices", "This field is required."),
        ({"offices": ["999999"]}, "offices", "999999 is not one of the available choices"),
    ],
)
def test_it_says_what_is_wrong_and_loses_nothing(
    signed_in, coordinator, campaign_data, change, field, message
):
    sent = {**campaign_data, **change}
    page = signed_in(coordinator).post(NEW, sent)
    form = page.context["form"]
    assert message in str(form.errors[field])
    assert list(form.errors) == [field]
    assert form["visiting_from"].value() == sent["visiting_from"]
    assert not Campaign.objects.exists()


def test_it_takes_no_office_of_others(signed_in, coordinator, other_office, campaign_data):
    page = signed_in(coordinator).post(NEW, {**campaign_data, "offices": [str(other_office.pk)]})
    assert "offices" in page.context["form"].errors


def test_it_keeps_the_offices_of_others(
    signed_in, coordinator, campaign, office, other_office, campaign_data
):
    campaign.offices.add(other_office)
    campaign.status = Campaign.Status.DRAFT
    campaign.save()
    client = signed_in(coordinator)
    assert "Denver" in client.get(f"/campaigns/{campaign.slug}/edit/").content.decode()
    client.post(f"/campaigns/{campaign.slug}/edit/", campaign_data)
    assert set(campaign.offices.all()) == {office, other_office}


def test_it_leaves_out_no_office_that_has_people_or_teams(
    signed_in, coordinator, campaign, office, other_office, team, campaign_data
):
    other_office.staff.add(coordinator)
    campaign.offices.add(other_office)
    data = {**campaign_data, "offices": [str(other_office.pk)]}
    page = signed_in(coordinator).post(f"/campaigns/{campaign.slug}/edit/", data)
    assert "Hartford cannot be left out" in str(page.context["form"].errors["offices"])


@pytest.fixture
def running(office):
    """A campaign that runs, and the form as it stands."""
    campaign = CampaignFactory(
        slug="runs",
        offices=[office],
        starts_on=date(2026, 1, 5),
        ends_on=timezone.localdate() + timedelta(days=30),
        attempt_cap=3,
    )
    data = {
        "name": campaign.name,
        "goal": "0",
        "ends_on": campaign.ends_on.isoformat(),
        "visiting_from": "09:00",
        "visiting_to": "20:00",
        "visiting_days": list("1234567"),
        "minutes_a_visit": "10",
        "hours_between_attempts": "20",
        "attempt_cap": "3",
        "keep_days": "180",
        "offices": [str(office.pk)],
    }
    return campaign, data


def test_safe_changes_are_saved_at_once(signed_in, coordinator, running):
    campaign, data = running
    data = {**data, "name": "A better name", "goal": "50"}
    answer = signed_in(coordinator).post("/campaigns/runs/edit/", data)
    assert answer.status_code == 302
    campaign.refresh_from_db()
    assert (campaign.name, campaign.goal) == ("A better name", 50)
    assert campaign.starts_on == date(2026, 1, 5)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"attempt_cap": "2"}, "2 or more attempts"),
        ({"attempt_cap": "4"}, "open again"),
        ({"visiting_to": "18:00"}, "9 a.m. to 6 p.m. hold for plans made from now on"),
        ({"visiting_days": ["1"]}, "The new days"),
        ({"ends_on": timezone.localdate().isoformat()}, "Nothing is planned after"),
    ],
)
def test_it_says_what_an_unsafe_change_does_and_saves_once_confirmed(
    signed_in, coordinator, running, change, said
):
    campaign, data = running
    client = signed_in(coordinator)
    data = {**data, **change}
    page = client.post("/campaigns/runs/edit/", data)
    assert said in page.content.decode()
    before = Campaign.objects.get(pk=campaign.pk)
    assert (before.attempt_cap, before.visiting_to) == (3, time(20))
    confirmation = page.context["form"].confirmation
    answer = client.post("/campaigns/runs/edit/", {**data, "confirmed": confirmation})
    assert answer.status_code == 302


def test_a_confirmation_holds_for_what_was_shown_only(signed_in, coordinator, running):
    campaign, data = running
    client = signed_in(coordinator)
    page = client.post("/campaigns/runs/edit/", {**data, "attempt_cap": "2"})
    confirmation = page.context["form"].confirmation
    data = {**data, "attempt_cap": "1", "confirmed": confirmation}
    assert client.post("/campaigns/runs/edit/", data).status_code == 200
    campaign.refresh_from_db()
    assert campaign.attempt_cap == 3


def test_a_running_campaign_ends_by_closing_not_by_a_past_day(signed_in, coordinator, running):
    _campaign, data = running
    data = {**data, "ends_on": (timezone.localdate() - timedelta(days=2)).isoformat()}
    page = signed_in(coordinator).post("/campaigns/runs/edit/", data)
    assert "close the campaign" in str(page.context["form"].errors["ends_on"])


def test_a_higher_cap_opens_those_again_who_used_all_attempts(
    signed_in, coordinator, running, office
):
    campaign, data = running
    used = _closed(campaign, office, Enrollment.Closure.ATTEMPTS_USED)
    refused = _closed(campaign, office, Enrollment.Closure.REFUSED)
    client = signed_in(coordinator)
    page = client.post("/campaigns/runs/edit/", {**data, "attempt_cap": "5"})
    confirmation = page.context["form"].confirmation
    client.post("/campaigns/runs/edit/", {**data, "attempt_cap": "5", "confirmed": confirmation})
    used.refresh_from_db()
    refused.refresh_from_db()
    assert used.closure == ""
    assert refused.closure == Enrollment.Closure.REFUSED


def _closed(campaign, office, closure):
    return EnrollmentFactory(
        campaign=campaign,
        contact=ContactFactory(office=office),
        closure=closure,
        closed_at=timezone.now(),
    )
