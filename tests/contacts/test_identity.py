"""One door, one person, one phone, however they are spelled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.identity import address_key, person_key, streetless_key
from contacts.streets import street_and_unit


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("7416 West Maryland Avenue", ""), ("7416 W Maryland Ave.", "")),
        (("335 C Street Southeast", ""), ("335 C St SE", "")),
        (("335 C Street Southeast", ""), ("335 C ST S.E.", "")),
        (("12 North West Street", ""), ("12 NW St", "")),
        (("265 Slater Street", "#122"), ("265 Slater St Apt 122", "")),
        (("265 Slater Street", "Unit 122"), ("265 SLATER STREET #122", "")),
        (("12 First Avenue", "2nd Floor"), ("12 1st Ave, Floor 2", "")),
        (("165 Saint John Street", ""), ("165 St. John St", "")),
        (("20 Middle Turnpike East", ""), ("20 Middle Tpke E", "")),
        (("5 Peña Boulevard", "4-B"), ("5 Pena Blvd", "Apt. 4 B")),
    ],
)
def test_it_knows_a_door_in_another_spelling(one, other):
    assert address_key(*one, "06040") == address_key(*other, "06040-1234")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("12 Main Street", ""), ("12 Main Avenue", "")),
        (("12 Main Street", ""), ("14 Main Street", "")),
        (("12 Main Street", "1"), ("12 Main Street", "2")),
        (("12 North Main Street", ""), ("12 South Main Street", "")),
        (("12 1st Street", ""), ("12 11th Street", "")),
    ],
)
def test_it_tells_doors_apart(one, other):
    assert address_key(*one, "06040") != address_key(*other, "06040")


def test_it_tells_towns_apart_where_the_postal_code_is_missing():
    assert address_key("12 Main St", "", "Windsor CT") != address_key("12 Main St", "", "Avon CT")


def test_it_knows_a_person_in_another_spelling():
    door = address_key("12 Main St", "", "06040")
    assert person_key("Anne", "O'Neil", door) == person_key("ANNE", "ONEIL", door)
    assert person_key("John", "Smith", door) != person_key("John", "Smith Jr.", door)


def test_it_lets_nobody_share_a_door_of_which_nothing_is_known():
    assert streetless_key("06040", None, "+1") != streetless_key("06040", None, "+2")
    assert streetless_key("06040", (41.1, -72.1), "+1") == streetless_key(
        "06040", (41.1, -72.1), "+2"
    )


@given(
    st.text(alphabet="abcdefghij 0123456789.#", max_size=30),
    st.text(alphabet="abc 0123#", max_size=8),
)
def test_it_ignores_case_and_spaces_in_any_door(street, unit):
    spread = "  " + street.upper().replace(" ", "  ") + " "
    assert street_and_unit(spread, unit) == street_and_unit(street, unit.upper())
