"""The map by area: true places, figures that stay hidden, words that cover nothing."""

import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.models import PostalArea
from outreach.statistics.areas import Area, AreaMap, Frame, covered, draw_areas
from outreach.statistics.charts import WIDTH
from outreach.statistics.indicators import BY_CODE
from outreach.statistics.readings import Reading
from tests.factories import TeamFactory
from tests.statistics.history import report_visit, visit_of

HARTFORD, BALTIMORE, DENVER = (41.77, -72.68), (39.29, -76.61), (39.74, -104.99)
places = st.tuples(st.floats(18, 71), st.floats(-160, -67))


def share(percent: int | None) -> Reading:
    """The share of people reached in person, in percent; hidden for None."""
    return Reading(BY_CODE["direct_reach_rate"], percent, 100, percent is None)


def middle(area: Area) -> tuple[float, float]:
    corners = area.corners
    return tuple(sum(corner[side] for corner in corners) / len(corners) for side in (0, 1))


def drawn(*places: tuple[float, float]) -> AreaMap:
    return draw_areas([(str(n), share(30), [place]) for n, place in enumerate(places)])


def test_areas_lie_as_they_do_on_earth() -> None:
    hartford, baltimore, denver = map(middle, drawn(HARTFORD, BALTIMORE, DENVER).areas)
    assert denver[0] < baltimore[0] < hartford[0]
    assert hartford[1] < denver[1] < baltimore[1]


@given(st.lists(places, min_size=2, max_size=20))
def test_the_scale_is_the_same_across_and_down(several) -> None:
    frame = Frame.around(several)
    (x, y), (further, lower) = map(frame.point, [(40, -100), (39, -99)])
    assert further - x == pytest.approx((lower - y) * frame.narrow, abs=0.2)


@given(st.lists(st.tuples(st.none() | st.integers(0, 100), places), min_size=2, max_size=20))
def test_everything_stays_on_the_map_and_no_words_lie_upon_others(several) -> None:
    found = draw_areas([("Somewhere", share(percent), [at]) for percent, at in several])
    for area in found.areas:
        assert all(0 <= x <= WIDTH and 0 <= y <= found.height for x, y in area.corners)
    labels = [area.label for area in found.areas if area.label]
    assert labels
    assert not [pair for pair in combinations(labels, 2) if pair[0].touches(pair[1])]
    assert all(label.x >= 0 and label.x + label.width <= WIDTH for label in labels)


def test_areas_that_share_one_place_are_drawn_all_the_same() -> None:
    found = drawn(HARTFORD, HARTFORD)
    assert [len(area.corners) for area in found.areas] == [8, 8]


def test_a_wide_area_keeps_its_own_outline() -> None:
    corners = [(41, -72), (41, -73), (42, -73), (42, -72), (41.5, -72.5)]
    found = draw_areas([("wide", share(30), corners), ("far", share(20), [(43, -75)])])
    assert len(found.areas[0].corners) == 4


def test_a_hidden_share_leaves_no_trace_in_its_area() -> None:
    hidden, none, some = draw_areas(
        [(name, share(percent), [at]) for name, percent, at in [
            ("hidden", None, HARTFORD), ("none", 0, BALTIMORE), ("some", 70, DENVER)]]
    ).areas  # fmt: skip
    assert (hidden.shade, none.shade, some.shade) == (0, 1, 4)
    assert hidden.reading.text == "hidden"


def test_the_country_shows_by_the_middles_of_its_postal_areas() -> None:
    found = drawn(HARTFORD, DENVER)
    assert 200 < len(found.dots) < 1000
    assert all(0 <= x <= WIDTH and 0 <= y <= found.height for x, y in found.dots)


@pytest.fixture
def mapped(campaign, team, office, other_office):
    """Two offices with an area each: Hartford's share can be shown, Denver's is hidden."""
    PostalArea.objects.create(office=office, prefix="061")
    PostalArea.objects.create(office=other_office, prefix="802")
    campaign.offices.add(other_office)
    denver = TeamFactory(campaign=campaign, office=other_office)
    for disposition, times, where in [
        ("CONTACT_PERSON", 30, team),
        ("NO_ANSWER", 60, team),
        ("CONTACT_PERSON", 30, denver),
        ("NO_ANSWER", 3, denver),
    ]:
        for _ in range(times):
            report_visit(visit_of(where), disposition)
    return campaign


def test_the_places_are_those_of_the_postal_codes_it_covers(mapped, office, other_office) -> None:
    where = covered([office, other_office])
    for one, (latitude, longitude) in [(office, HARTFORD), (other_office, DENVER)]:
        for place in where[one.pk]:
            assert abs(place[0] - latitude) < 0.3
            assert abs(place[1] - longitude) < 0.3


def test_an_office_that_covers_nothing_known_has_no_place(office) -> None:
    PostalArea.objects.create(office=office, prefix="000")
    assert covered([office]) == {}


def test_it_hatches_what_is_hidden_and_says_the_rest(signed_in, manager, mapped) -> None:
    page = signed_in(manager).get("/statistics/").content.decode()
    drawing = re.search(r'<svg class="chart heat area-map".*?</svg>', page, re.S)[0]
    said = re.search(r'<desc id="areas-text">(.*?)</desc>', drawing)[1]
    hidden = said.count("hidden")
    assert "Denver: " in said
    assert "Hartford: " in said
    assert drawing.count('fill="url(#areas-hatching)"') == hidden
    assert len(re.findall(r'class="shade-\d" points', drawing)) == 2 - hidden


def test_its_table_says_the_same_as_the_map(signed_in, manager, mapped) -> None:
    page = signed_in(manager).get("/statistics/").content.decode()
    said = re.search(r'<desc id="areas-text">(.*?)</desc>', page)[1]
    table = re.search(r"<caption>Reached in person by area</caption>.*?</table>", page, re.S)[0]
    cells = re.findall(r'<th scope="row">(.*?)</th><td class="number">(.*?)</td>', table, re.S)
    read = " ".join(f"{name}: {re.sub('<.*?>', '', value).strip()}." for name, value in cells)
    assert read == said.strip()


def test_one_office_alone_has_no_map(signed_in, manager, mapped) -> None:
    page = signed_in(manager).get("/statistics/", {"office": "hartford"}).content.decode()
    assert "area-map" not in page
