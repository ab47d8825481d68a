"""The list of campaigns and one campaign's page."""

from django.urls import reverse

from outreach.campaigns.models import Campaign, Enrollment
from tests.factories import CampaignFactory, ContactFactory, EnrollmentFactory, VisitFactory

LIST = "/campaigns/"


def test_it_shows_the_campaigns_of_the_coordinators_offices_only(
    signed_in, coordinator, campaign, other_office
):
    CampaignFactory(name="Denver only", offices=[other_office])
    page = signed_in(coordinator).get(LIST).content.decode()
    assert "Eastside fall" in page
    assert "Denver only" not in page


def test_it_invites_to_make_the_first_campaign(signed_in, coordinator):
    page = signed_in(coordinator).get(LIST).content.decode()
    assert "No campaign yet" in page
    assert reverse("campaigns:new_campaign") in page


def test_it_counts_the_people_of_the_coordinators_offices(
    signed_in, coordinator, campaign, office, other_office
):
    campaign.offices.add(other_office)
    _enroll(campaign, office, closure=Enrollment.Closure.REACHED)
    _enroll(campaign, office)
    _enroll(campaign, other_office)
    page = signed_in(coordinator).get(f"{LIST}{campaign.slug}/")
    assert page.context["count"]["all"] == 2
    assert page.context["count"]["open"] == 1
    assert page.context["count"]["reached"] == 1


def test_every_number_opens_its_list(signed_in, coordinator, campaign, office):
    _enroll(campaign, office, closure=Enrollment.Closure.REFUSED)
    client = signed_in(coordinator)
    page = client.get(f"{LIST}{campaign.slug}/")
    for one in page.context["counted"]:
        address = f"{LIST}{campaign.slug}/enrollments/?state={one.state.code}"
        assert address in page.content.decode()
        assert client.get(address).context["page"].paginator.count == one.count


def test_managers_see_campaigns_without_anyones_number_or_name(
    signed_in, manager, campaign, office, team
):
    enrollment = _enroll(campaign, office)
    client = signed_in(manager)
    listed = client.get(LIST).content.decode()
    page = client.get(f"{LIST}{campaign.slug}/").content.decode()
    assert "Eastside fall" in listed
    assert "still to visit" not in listed + page
    assert enrollment.contact.family_name not in page
    assert str(team.members.get()) not in page
    assert client.get(f"{LIST}{campaign.slug}/enrollments/").status_code == 404


def test_it_shows_both_scripts(signed_in, coordinator, campaign, write_script):
    write_script("en")
    write_script("es")
    page = signed_in(coordinator).get(f"{LIST}{campaign.slug}/").content.decode()
    assert page.count("A health matter") == 2
    assert 'lang="es"' in page


def test_a_campaign_of_another_office_does_not_exist(signed_in, other_coordinator, campaign, team):
    client = signed_in(other_coordinator)
    pages = ["", "edit/", "start/", "close/", "scripts/", "enroll/", "enrollments/", "teams/new/"]
    for page in [*pages, f"teams/{team.code}/"]:
        assert client.get(f"{LIST}{campaign.slug}/{page}").status_code == 404, page
        assert client.post(f"{LIST}{campaign.slug}/{page}").status_code in (404, 405), page


def test_agents_administrators_and_auditors_find_no_campaigns(
    signed_in, agent, administrator, auditor, campaign
):
    for user in (agent, administrator, auditor):
        client = signed_in(user)
        for page in (LIST, f"{LIST}new/", f"{LIST}{campaign.slug}/", f"{LIST}board/"):
            assert client.get(page).status_code == 404


def test_managers_change_nothing(signed_in, manager, campaign, team):
    client = signed_in(manager)
    pages = ["edit/", "start/", "close/", "scripts/", "enroll/", "teams/new/"]
    for page in [*pages, f"teams/{team.code}/"]:
        assert client.get(f"{LIST}{campaign.slug}/{page}").status_code == 404, page
        assert client.post(f"{LIST}{campaign.slug}/{page}").status_code == 404, page
    assert client.get(f"{LIST}new/").status_code == 404
    assert Campaign.objects.count() == 1


def test_nobody_comes_in_without_signing_in(client, campaign):
    answer = client.get(f"{LIST}{campaign.slug}/")
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_the_page_costs_the_same_queries_whatever_the_number_of_people(
    signed_in, coordinator, campaign, office, django_assert_max_num_queries
):
    client = signed_in(coordinator)
    client.get(f"{LIST}{campaign.slug}/")
    for _ in range(5):
        _enroll(campaign, office)
    with django_assert_max_num_queries(16):
        client.get(f"{LIST}{campaign.slug}/")


def test_the_list_of_people_says_so_in_the_audit_log(signed_in, coordinator, campaign, office):
    from outreach.accounts.models import AuditEntry

    enrollment = _enroll(campaign, office)
    signed_in(coordinator).get(f"{LIST}{campaign.slug}/enrollments/")
    entry = AuditEntry.objects.latest("pk")
    assert entry.actor == coordinator
    assert entry.additional_data["contacts"] == [enrollment.contact.code]


def test_an_unknown_list_of_people_does_not_exist(signed_in, coordinator, campaign):
    client = signed_in(coordinator)
    assert client.get(f"{LIST}{campaign.slug}/enrollments/?state=x").status_code == 404


def test_it_takes_out_who_was_not_visited_and_keeps_who_was(
    signed_in, coordinator, campaign, office, team
):
    waiting = _enroll(campaign, office)
    visited = VisitFactory(team=team).enrollment
    client = signed_in(coordinator)
    codes = [waiting.contact.code, visited.contact.code]
    page = client.post(f"{LIST}{campaign.slug}/enrollments/", {"contact": codes}, follow=True)
    assert list(campaign.enrollments.all()) == [visited]
    said = page.content.decode()
    assert "1 person was taken out" in said
    assert "1 person stays" in said


def test_it_takes_out_nobody_of_another_office(signed_in, coordinator, campaign, other_office):
    campaign.offices.add(other_office)
    theirs = _enroll(campaign, other_office)
    client = signed_in(coordinator)
    client.post(f"{LIST}{campaign.slug}/enrollments/", {"contact": [theirs.contact.code]})
    assert campaign.enrollments.get() == theirs


def _enroll(campaign, office, closure=""):
    from django.utils import timezone

    return EnrollmentFactory(
        campaign=campaign,
        contact=ContactFactory(office=office),
        closure=closure,
        closed_at=timezone.now() if closure else None,
    )
