"""What may be said to anyone but the person."""

import pytest

from outreach.campaigns.scripts import disclosing_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We are looking for ___ about a health matter.", []),
        ("Hello, we came about the treatment.", ["treatment"]),
        ("We are with the FBI and the DEA.", ["FBI", "DEA"]),
        ("It is about Pills. Those pills.", ["pills"]),
        ("He may overdose; the police know.", ["overdose", "police"]),
        ("Buscamos a ___ por un asunto de salud. ¿A qué hora conviene volver?", []),
        ("Venimos por las píldoras y la sobredosis.", ["píldoras", "sobredosis"]),
        ("Es por su adicción, dice la POLICÍA.", ["adicción", "POLICÍA"]),
        ("He bought something on the dark web.", ["bought", "dark web"]),
    ],
)
def test_it_names_the_words_that_tell_why_the_team_came(text, words):
    assert disclosing_words(text) == words


@pytest.mark.parametrize("text", ["A pillow by the deal.", "The courtyard door.", "", "___ ¿? 12"])
def test_it_lets_other_words_pass(text):
    assert disclosing_words(text) == []


def test_it_finds_a_word_whose_accent_is_a_character_of_its_own():
    assert disclosing_words("la adiccio\u0301n") == ["adicción"]
