"""Cells as values."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.parsing import (
    clean_name,
    defuse,
    is_defused,
    is_nothing,
    names_alike,
    normalise,
    parse_degrees,
    parse_time,
    split_name,
    squeeze,
    tidy,
)


@pytest.mark.parametrize(
    ("came", "usual"),
    [
        ("MAKAYLA", "Makayla"),
        ("carter", "Carter"),
        ("MCKEE", "McKee"),
        ("McKee", "McKee"),
        ("O'NEIL-SMITH JR.", "O'Neil-Smith Jr."),
        ("o'neil-cooper jr.", "O'Neil-Cooper Jr."),
        ("O'Neil-Smith Jr.", "O'Neil-Smith Jr."),
        ("MUÑOZ", "Muñoz"),
        ("Muñoz", "Muñoz"),
        ("DE LA CRUZ", "De La Cruz"),
        ("D'ANGELO III", "D'Angelo III"),
        ("van der Berg", "van der Berg"),
    ],
)
def test_it_writes_names_as_they_are_usually_written(came, usual):
    assert clean_name(came) == usual


@given(st.text())
def test_it_cleans_a_clean_name_no_further(text):
    once = clean_name(tidy(text))
    assert normalise(clean_name(once)) == normalise(once)


@given(st.text())
def test_it_tidies_a_tidy_cell_no_further(text):
    once = tidy(text)
    assert tidy(once) == once
    assert once == "" or once.isprintable()


@given(st.text())
def test_it_normalises_what_is_normal_no_further(text):
    once = normalise(text)
    assert normalise(once) == once
    assert squeeze(once) == squeeze(text)


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_it_normalises_ascii_as_it_does_everything(text):
    accented = normalise(text + " é")
    assert accented == f"{normalise(text)} e".strip()


@given(st.text())
def test_it_defuses_once(text):
    once = defuse(text)
    assert defuse(once) == once


@pytest.mark.parametrize(
    "text",
    [
        *('=HYPERLINK("x")', "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+x()"),
        *("  =1+1", "\t=1+1", "\n=1+1", "\r=1+1", "＝1+1", " ＠SUM(A1)"),
    ],
)
def test_it_makes_formulas_harmless(text):
    assert defuse(text) == "'" + text
    assert is_defused(defuse(text))


@pytest.mark.parametrize("text", ["-77.03", "+1 (202) 555-0123", "plain", "'t Hooft", "", "'", " "])
def test_it_leaves_numbers_and_plain_text(text):
    assert defuse(text) == text
    assert not is_defused(text)


@pytest.mark.parametrize("text", ["", "n/a", "N/A", "Unknown", "-", "none", "desconocido"])
def test_it_takes_such_words_for_nothing(text):
    assert is_nothing(text)


@pytest.mark.parametrize("text", ["Na", "No", "0", "Nan Goldin"])
def test_it_takes_names_and_zeros_for_something(text):
    assert not is_nothing(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("09:00", time(9)),
        ("9", time(9)),
        ("0930", time(9, 30)),
        ("9:00 AM", time(9)),
        ("5:30 p.m.", time(17, 30)),
        ("12 am", time(0)),
        ("12pm", time(12)),
        ("17:00:00", time(17)),
        ("0.375", time(9)),
        ("1899-12-30 09:15:00", time(9, 15)),
    ],
)
def test_it_reads_times(text, moment):
    assert parse_time(text) == moment


@pytest.mark.parametrize("text", ["", "25:00", "13 pm", "evening", "2019-05-01 09:00", "9:75"])
def test_it_reads_no_time_where_there_is_none(text):
    assert parse_time(text) is None


@given(st.text(max_size=20))
def test_it_survives_any_text_as_time_and_degrees(text):
    parse_time(text)
    degrees = parse_degrees(text)
    assert degrees is None or -180 <= degrees <= 180


def test_it_reads_degrees_with_a_comma():
    assert parse_degrees("41,76") == 41.76
    assert parse_degrees("nan") is None
    assert parse_degrees("200") is None


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("Rosa Delgado", ("Rosa", "Delgado")),
        ("Delgado, Rosa", ("Rosa", "Delgado")),
        ("Rosa Maria Delgado", ("Rosa Maria", "Delgado")),
        ("John Smith Jr.", ("John", "Smith Jr.")),
        ("John Smith, Jr.", ("John", "Smith, Jr.")),
        ("Cher", ("", "Cher")),
    ],
)
def test_it_splits_full_names(full, parts):
    assert split_name(full) == parts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Beth", "Carter"), ("BETH", "carter")),
        (("José", "Muñoz"), ("Jose", "Munoz")),
        (("Anne", "O'Neil"), ("Anne", "ONeil")),
        (("A.", "Smith"), ("Anna", "Smith")),
        (("Anna M.", "Smith"), ("Anna Maria", "Smith")),
        (("Smith", "Anna"), ("Anna", "Smith")),
    ],
)
def test_it_finds_spellings_of_one_name_alike(one, other):
    assert names_alike(one, other)
    assert names_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Maria", "Lopez"), ("Mario", "Lopez")),
        (("John", "Smith"), ("John", "Smith Jr.")),
        (("Anna Maria", "Smith"), ("Anna Lucia", "Smith")),
        (("Anna", "Smith"), ("Bea", "Smith")),
        (("Anna", "Smith"), ("Anna", "Jones")),
        (("", "Smith"), ("Anna", "Smith")),
    ],
)
def test_it_finds_names_of_a_family_not_alike(one, other):
    assert not names_alike(one, other)
