"""When a text may be sent: by the clock of every place where the person may be."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.messaging.quiet_hours import DEFAULT, STATES, Place, may_text

EAST, MOUNTAIN = Place("CT", "America/New_York"), Place("CO", "America/Denver")
TEXAS, ALABAMA = Place("TX", "America/Chicago"), Place("AL", "America/Chicago")


def at(place: Place, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(place.zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("place", "when", "allowed"),
    [
        (EAST, "2026-11-23T08:59", False),
        (EAST, "2026-11-23T09:00", True),
        (EAST, "2026-11-23T19:59", True),
        (EAST, "2026-11-23T20:00", False),
        (MOUNTAIN, "2026-11-23T10:00", True),
        (MOUNTAIN, "2026-11-23T17:00", False),
        (MOUNTAIN, "2026-11-22T11:59", False),
        (MOUNTAIN, "2026-11-22T12:00", True),
        (TEXAS, "2026-11-22T11:00", False),
        (TEXAS, "2026-11-22T12:00", True),
        (ALABAMA, "2026-11-22T12:00", False),
        (ALABAMA, "2026-11-26T12:00", False),  # Thanksgiving
        (EAST, "2026-11-26T12:00", True),
    ],
)
def test_it_keeps_to_the_states_hours(place, when, allowed):
    assert may_text(at(place, when), [place]).allowed is allowed


def test_it_says_when_it_opens():
    answer = may_text(at(EAST, "2026-11-23T21:00"), [EAST])
    assert (answer.quiet_at, answer.opens_at) == (EAST, at(EAST, "2026-11-24T09:00"))


def test_it_waits_over_a_sunday_and_a_holiday():
    answer = may_text(at(ALABAMA, "2026-11-25T20:30"), [ALABAMA])
    assert answer.opens_at == at(ALABAMA, "2026-11-27T08:00")
    assert may_text(at(ALABAMA, "2026-11-28T20:30"), [ALABAMA]).opens_at == at(
        ALABAMA, "2026-11-30T08:00"
    )


def test_it_is_quiet_where_either_place_is():
    morning, evening = at(EAST, "2026-11-23T10:00"), at(EAST, "2026-11-23T20:30")
    assert not may_text(morning, [EAST, MOUNTAIN]).allowed
    assert may_text(morning, [EAST, MOUNTAIN]).opens_at == at(MOUNTAIN, "2026-11-23T10:00")
    assert not may_text(evening, [EAST, MOUNTAIN]).allowed


def test_it_sends_nothing_to_nowhere():
    answer = may_text(datetime(2026, 11, 23, 18, tzinfo=UTC), [])
    assert not answer.allowed
    assert answer.opens_at is None


def test_it_opens_at_nine_by_the_clock_when_the_clocks_change():
    night = at(EAST, "2026-03-07T23:00")
    assert may_text(night, [EAST]).opens_at == at(EAST, "2026-03-08T09:00")
    night = at(EAST, "2026-10-31T23:00")
    assert may_text(night, [EAST]).opens_at == at(EAST, "2026-11-01T09:00")


def test_every_row_has_its_source_and_date():
    for rule in [DEFAULT, *STATES.values()]:
        assert rule.source
        datetime.fromisoformat(rule.as_of)


places = st.lists(
    st.builds(
        Place,
        st.sampled_from([*STATES, "CO", "HI", "AK", ""]),
        st.sampled_from(sorted(z for z in available_timezones() if z.startswith("US/"))),
    ),
    min_size=1,
    max_size=3,
)
moments = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))


@given(places, moments)
def test_what_it_says_of_the_future_holds(places, moment):
    answer = may_text(moment, places)
    if answer.allowed:
        assert answer.opens_at is None
    elif answer.opens_at:
        assert moment < answer.opens_at
        assert may_text(answer.opens_at, places).allowed
        assert not may_text(answer.opens_at - timedelta(seconds=1), places).allowed
