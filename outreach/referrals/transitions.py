"""The one table of what may happen to a referral, and who owes what until when. Plain values.

django-fsm-2 was looked at: it guards one field by decorated methods, and here a status and its
sub-status move together, by three kinds of people, with a closure that depends on the deed. A table
can be read by whoever must approve it, printed, and walked by a test.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from outreach.referrals.codes import Closure, Deed, Source, Status, SubStatus

type State = tuple[str, str]

NOWHERE: State = ("", "")
DRAFT: State = (Status.DRAFT, "")
ASKED: State = (Status.REQUESTED, SubStatus.AWAITING_PROVIDER)
HANDED: State = (Status.REQUESTED, SubStatus.AWAITING_PERSON)
TAKEN: State = (Status.ACCEPTED, SubStatus.AWAITING_PERSON)
BOOKED: State = (Status.IN_PROGRESS, SubStatus.SCHEDULED)
MISSED: State = (Status.IN_PROGRESS, SubStatus.AWAITING_PERSON)
SEEN: State = (Status.IN_PROGRESS, SubStatus.INTAKE_ATTENDED)
STARTED: State = (Status.IN_PROGRESS, SubStatus.SERVICE_STARTED)
LISTED: State = (Status.ON_HOLD, SubStatus.WAITLISTED)
PAUSED: State = (Status.ON_HOLD, SubStatus.AWAITING_PERSON)

OPEN: dict[State, tuple[str, int]] = {
    # Who owes the next step, and within how many days.
    DRAFT: (Source.STAFF, 1),
    ASKED: (Source.PROVIDER, 3),
    HANDED: (Source.PERSON, 7),
    TAKEN: (Source.STAFF, 5),
    BOOKED: (Source.PROVIDER, 1),
    MISSED: (Source.STAFF, 3),
    SEEN: (Source.PROVIDER, 14),
    STARTED: (Source.STAFF, 7),
    LISTED: (Source.PROVIDER, 14),
    PAUSED: (Source.STAFF, 14),
}
CLOSED: dict[State, frozenset[str]] = {
    # By which closures each ends.
    (Status.COMPLETED, ""): frozenset({Closure.SERVICE_STARTED, Closure.INTAKE_ONLY}),
    (Status.REJECTED, ""): frozenset(
        {Closure.INELIGIBLE, Closure.NO_CAPACITY, Closure.REDIRECTED, Closure.DUPLICATE}
    ),
    (Status.FAILED, ""): frozenset({Closure.NO_SHOW, Closure.UNABLE_TO_CONTACT}),
    (Status.CANCELLED, ""): frozenset(
        {Closure.PERSON_WITHDREW, Closure.UNABLE_TO_CONTACT, Closure.REDIRECTED, Closure.DUPLICATE}
    ),
    (Status.ENTERED_IN_ERROR, ""): frozenset({""}),
}
_BEFORE_SEEN = (ASKED, HANDED, TAKEN, BOOKED, MISSED, LISTED, PAUSED)
_SENT = (*_BEFORE_SEEN, SEEN, STARTED)

# The arrows of DESIGN.md are FHIR's plain case. A provider's first answer may also be "there is a
# waiting list", and a person may walk in where nobody accepted anything: Task allows on-hold and
# in-progress after requested as well, and a table that refused them would have staff record an
# acceptance that nobody gave.
TABLE: dict[str, dict[State, State]] = {
    Deed.MAKE: {NOWHERE: DRAFT},
    Deed.GIVE_DETAILS: {DRAFT: HANDED},
    Deed.SEND: {DRAFT: ASKED, HANDED: ASKED},
    Deed.ACCEPT: dict.fromkeys((ASKED, HANDED, LISTED, PAUSED), TAKEN),
    Deed.DECLINE: dict.fromkeys((ASKED, HANDED, TAKEN, LISTED, PAUSED), (Status.REJECTED, "")),
    Deed.WAITLIST: dict.fromkeys((ASKED, HANDED, TAKEN, MISSED, PAUSED, LISTED), LISTED),
    # Again from BOOKED: the appointment is moved.
    Deed.SCHEDULE: dict.fromkeys(_BEFORE_SEEN, BOOKED),
    Deed.NOT_SEEN: dict.fromkeys((TAKEN, BOOKED), MISSED),
    # People also just walk in.
    Deed.ATTEND: dict.fromkeys(_BEFORE_SEEN, SEEN),
    Deed.START: dict.fromkeys((*_BEFORE_SEEN, SEEN), STARTED),
    Deed.HOLD: dict.fromkeys((HANDED, TAKEN, BOOKED, MISSED, LISTED), PAUSED),
    Deed.RESUME: dict.fromkeys((LISTED, PAUSED), MISSED),
    # A provider that may be told nothing more cannot be waited for; the rest stays as it is.
    Deed.REVOKE: {ASKED: HANDED, LISTED: PAUSED}
    | {state: state for state in (DRAFT, HANDED, TAKEN, BOOKED, MISSED, SEEN, STARTED, PAUSED)},
    Deed.COMPLETE: dict.fromkeys((SEEN, STARTED), (Status.COMPLETED, "")),
    Deed.FAIL: dict.fromkeys(
        (ASKED, HANDED, TAKEN, BOOKED, MISSED, LISTED, PAUSED), (Status.FAILED, "")
    ),
    Deed.CANCEL: dict.fromkeys((DRAFT, *_SENT), (Status.CANCELLED, "")),
    Deed.STOP: dict.fromkeys((DRAFT, *_SENT), (Status.CANCELLED, "")),
    Deed.MISTAKE: dict.fromkeys(
        (*OPEN, *(state for state in CLOSED if state[0] != Status.ENTERED_IN_ERROR)),
        (Status.ENTERED_IN_ERROR, ""),
    ),
}
# What a provider may answer, by the signed link.
OF_PROVIDER = (
    Deed.ACCEPT,
    Deed.DECLINE,
    Deed.WAITLIST,
    Deed.SCHEDULE,
    Deed.ATTEND,
    Deed.START,
    Deed.NOT_SEEN,
)
# What staff may record; the rest happens by itself or by a page of its own.
OF_STAFF = (
    *OF_PROVIDER,
    Deed.HOLD,
    Deed.RESUME,
    Deed.COMPLETE,
    Deed.FAIL,
    Deed.CANCEL,
    Deed.MISTAKE,
)
_REACHED = {STARTED: Closure.SERVICE_STARTED, SEEN: Closure.INTAKE_ONLY}


class NonsenseError(Exception):
    """What is asked for cannot happen to a referral that stands where this one does."""


@dataclass(frozen=True)
class Step:
    """A transition that makes sense: to where, and how it is closed ('' while it is open)."""

    to: State
    closure: str


def step(state: State, deed: str, closure: str = "") -> Step:
    """Return what `deed` makes of a referral in `state`. Raises NonsenseError.

    `closure` says why, where the deed closes. A completed referral is closed by what was reached,
    whatever is asked for: "service started" is not said of who came only once.
    """
    to = TABLE.get(deed, {}).get(state)
    if to is None:
        raise NonsenseError(f"{deed} from {state}")
    if to in OPEN:
        return Step(to, "")
    closure = _REACHED[state] if deed == Deed.COMPLETE else closure
    if deed == Deed.MISTAKE:
        closure = ""
    if closure not in CLOSED[to]:
        raise NonsenseError(f"{deed} as {closure or 'nothing'}")
    return Step(to, closure)


def possible(state: State) -> list[str]:
    """Return the deeds that make sense in a state, in the table's order."""
    return [deed for deed, ways in TABLE.items() if state in ways]


def closures(deed: str) -> frozenset[str]:
    """Return by what a deed can close a referral; empty where it does not close."""
    ends = {to for to in TABLE[deed].values() if to in CLOSED}
    return frozenset().union(*(CLOSED[end] for end in ends)) - {""}


def owed(state: State) -> str:
    """Return who owes the next step of an open referral; '' where it is closed."""
    return OPEN[state][0] if state in OPEN else ""


def due(state: State, now: datetime, appointment_at: datetime | None = None) -> datetime | None:
    """Return by when the next step is owed; None where nothing is. Aware times.

    After an appointment, not after its making.
    """
    if state not in OPEN:
        return None
    since = appointment_at if state == BOOKED and appointment_at else now
    return since + timedelta(days=OPEN[state][1])


def states() -> Iterator[State]:
    """Yield every state that a referral may be in."""
    yield from OPEN
    yield from CLOSED
