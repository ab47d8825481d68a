"""No order of events brings a referral to where it cannot be."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings, strategies
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from outreach.referrals.codes import Closure, Deed, Source, Status
from outreach.referrals.transitions import (
    CLOSED,
    NOWHERE,
    OPEN,
    TABLE,
    NonsenseError,
    closures,
    due,
    owed,
    possible,
    states,
    step,
)

NOW = datetime(2026, 11, 2, 15, tzinfo=UTC)
EVENTS = int(os.environ.get("REFERRAL_EVENTS", "30"))
# Written out once more by hand, from DESIGN's code lists: not derived from the table.
MAIN_LINE = ["draft", "requested", "accepted", "in-progress", "completed"]
NOT_BEFORE_IT_WENT_OUT = {Deed.ACCEPT, Deed.SCHEDULE, Deed.ATTEND, Deed.START, Deed.DECLINE}


class AnyOrder(RuleBasedStateMachine):
    """Everyone does anything, sensible or not, in any order."""

    def __init__(self):
        super().__init__()
        self.state, self.closure = NOWHERE, ""
        self.history = []

    @rule(
        deed=strategies.sampled_from([*Deed.values, "FLY"]),
        closure=strategies.sampled_from(["", *Closure.values, "CURED"]),
    )
    def happen(self, deed, closure):
        before = self.state, self.closure
        try:
            taken = step(self.state, deed, closure)
        except NonsenseError:
            assert (self.state, self.closure) == before
            return
        self.history.append(deed)
        self.state, self.closure = taken.to, taken.closure

    @rule(data=strategies.data())
    def happen_as_it_may(self, data):
        """Walk deep: pure chance ends most referrals after a few steps."""
        can = [deed for deed in possible(self.state) if deed not in (Deed.MISTAKE, Deed.STOP)]
        if can:
            deed = data.draw(strategies.sampled_from(can))
            self.happen(deed, data.draw(strategies.sampled_from(["", *sorted(closures(deed))])))

    @invariant()
    def it_is_where_it_can_be(self):
        if not self.history:
            assert self.state == NOWHERE
            return
        assert self.state in set(states())
        status, sub = self.state
        assert status in Status.values
        assert (sub == "") == (status in ("draft", *(one for one, _sub in CLOSED)))
        assert (self.closure != "") == (status in ("completed", "rejected", "cancelled", "failed"))

    @invariant()
    def it_says_connected_only_of_who_was(self):
        if self.closure == Closure.SERVICE_STARTED:
            assert Deed.START in self.history
            assert self.state == ("completed", "")
        if self.closure == Closure.INTAKE_ONLY:
            assert Deed.ATTEND in self.history
            assert Deed.START not in self.history

    @invariant()
    def nothing_happens_before_it_went_out(self):
        went = [n for n, deed in enumerate(self.history) if deed in (Deed.SEND, Deed.GIVE_DETAILS)]
        first = went[0] if went else len(self.history)
        assert not NOT_BEFORE_IT_WENT_OUT & set(self.history[:first])

    @invariant()
    def it_is_over_once(self):
        ends = [deed for deed in self.history if TABLE[deed] and _closes(deed)]
        # A mistake may be found out afterwards, and nothing follows it.
        assert len([deed for deed in ends if deed != Deed.MISTAKE]) <= 1
        assert Deed.MISTAKE not in self.history[:-1]

    @invariant()
    def someone_owes_the_next_step_while_it_is_open(self):
        is_open = self.state in OPEN
        assert (owed(self.state) in Source.values) == is_open
        assert (due(self.state, NOW) is not None) == is_open


def _closes(deed):
    return bool(closures(deed)) or deed == Deed.MISTAKE


AnyOrder.TestCase.settings = settings(max_examples=100, stateful_step_count=EVENTS, deadline=None)
TestAnyOrder = AnyOrder.TestCase


def test_it_goes_along_the_main_line():
    state, seen = NOWHERE, []
    for deed in (Deed.MAKE, Deed.SEND, Deed.ACCEPT, Deed.SCHEDULE, Deed.ATTEND, Deed.START):
        state = step(state, deed).to
        seen.append(state[0])
    state = step(state, Deed.COMPLETE).to
    assert list(dict.fromkeys([*seen, state[0]])) == MAIN_LINE


@pytest.mark.parametrize(
    ("state", "deed"),
    [
        (("draft", ""), Deed.START),
        (("requested", "AWAITING_PROVIDER"), Deed.COMPLETE),
        (("in-progress", "SERVICE_STARTED"), Deed.NOT_SEEN),
        (("in-progress", "SERVICE_STARTED"), Deed.FAIL),
        (("completed", ""), Deed.START),
        (("completed", ""), Deed.STOP),
        (("rejected", ""), Deed.ACCEPT),
        (("entered-in-error", ""), Deed.MISTAKE),
        (("requested", "SCHEDULED"), Deed.ACCEPT),
    ],
)
def test_it_refuses_nonsense(state, deed):
    with pytest.raises(NonsenseError):
        step(state, deed, "NO_SHOW")


@pytest.mark.parametrize(
    ("deed", "closure"),
    [(Deed.DECLINE, ""), (Deed.DECLINE, "SERVICE_STARTED"), (Deed.FAIL, "PERSON_WITHDREW")],
)
def test_it_asks_for_a_reason_that_fits(deed, closure):
    with pytest.raises(NonsenseError):
        step(("requested", "AWAITING_PROVIDER"), deed, closure)


def test_who_came_once_is_not_said_to_have_started():
    assert step(("in-progress", "INTAKE_ATTENDED"), Deed.COMPLETE, "SERVICE_STARTED").closure == (
        "INTAKE_ONLY"
    )


def test_every_open_state_is_reached_and_left():
    reached = {to for ways in TABLE.values() for to in ways.values()}
    assert set(OPEN) <= reached
    assert all(any(TABLE[deed][state] != state for deed in possible(state)) for state in OPEN)


def test_a_day_after_the_appointment_the_provider_owes_a_word():
    at = NOW + timedelta(days=9)
    booked = ("in-progress", "SCHEDULED")
    assert due(booked, NOW, at) == at + timedelta(days=1)
    assert owed(booked) == Source.PROVIDER
