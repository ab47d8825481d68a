"""The line that says what has arrived: true whatever the clock, the office or another user do."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from outreach.visits.models import ReceivedEvent, VisitReport
from tests.flows.phone_day import (
    EVENTS,
    doors_of,
    log_next_door,
    pill,
    queue_length,
    received,
    reopen,
    set_up,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def receipt(phone):
    phone.evaluate("location.hash = '#sending'")
    return phone.locator("[data-view=sending] [data-slot=receipt]")


def test_a_clock_that_is_years_ahead_forgets_no_count(open_as, team, agent, live_server):
    doors_of(team, 3)
    phone = open_as(agent)
    phone.clock.install(time=datetime.now() + timedelta(days=1100))
    set_up(phone, live_server.url)
    for number in (1, 2):
        phone.clock.run_for(1_000)
        log_next_door(phone)
        expect(phone.get_by_text(f"{number} of 3 doors")).to_be_visible()
        received(phone)
    expect(receipt(phone)).to_have_text("2 logged, 2 received")
