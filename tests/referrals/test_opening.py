"""Opening hours: open now, next open, or not known."""

from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from outreach.referrals.hours import hours_as_text, parse_hours, rule_of
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
        ("", []),
    ],
)
def test_it_reads_hours_as_people_write_them(text, rules):
    found = parse_hours(text)
    assert (found == rules) if rules is not None else len(found) == 2


def test_it_writes_hours_as_it_reads_them():
    assert opening_at(parse_hours(hours_as_text([WEEKDAYS])), at(25, 10)).until == at(25, 17)


def test_a_schedule_of_hsds_becomes_a_rule():
    schedule = Schedule(freq="MONTHLY", byday="2TH", valid_from=at(1, 0).date())
    schedule.opens_at, schedule.closes_at = at(1, 9).time(), at(1, 17).time()
    rule = rule_of(schedule)
    assert opening_at([rule], at(12, 10)).is_open
    assert rule_of(SimpleNamespace(opens_at=None, closes_at=None)) is None
