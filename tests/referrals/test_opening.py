"""Opening hours: open now, next open, or not known."""

from datetime import datetime
from time import perf_counter
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from outreach.referrals.hours import hours_as_text, hours_in_words, parse_hours, rule_of
from outreach.referrals.models import Schedule
from outreach.referrals.opening import Opening, opening_at

ZONE = ZoneInfo("America/New_York")
WEEKDAYS = {"opens": "09:00", "closes": "17:00", "days": ["MO", "TU", "WE", "TH", "FR"]}
ALWAYS = {"opens": "00:00", "closes": "00:00", "days": []}
NIGHT = {"opens": "20:00", "closes": "02:00", "days": ["FR"]}


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)  # the 25th is a Wednesday


@pytest.mark.parametrize(
    ("rules", "now", "is_open", "until", "following"),
    [
        ([WEEKDAYS], at(25, 10), True, at(25, 17), None),
        ([WEEKDAYS], at(25, 9), True, at(25, 17), None),
        ([WEEKDAYS], at(25, 17), False, None, at(26, 9)),
        ([WEEKDAYS], at(27, 18), False, None, at(30, 9)),
        ([NIGHT], at(27, 23), True, at(28, 2), None),
        ([NIGHT], at(28, 1), True, at(28, 2), None),
        ([NIGHT], at(27, 1), False, None, at(27, 20)),
        ([], at(25, 10), None, None, None),
        ([{"opens": "", "closes": ""}], at(25, 10), None, None, None),
        ([WEEKDAYS | {"to": "2026-01-01"}], at(25, 10), None, None, None),
        ([WEEKDAYS | {"from": "2026-11-26"}], at(25, 10), False, None, at(26, 9)),
    ],
)
def test_it_says_until_when_or_from_when(rules, now, is_open, until, following):
    assert opening_at(rules, now) == Opening(is_open, until, following)


def test_day_and_night_has_no_end_in_sight():
    opening = opening_at([ALWAYS], at(25, 10))
    assert opening.is_open
    assert (opening.until - at(25, 10)).days >= 1


def test_the_second_thursday_of_the_month():
    rule = WEEKDAYS | {"days": [], "rule": "FREQ=MONTHLY;BYDAY=2TH", "start": "2026-01-01"}
    assert opening_at([rule], at(12, 10)).is_open
    assert not opening_at([rule], at(19, 10)).is_open


def test_a_rule_that_makes_no_sense_is_never_open():
    assert not opening_at([WEEKDAYS | {"rule": "FREQ=SOMETIMES"}], at(25, 10)).is_open


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("Mon-Fri 9am-5pm", [WEEKDAYS]),
        ("Monday to Friday: 9:00 a.m. - 5:00 p.m.", [WEEKDAYS]),
        ("Sat 10:00-14:00; Sun 12-4pm", None),
        ("24/7", [ALWAYS]),
        ("by appointment", []),
        ("Mon-Fri 9-25", []),
        ("Open 24 hours a day, 7 days a week", [ALWAYS]),
        ("Call 24 hours ahead; Mon-Fri 9am-5pm", []),
        ("Hotline 24/7; office Mon-Fri 9am-5pm", []),
        ("Mon-Fri 24 hours", []),
        ("Monthly 9am-5pm", []),
        # A half of the day that nobody wrote is not guessed.
        ("Mon-Fri 9-5", []),
        ("Mon-Fri 9:00-5:00", []),
        ("Mon-Fri 9am-5", []),
        ("Mon-Fri 1-5pm", []),
        ("Mon-Fri 1-4", []),
        ("Mon-Fri 9-5pm", [WEEKDAYS]),
        ("Mondays-Fridays 9-17", [WEEKDAYS]),
        ("Fri 8pm-2am", [NIGHT]),
        ("Fri 20:00-02:00", [NIGHT]),
        ("", []),
    ],
)
def test_it_reads_hours_as_people_write_them(text, rules):
    found = parse_hours(text)
    assert (found == rules) if rules is not None else len(found) == 2


@pytest.mark.parametrize(
    "rules",
    [
        [WEEKDAYS],
        [NIGHT],
        [{"opens": "00:00", "closes": "00:00", "days": []}],
        [WEEKDAYS, {"opens": "00:00", "closes": "00:00", "days": ["SA", "SU"]}],
        [{"opens": "06:00", "closes": "02:00", "days": ["MO"]}],
    ],
)
def test_it_writes_hours_as_it_reads_them(rules):
    assert parse_hours(hours_as_text(rules)) == rules


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (WEEKDAYS, ["Mon to Fri 9 a.m. to 5 p.m."]),
        (ALWAYS, ["Every day day and night"]),
        (WEEKDAYS | {"from": "2026-01-01", "to": "2026-11-24"}, []),
        (WEEKDAYS | {"rule": "FREQ=WEEKLY;UNTIL=20261124T235959"}, []),
        (WEEKDAYS | {"to": "2026-11-25"}, ["Mon to Fri 9 a.m. to 5 p.m., until 11/25/2026"]),
        (WEEKDAYS | {"from": "2026-12-01"}, ["Mon to Fri 9 a.m. to 5 p.m., from 12/01/2026 on"]),
        (
            WEEKDAYS | {"days": ["MO"], "rule": "FREQ=MONTHLY;BYDAY=1MO"},
            ["Mon 9 a.m. to 5 p.m., only on some days: call first"],
        ),
        (
            WEEKDAYS | {"days": [], "rule": "FREQ=MONTHLY;BYMONTHDAY=15"},
            ["9 a.m. to 5 p.m., only on some days: call first"],
        ),
    ],
)
def test_it_says_hours_in_words_and_none_that_mislead(rule, words):
    assert hours_in_words([rule], at(25, 10).date()) == words


def test_a_rule_that_counts_in_minutes_keeps_nobody_waiting():
    often = WEEKDAYS | {"days": [], "rule": "FREQ=MINUTELY;BYDAY=MO", "start": "2020-01-01"}
    begun = perf_counter()
    assert not opening_at([often], at(25, 10)).is_open
    assert perf_counter() - begun < 1


def test_a_schedule_writes_no_parts_of_its_own_into_its_rule():
    schedule = Schedule(freq="MONTHLY", byday="2TH;FREQ=SECONDLY")
    schedule.opens_at, schedule.closes_at = at(1, 9).time(), at(1, 17).time()
    assert rule_of(schedule)["rule"].count(";") == 1


def test_a_schedule_of_hsds_becomes_a_rule():
    schedule = Schedule(freq="MONTHLY", byday="2TH", valid_from=at(1, 0).date())
    schedule.opens_at, schedule.closes_at = at(1, 9).time(), at(1, 17).time()
    rule = rule_of(schedule)
    assert opening_at([rule], at(12, 10)).is_open
    assert rule_of(SimpleNamespace(opens_at=None, closes_at=None)) is None
