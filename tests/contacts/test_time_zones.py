"""The time zone of a postal code."""

import pytest

from contacts.time_zones import zone_of


@pytest.mark.parametrize(
    ("code", "zone"),
    [("06103", "America/New_York"), ("80202-1234", "America/Denver"), ("99634", "None"),
     ("00000", "None"), ("", "None")],
)  # fmt: skip
def test_it_tells_a_zone_that_there_is_or_none(code, zone):
    assert str(zone_of(code)) == zone
