"""What campaigns bring to the board."""

from contacts.models import ReviewFlag
from tests.factories import ContactFactory, EnrollmentFactory

PART = {"HX-Request": "true"}


def test_it_leads_through_the_first_steps(signed_in, coordinator):
    page = signed_in(coordinator).get("/campaigns/board/", headers=PART).content.decode()
    assert "First steps" in page
    assert "/contacts/" in page
    assert "<html" not in page


def test_it_is_a_page_of_its_own_where_it_is_opened_alone(signed_in, coordinator):
    assert "<html" in signed_in(coordinator).get("/campaigns/board/").content.decode()


def test_it_counts_who_waits(signed_in, coordinator, campaign, office, contact, other_office, team):
    ReviewFlag.objects.create(contact=contact, problem="NO_PLACE")
    ReviewFlag.objects.create(contact=contact, problem="PHONE_UNUSABLE")
    ContactFactory(office=other_office)
    EnrollmentFactory(campaign=campaign, contact=ContactFactory(office=office))
    EnrollmentFactory(campaign=campaign, contact=ContactFactory(office=office, address=None))
    page = signed_in(coordinator).get("/campaigns/board/", headers=PART)
    assert page.context["not_enrolled"] == 1
    assert page.context["to_review"] == 1
    row = page.context["rows"][0]
    assert (row["open"], row["unplaced"]) == (2, 1)
    assert "First steps" not in page.content.decode()


def test_every_number_opens_the_list_it_counts(signed_in, coordinator, campaign, contact, office):
    EnrollmentFactory(campaign=campaign, contact=ContactFactory(office=office))
    client = signed_in(coordinator)
    page = client.get("/contacts/?show=not-enrolled")
    assert page.context["table"].paginator.count == 1
