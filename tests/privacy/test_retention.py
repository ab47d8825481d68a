"""What is kept how long, in words, and erasing it before the night comes."""

from datetime import date, timedelta

import pytest

from contacts.models import Contact
from outreach.privacy.forecasting import forecast
from outreach.privacy.models import ErasureRecord
from outreach.privacy.purging import purge_campaign
from tests.factories import ContactFactory, EnrollmentFactory
from tests.privacy.conftest import close_long_ago

RETENTION = "/privacy/retention/"
SPRING = "/privacy/retention/spring/"


def test_it_says_when_records_become_figures(over, zebedee, now):
    close_long_ago(over, days=10)
    told = forecast(over, now)
    assert told.sentence.startswith("On ")
    assert told.sentence.endswith(", 1 record becomes figures.")
    assert not told.is_due


def test_it_counts_whom_another_campaign_keeps(over, zebedee, campaign, now):
    EnrollmentFactory(campaign=campaign, contact=zebedee)
    assert "1 person stays known" in forecast(over, now).who_stays


def test_it_says_what_the_next_purge_does(over, zebedee, now):
    told = forecast(over, now)
    assert told.is_due
    assert told.sentence == "With the next purge, 1 record becomes figures."


def test_it_warns_of_a_campaign_that_is_over_but_not_closed(
    campaign, now, signed_in, administrator
):
    campaign.ends_on = campaign.starts_on
    campaign.save()
    assert forecast(campaign, now).is_overdue_to_close
    page = signed_in(administrator).get(RETENTION).content.decode()
    assert "Over, but not closed" in page


def test_the_page_shows_each_campaign(over, campaign, zebedee, signed_in, administrator):
    page = signed_in(administrator).get(RETENTION).content.decode()
    assert "With the next purge, 1 record becomes figures." in page
    assert "Nothing is erased before it is closed." in page
    assert page.index("Spring doors") < page.index("Eastside fall")


def test_it_takes_any_last_day(campaign, signed_in, administrator):
    campaign.ends_on = date(2028, 2, 29)
    campaign.save()
    assert signed_in(administrator).get(RETENTION).status_code == 200


def test_the_button_erases_what_is_over(over, zebedee, signed_in, administrator):
    signed_in(administrator).post(RETENTION)
    assert not Contact.objects.exists()


def test_it_erases_one_campaign_once_its_name_is_typed(over, zebedee, signed_in, administrator):
    close_long_ago(over, days=1)
    client = signed_in(administrator)
    assert "Erase its people now?" in client.get(SPRING).content.decode()
    answer = client.post(SPRING, {"name": "spring"})
    assert "Nothing was erased" in answer.content.decode()
    assert Contact.objects.exists()
    client.post(SPRING, {"name": "Spring doors"})
    record = ErasureRecord.objects.get()
    assert (record.rule, record.by) == ("BY_HAND", administrator)
    assert not Contact.objects.exists()


def test_it_erases_no_campaign_that_is_not_closed(campaign, contact, signed_in, administrator):
    client = signed_in(administrator)
    page = client.post(f"/privacy/retention/{campaign.slug}/", {"name": campaign.name})
    assert page.status_code == 200
    assert not ErasureRecord.objects.exists()


@pytest.mark.parametrize("role", ["agent", "coordinator", "manager", "auditor"])
@pytest.mark.parametrize("path", ["/privacy/", RETENTION, SPRING])
def test_it_is_for_administrators(over, role, path, signed_in, request):
    client = signed_in(request.getfixturevalue(role))
    assert client.get(path).status_code == 404
    assert client.post(path, {"name": "Spring doors"}).status_code in (404, 405)


class TestCertificate:
    @pytest.fixture
    def record(self, over, zebedee, now):
        return purge_campaign(over, ErasureRecord.Rule.CAMPAIGN_OVER, now)

    def test_it_says_what_when_how_many_and_by_which_rule(self, record, signed_in, administrator):
        page = signed_in(administrator).get(f"/privacy/erasures/{record.code}/").content.decode()
        for words in ("Spring doors", "closed long enough ago", record.seal, record.key, "visits"):
            assert words in page
        assert "changed after" not in page

    @pytest.mark.parametrize("change", [{"counts": {}}, {"rule": "BY_HAND"}, {"what": "x"}])
    def test_it_shows_that_it_was_changed(self, record, signed_in, administrator, change):
        ErasureRecord.objects.update(**change)
        page = signed_in(administrator).get(f"/privacy/erasures/{record.code}/").content.decode()
        assert "changed after it was sealed" in page

    def test_whoever_sees_the_campaign_sees_it(
        self, record, signed_in, coordinator, manager, other_coordinator, agent
    ):
        path = f"/privacy/erasures/{record.code}/"
        codes = [
            signed_in(user).get(path).status_code
            for user in (coordinator, manager, other_coordinator, agent)
        ]
        assert codes == [200, 200, 404, 404]

    def test_the_campaigns_page_leads_to_it_and_to_the_figures(
        self, record, signed_in, coordinator
    ):
        client = signed_in(coordinator)
        page = client.get("/campaigns/spring/").content.decode()
        assert "/privacy/of-campaign/spring/" in page
        assert "Open again" not in page
        part = client.get("/privacy/of-campaign/spring/").content.decode()
        assert f"/privacy/erasures/{record.code}/" in part
        assert "/statistics/?campaign=spring" in part

    def test_a_campaign_that_still_has_people_has_none(self, campaign, signed_in, coordinator):
        path = f"/privacy/of-campaign/{campaign.slug}/"
        assert signed_in(coordinator).get(path).status_code == 404


def test_it_lists_the_proofs(contact, signed_in, administrator, now, over):
    purge_campaign(over, ErasureRecord.Rule.CAMPAIGN_OVER, now)
    page = signed_in(administrator).get("/privacy/").content.decode()
    assert "Spring doors" in page


def test_it_tells_how_many_are_in_no_campaign(office, signed_in, administrator, now):
    ContactFactory(office=office, created_at=now - timedelta(days=200))
    page = signed_in(administrator).get(RETENTION).content.decode()
    assert "It also erases 1 person" in page
