"""How many texts a text is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.messaging.segments import length


@pytest.mark.parametrize(
    ("text", "encoding", "units", "texts"),
    [
        ("", "GSM-7", 0, 1),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1),
        ("€" * 81, "GSM-7", 162, 2),
        ("ñé¿", "GSM-7", 3, 1),
        ("á" + "a" * 69, "UCS-2", 70, 1),
        ("á" + "a" * 70, "UCS-2", 71, 2),
        ("🙂" * 35, "UCS-2", 70, 1),
        ("🙂" * 36, "UCS-2", 72, 2),
    ],
)
def test_it_counts_as_the_standard_does(text, encoding, units, texts):
    found = length(text)
    assert (found.encoding, found.units, found.texts) == (encoding, units, texts)


def test_it_names_the_characters_that_cost():
    assert length("Cómo está, ñandú").outside == ("ó", "á", "ú")


@given(st.text(max_size=700))
def test_what_is_left_still_fits(text):
    found = length(text)
    fuller = length(text + "a" * found.left)
    assert fuller.texts == found.texts
    assert length(text + "a" * (found.left + 1)).texts >= found.texts
