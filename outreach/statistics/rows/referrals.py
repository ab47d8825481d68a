"""Referrals as one row each, on the day on which they left us, with what came of them.

A referral left us with its first event that is neither a draft nor an end. It is linked with the
first event that says the person came or the service started, by the word of that event's source.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from outreach.campaigns.models import Campaign
from outreach.referrals.codes import Answer, Closure, Source, Status, SubStatus
from outreach.referrals.models import Referral, ReferralCheck, ReferralEvent
from outreach.statistics.facts import KINDS, VERIFIED, Fact
from outreach.statistics.rows.table import NONE, Homes, Table, days_since_1970, table_of

CHUNK = 5_000
MONTH = timedelta(days=30)
NOT_OUT = {Status.DRAFT, Status.CANCELLED, Status.ENTERED_IN_ERROR}
CAME = {SubStatus.INTAKE_ATTENDED, SubStatus.SERVICE_STARTED}
CAME_CLOSED = {Closure.SERVICE_STARTED, Closure.INTAKE_ONLY}
CHECKS = {30: (Fact.CHECKED_30, Fact.KEPT_30), 90: (Fact.CHECKED_90, Fact.KEPT_90)}


def read_referrals(campaign: Campaign, homes: Homes, as_of: datetime) -> Table:
    """Return the campaign's referrals as they stood; terms that end after `as_of` are open."""
    return table_of(_rows(campaign, homes, as_of))


def _rows(
    campaign: Campaign, homes: Homes, as_of: datetime
) -> Iterator[tuple[int, int, int, int, int]]:
    events, checks = _events(campaign), _checks(campaign)
    found = (
        Referral.objects.filter(enrollment__campaign=campaign)
        .exclude(status=Status.ENTERED_IN_ERROR)
        .exclude(closure=Closure.DUPLICATE)
    )
    columns = ("pk", "contact_id", "resource__kind", "closure")
    for pk, contact, kind, closure in found.values_list(*columns).iterator(chunk_size=CHUNK):
        team = homes.team(contact)
        left = next((at for at, status, *_ in events[pk] if status not in NOT_OUT), None)
        if team == NONE or left is None or left > as_of:
            continue
        facts = Fact.REFERRED | KINDS[kind] | _outcome(events[pk], closure, left, as_of)
        if facts & Fact.LINKED:
            facts |= _lasting(checks[pk], as_of)
        zone = ZoneInfo(homes.places.teams[team].zone)
        yield contact, team, days_since_1970(left.astimezone(zone).date()), facts, 0


type Event = tuple[datetime, str, str, str, str]


def _events(campaign: Campaign) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = defaultdict(list)
    rows = ReferralEvent.objects.filter(referral__enrollment__campaign=campaign)
    columns = ("referral_id", "at", "status", "sub_status", "closure", "source")
    for pk, *event in rows.order_by("at", "pk").values_list(*columns).iterator(chunk_size=CHUNK):
        found[pk].append((event[0], event[1], event[2], event[3], event[4]))
    return found


def _checks(campaign: Campaign) -> dict[int, list[tuple[int, datetime, str]]]:
    found: dict[int, list[tuple[int, datetime, str]]] = defaultdict(list)
    rows = ReferralCheck.objects.filter(referral__enrollment__campaign=campaign)
    for pk, days, due_at, answer in rows.values_list("referral_id", "days", "due_at", "answer"):
        found[pk].append((days, due_at, answer))
    return found


def _outcome(events: list[Event], closure: str, left: datetime, as_of: datetime) -> Fact:
    """Say whether it is linked, when and by whose word, and whether its end is known."""
    came = next(
        ((at, source) for at, _s, sub, end, source in events if _came(sub, end, at, as_of)), None
    )
    facts = Fact.LINKED if came else Fact(0)
    if left + MONTH > as_of:
        return facts
    facts |= Fact.OVER_30
    if came and came[0] <= left + MONTH:
        facts |= Fact.LINKED_30 | VERIFIED[Source(came[1])]
    if came or closure not in ("", Closure.UNABLE_TO_CONTACT):
        facts |= Fact.LOOP_CLOSED
    return facts


def _came(sub_status: str, closure: str, at: datetime, as_of: datetime) -> bool:
    return at <= as_of and (sub_status in CAME or closure in CAME_CLOSED)


def _lasting(checks: list[tuple[int, datetime, str]], as_of: datetime) -> Fact:
    facts = Fact(0)
    for days, due_at, answer in checks:
        if days in CHECKS and due_at <= as_of:
            due, kept = CHECKS[days]
            facts |= due | (kept if answer == Answer.LASTS else Fact(0))
    return facts
