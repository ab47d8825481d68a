"""A carrier is set whole or not at all, and real people's texts go to no stand-in."""

import pytest

from outreach.messaging.checks import (
    NAMES,
    carrier_is_no_stand_in,
    carrier_is_whole,
    programme_is_discreet,
)


@pytest.fixture(autouse=True)
def _nothing_set(settings):
    for name in (*NAMES, "TWILIO_BASE_URL"):
        setattr(settings, name, "")


@pytest.mark.parametrize("lacking", NAMES)
def test_it_names_what_is_missing(lacking, settings):
    for name in NAMES:
        setattr(settings, name, "" if name == lacking else "x")
    [found] = carrier_is_whole()
    assert lacking in found.msg
    assert found.id == "doorstep.E030"


def test_all_or_nothing_is_fine(settings):
    assert carrier_is_whole() == []
    for name in NAMES:
        setattr(settings, name, "x")
    assert carrier_is_whole() == []


def test_a_stand_in_is_for_tests_only(settings):
    settings.TWILIO_BASE_URL, settings.PRODUCTION = "http://127.0.0.1:4010", False
    assert carrier_is_no_stand_in() == []
    settings.PRODUCTION = True
    assert [found.id for found in carrier_is_no_stand_in()] == ["doorstep.E031"]


@pytest.mark.parametrize("name", ["Hartford Overdose Outreach", "Recovery Now", " "])
def test_the_programmes_name_says_nothing_of_why(name, settings):
    assert programme_is_discreet() == []
    settings.PROGRAMME_NAME = name
    assert [found.id for found in programme_is_discreet()] == ["doorstep.E032"]
