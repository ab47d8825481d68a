"""Finding a resource: near, open, of the wished kind, the best first; national lines on top."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from outreach.referrals.facets import Facet
from outreach.referrals.finding import Wish, find_resources
from outreach.referrals.models import Resource
from outreach.referrals.ranking import Fit, score
from outreach.referrals.success import successes_from
from tests.factories import ResourceFactory

HERE = (41.7637, -72.6851)
ZONE = ZoneInfo("America/New_York")
# A Wednesday at 10 in the morning.
NOW = datetime(2026, 11, 25, 10, tzinfo=ZONE)
WEEKDAYS = {"opens": "09:00", "closes": "17:00", "days": ["MO", "TU", "WE", "TH", "FR"]}


def at(miles, **facts):
    return ResourceFactory(latitude=HERE[0] + miles / 69.1, longitude=HERE[1], **facts)


def names(wish=None, near=HERE, now=NOW):
    found = find_resources(Resource.objects.all(), near, wish or Wish(), now)
    return [each.resource.name for each in found]


@pytest.fixture(autouse=True)
def _no_successes():
    yield
    successes_from(lambda _keys, _since: {})


def test_the_nearer_comes_first(db):
    for miles in (9, 1, 4):
        at(miles, name=f"{miles}")
    assert names() == ["1", "4", "9"]


def test_it_tells_how_far_it_is(db):
    at(3)
    (found,) = find_resources(Resource.objects.all(), HERE, Wish(), NOW)
    assert found.miles == pytest.approx(3, rel=0.01)


def test_it_looks_farther_where_there_is_little(db):
    at(120, name="far")
    at(600, name="too far")
    assert names() == ["far"]


def test_groups_add_up_and_within_one_any_is_enough(db):
    at(1, name="bup", facets=Facet.BUPRENORPHINE | Facet.MEDICAID)
    at(2, name="methadone", facets=Facet.METHADONE | Facet.MEDICAID)
    at(3, name="dear", facets=Facet.METHADONE)
    at(4, name="none")
    medication = Facet.BUPRENORPHINE | Facet.METHADONE
    assert names(Wish({"medication": medication})) == ["bup", "methadone", "dear"]
    wish = Wish({"medication": medication, "payment": Facet.MEDICAID | Facet.FREE})
    assert names(wish) == ["bup", "methadone"]


def test_more_that_fits_outweighs_a_little_way(db):
    both = Facet.MEDICAID | Facet.FREE
    at(1.0, name="half", facets=Facet.MEDICAID)
    at(1.2, name="all", facets=both)
    assert names(Wish({"payment": both})) == ["all", "half"]


def test_the_contacts_language_counts(db):
    at(1.0, name="english")
    at(1.2, name="spanish", facets=Facet.SPANISH)
    assert names() == ["english", "spanish"]
    assert names(Wish(language="es")) == ["spanish", "english"]


def test_recent_success_counts(db):
    near, far = at(1.0, name="near"), at(1.2, name="works")
    successes_from(lambda _keys, _since: {near.pk: (0, 9), far.pk: (9, 9)})
    assert names() == ["works", "near"]


def test_one_success_of_one_says_less_than_nine_of_ten():
    assert score(0, Fit(), (1, 1)) < score(0, Fit(), (9, 10))


def test_open_now_leaves_out_what_is_closed_or_unknown(db):
    at(1, name="open", hours=[WEEKDAYS])
    at(2, name="night", hours=[{"opens": "22:00", "closes": "06:00", "days": []}])
    at(3, name="unknown")
    assert names(Wish(open_now=True)) == ["open"]
    assert names(Wish(open_now=True), now=NOW.replace(hour=23)) == ["night"]


def test_open_now_looks_past_all_that_is_closed_nearer_by(db):
    for _each in range(130):
        at(1, hours=[WEEKDAYS])
    at(3, name="night", hours=[{"opens": "22:00", "closes": "06:00", "days": []}])
    at(40, name="far", hours=[{"opens": "00:00", "closes": "00:00", "days": []}])
    assert names(Wish(open_now=True), now=NOW.replace(hour=23)) == ["night", "far"]


def test_what_is_not_listed_is_not_found(db):
    at(1, is_listed=False)
    assert names() == []


def test_it_finds_by_name_without_a_place(db):
    ResourceFactory(name="Ride line", latitude=None, longitude=None)
    at(1, name="Pantry")
    assert names(Wish(words="ride"), near=None) == ["Ride line"]


def test_what_has_no_place_is_found_after_what_is_near(db):
    ResourceFactory(name="Ride line", latitude=None, longitude=None, facets=Facet.TRANSPORT)
    at(1, name="Bus passes", facets=Facet.TRANSPORT)
    assert names(Wish({"need": Facet.TRANSPORT})) == ["Bus passes", "Ride line"]
    assert names(Wish(words="ride")) == ["Ride line"]


def test_a_list_without_coordinates_is_found_by_its_zip_codes(read):
    read("name,street,city,state,zip\nPantry,1 Elm Street,Hartford,CT,06103\n", "csv")
    (found,) = find_resources(Resource.objects.all(), HERE, Wish(), NOW)
    assert found.miles < 2


def test_the_box_is_taken_from_the_index(db, django_assert_num_queries):
    for number in range(12):
        at(number / 10)
    with django_assert_num_queries(2):  # and one for what has no place
        names()


# The pages


def test_the_national_lines_are_on_top_whatever_is_found(coordinator, agent, signed_in):
    for user in (coordinator, agent):
        for page in (
            signed_in(user).get("/resources/"),
            signed_in(user).post("/resources/", {"place": "06103", "need": ["FOOD"]}),
        ):
            words = page.content.decode()
            assert words.index("tel:988") < words.index("1-800-662-4357") < words.index("found")


def test_a_zip_code_says_where(coordinator, signed_in):
    ResourceFactory(name="Here")
    ResourceFactory(name="In Denver", latitude=39.74, longitude=-104.99)
    page = signed_in(coordinator).post("/resources/", {"place": "80202"}).content.decode()
    assert "In Denver" in page
    assert "Here<" not in page


def test_an_unknown_zip_code_is_said(coordinator, signed_in):
    page = signed_in(coordinator).post("/resources/", {"place": "00000"})
    assert page.status_code == 422
    assert "not known" in page.content.decode()


def test_htmx_gets_the_list_alone(agent, signed_in):
    page = signed_in(agent).post("/resources/", {"place": "06103"}, headers={"HX-Request": "true"})
    assert "<html" not in page.content.decode()


def test_near_a_contact_is_a_look_at_the_person(coordinator, contact, signed_in, audit_deeds):
    ResourceFactory(name="Close by")
    page = signed_in(coordinator).get(f"/resources/near/{contact.code}/")
    assert "mi</b>" in page.content.decode()
    assert audit_deeds(contact) == ["find_resources"]


def test_a_contact_of_another_office_is_not_there(other_coordinator, contact, signed_in):
    assert signed_in(other_coordinator).get(f"/resources/near/{contact.code}/").status_code == 404


def test_the_search_of_the_directory_looks_at_nobody(coordinator, signed_in, audit_deeds):
    signed_in(coordinator).post("/resources/", {"place": "06103"})
    assert audit_deeds() == []


def test_now_is_the_places_own_time(coordinator, other_coordinator, signed_in, time_machine):
    time_machine.move_to(datetime(2026, 11, 25, 14, 30, tzinfo=UTC))  # 9:30 in Hartford
    ResourceFactory(hours=[WEEKDAYS], latitude=41.76, longitude=-72.67, postal_code="06103-1234")
    post = {"place": "06103", "open_now": "on"}
    for user in (coordinator, other_coordinator):  # the other one's office is in Denver
        assert "Open until" in signed_in(user).post("/resources/", post).content.decode()


@pytest.mark.usefixtures("in_new_york")
def test_now_is_the_offices_time_where_the_place_is_unknown(
    coordinator, other_coordinator, signed_in, time_machine
):
    time_machine.move_to(datetime(2026, 11, 25, 14, 30, tzinfo=UTC))
    ResourceFactory(hours=[WEEKDAYS], latitude=41.76, longitude=-72.67, postal_code="")
    post = {"place": "06103", "open_now": "on"}
    assert "Open until" in signed_in(coordinator).post("/resources/", post).content.decode()
    denver = signed_in(other_coordinator).post("/resources/", post).content.decode()
    assert "Open until" not in denver


def test_two_places_are_each_open_by_their_own_clock(db):
    at(1, name="Hartford", hours=[WEEKDAYS], postal_code="06103")
    at(2, name="Gallup", hours=[WEEKDAYS], postal_code="87301")  # 8 in the morning there
    assert names(Wish(open_now=True)) == ["Hartford"]
