"""Travel times by great circle."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.routing.travel import GreatCircle, great_circle_metres

HARTFORD, MANCHESTER = (41.7658, -72.6734), (41.7759, -72.5215)
places = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def test_it_knows_the_way_from_hartford_to_manchester():
    metres = great_circle_metres([HARTFORD, MANCHESTER])
    assert metres[0, 1] == pytest.approx(12_650, rel=0.01)


def test_it_lengthens_the_way_by_the_roads_and_adds_parking():
    travel = GreatCircle(road_factor=1.5, metres_a_second=10, parking_seconds=60)
    straight = great_circle_metres([HARTFORD, MANCHESTER])[0, 1]
    matrix = travel.matrix([HARTFORD, MANCHESTER])
    assert matrix.metres[0, 1] == round(straight * 1.5)
    assert matrix.seconds[0, 1] == pytest.approx(straight * 1.5 / 10 + 60, abs=1)


def test_it_takes_no_time_between_doors_of_one_building():
    assert GreatCircle().matrix([HARTFORD, HARTFORD]).seconds.tolist() == [[0, 0], [0, 0]]


def test_it_guesses_the_way_to_a_place_that_is_not_known():
    matrix = GreatCircle(unknown_seconds=600).matrix([HARTFORD, None])
    assert matrix.seconds.tolist() == [[0, 600], [600, 0]]
    assert matrix.metres.tolist() == [[0, 0], [0, 0]]


def test_it_gives_the_legs_of_a_round_trip():
    matrix = GreatCircle().matrix([HARTFORD, MANCHESTER])
    legs = matrix.along([0, 1, 0])
    lasting = [leg.driving + leg.parking for leg in legs]
    assert lasting == [matrix.seconds[0, 1], matrix.seconds[1, 0]]
    assert [leg.metres for leg in legs] == [matrix.metres[0, 1], matrix.metres[1, 0]]


def test_it_has_an_empty_matrix_for_no_places():
    assert GreatCircle().matrix([]).seconds.shape == (0, 0)


@given(st.lists(places, max_size=6))
def test_it_is_the_same_way_back_and_never_farther_than_half_the_globe(some):
    metres = great_circle_metres(some)
    assert np.allclose(metres, metres.T)
    assert (metres <= 20_015_200).all()
    assert (metres >= 0).all()
