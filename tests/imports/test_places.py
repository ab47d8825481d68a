"""Postal codes and coordinates, each checked against the other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.imports.places import area_of, parse_postal_code, parse_state, read_place

MANCHESTER = area_of("06040")
NORTH, EAST = "41.7656", "-72.4731"
HERE = (41.7656, -72.4731)


@pytest.mark.parametrize(
    ("cell", "state", "code"),
    [
        ("06040", "CT", "06040"),
        ("6040", "CT", "06040"),
        ("6040", "", "06040"),
        ("6040.0", "CT", "06040"),
        ("06040-1234", "CT", "06040-1234"),
        ("060401234", "CT", "06040-1234"),
        ("60401234", "CT", "06040-1234"),
        ("6040 1234", "CT", "06040-1234"),
        ("601", "PR", "00601"),
    ],
)
def test_it_reads_postal_codes(cell, state, code):
    read = parse_postal_code(cell, state)
    assert (read.code, read.doubtful) == (code, False)


@pytest.mark.parametrize(
    ("cell", "state", "code"),
    [
        ("6040", "CO", ""),  # its zero was not lost in Colorado
        ("85301", "CT", "85301"),
        ("00000", "CT", "00000"),
        ("12", "CT", ""),
        ("K1A 0B1", "", ""),
        ("06040-12", "CT", ""),
    ],
)
def test_it_doubts_what_does_not_fit(cell, state, code):
    read = parse_postal_code(cell, state)
    assert (read.code, read.doubtful) == (code, True)


def test_it_knows_states_by_name_and_letters():
    assert parse_state("Connecticut") == parse_state("ct") == parse_state("C.T.") == "CT"
    assert parse_state("district of columbia") == "DC"
    assert parse_state("Ontario") is None


@pytest.mark.parametrize(
    ("north", "east"), [(NORTH, EAST), (EAST, NORTH), (NORTH, "72.4731"), ("72.4731", NORTH)]
)
def test_it_mends_what_is_certain(north, east):
    assert read_place(north, east, MANCHESTER) == (HERE, False)


def test_it_swaps_impossible_coordinates_back_without_a_postal_code():
    assert read_place("-105.1", "39.8", None) == ((39.8, -105.1), False)


def test_it_doubts_a_place_far_from_its_postal_code():
    assert read_place("33.5", "-112.2", MANCHESTER) == ((33.5, -112.2), True)


@pytest.mark.parametrize(("north", "east"), [("", EAST), ("x", EAST), ("0", "0"), ("95", "99")])
def test_it_finds_no_place_where_there_is_none(north, east):
    assert read_place(north, east, MANCHESTER)[0] is None


@given(st.floats(), st.floats(), st.sampled_from([None, MANCHESTER]))
def test_it_never_returns_a_place_off_the_earth(north, east, area):
    place, _doubtful = read_place(str(north), str(east), area)
    assert place is None or (-90 <= place[0] <= 90 and -180 <= place[1] <= 180)


@given(st.floats(41.5, 42.0), st.floats(-72.8, -72.2))
def test_it_swaps_back_every_place_near_the_center(north, east):
    assert read_place(str(east), str(north), MANCHESTER) == read_place(
        str(north), str(east), MANCHESTER
    )


@pytest.mark.parametrize("code", ["", "?", "0610", "061036", "٠٦١٠٣", "06 03", "abcde"])
def test_what_is_no_postal_code_is_nowhere(code):
    assert area_of(code) is None
