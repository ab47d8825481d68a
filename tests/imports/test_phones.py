"""Phone cells, read quickly and exactly as the library reads them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.imports.phones import parse_phone, parse_slowly

SEPARATOR = st.text(alphabet=" ()-.+", max_size=2)
DIGITS = st.text(alphabet="0123456789", min_size=9, max_size=12)


@pytest.mark.parametrize(
    ("cell", "number", "extension"),
    [
        ("+15715550163", "+15715550163", ""),
        ("(602) 555-0102", "+16025550102", ""),
        ("719.555.0135", "+17195550135", ""),
        ("17195550105", "+17195550105", ""),
        ("3345550163", "+13345550163", ""),
        ("8605550159.0", "+18605550159", ""),
        ("251-555-0100 ext 4", "+12515550100", "4"),
        ("251-555-0100 x4", "+12515550100", "4"),
        ("251-555-0100, Extension: 22", "+12515550100", "22"),
        ("251-555-0100 #7", "+12515550100", "7"),
        ("+52 55 1234 5678", "+525512345678", ""),
        ("416-555-0123", "+14165550123", ""),
    ],
)
def test_it_reads_numbers_of_every_shape(cell, number, extension):
    assert parse_phone(cell) == (number, extension)


@pytest.mark.parametrize(
    "cell",
    ["800", "555-0123", "12345", "(202) 555-01O7", "call me", "1234567890", "+1", "8.60555E+09",
     "202-555-0100 / 202-555-0101", "n/a"],
)  # fmt: skip
def test_it_takes_nothing_else_for_a_number(cell):
    assert parse_phone(cell) is None


@given(st.lists(st.tuples(SEPARATOR, DIGITS), min_size=1, max_size=2))
def test_it_agrees_with_the_library_on_any_digits(parts):
    cell = "".join(separator + digits for separator, digits in parts)
    assert parse_phone(cell) == parse_slowly(cell)


@settings(max_examples=400)
@given(
    st.integers(min_value=200, max_value=999),
    st.integers(min_value=0, max_value=9_999_999),
    st.sampled_from(["{}{}", "({}) {}", "1{}{}", "+1 {} {}", "{}-{}", "1-{}.{}"]),
)
def test_it_agrees_with_the_library_on_every_area_code(area, rest, shape):
    cell = shape.format(area, f"{rest:07d}")
    assert parse_phone(cell) == parse_slowly(cell)


@given(st.text(max_size=30))
def test_it_agrees_with_the_library_on_any_text(cell):
    assert parse_phone(cell) == parse_slowly(cell)
