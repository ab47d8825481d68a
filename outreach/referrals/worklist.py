"""The coordinator's work list: who owes what by when, the latest first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outreach.referrals.codes import Source
from outreach.referrals.models import Referral, ReferralCheck
from outreach.referrals.models.referrals import OPEN
from outreach.referrals.transitions import BOOKED, DRAFT, LISTED, SEEN, STARTED, owed

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
# What stands in a row, by where the referral stands: the next step in words.
STEPS: dict[tuple[str, str], str | Promise] = {
    DRAFT: _("Ask for consent, or give the details"),
    ("requested", "AWAITING_PROVIDER"): _("Answer whether they take the person"),
    ("requested", "AWAITING_PERSON"): _("Go there, with the details they were given"),
    ("accepted", "AWAITING_PERSON"): _("Make an appointment with the person"),
    BOOKED: _("Say whether the person came"),
    ("in-progress", "AWAITING_PERSON"): _("Reach the person, and make a new appointment"),
    SEEN: _("Say whether the service started"),
    STARTED: _("Verify it, and close the referral"),
    LISTED: _("Say whether a place is free"),
    ("on-hold", "AWAITING_PERSON"): _("See whether it can go on"),
}
OWED_BY = {
    Source.PROVIDER: _("The provider"),
    Source.PERSON: _("The person"),
    Source.STAFF: _("We"),
}


@dataclass(frozen=True)
class List:
    """One of the lists: its name in the address, its words, what is in it."""

    name: str
    label: str | Promise
    narrow: Callable[[Any, Any, datetime], Any]


LISTS = {
    each.name: each
    for each in (
        List("open", _("Open"), lambda found, _user, _now: found.filter(next_due__lt=NEVER)),
        List("late", _("Overdue"), lambda found, _user, now: found.filter(next_due__lt=now)),
        List(
            "mine",
            _("Mine"),
            lambda found, user, _now: found.filter(owner=user, next_due__lt=NEVER),
        ),
        List(
            "provider",
            _("The provider owes"),
            lambda found, _user, _now: found.filter(waiting_for(Source.PROVIDER)),
        ),
        List("closed", _("Closed"), lambda found, _user, _now: found.exclude(status__in=OPEN)),
    )
}


def waiting_for(who: str) -> Q:
    """Return what an open referral must be for `who` to owe the next step."""
    states = [state for state in STEPS if owed(state) == who]
    return Q(*(Q(status=s, sub_status=u) for s, u in states), _connector=Q.OR)


def with_due(referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    """Add `next_due`: by when the next step or the next check is owed; NEVER where nothing is."""
    pending = ReferralCheck.objects.filter(
        referral=OuterRef("pk"), answer="", cancelled_at__isnull=True
    ).order_by("due_at")
    check_due = Coalesce(Subquery(pending.values("due_at")[:1]), NEVER)
    return referrals.annotate(next_due=Least(Coalesce(F("due_at"), NEVER), check_due))


def work_list(user: Any, name: str, now: datetime) -> QuerySet[Referral]:
    """Return one of the lists, what is owed the longest first; the closed ones newest first."""
    mine = with_due(Referral.objects.visible_to(user))
    found: QuerySet[Referral] = LISTS[name].narrow(mine, user, now)
    order = ["-closed_at", "-pk"] if name == "closed" else ["next_due", "pk"]
    return found.select_related("contact", "resource", "owner", "contact__office").order_by(*order)


def counts(user: Any, now: datetime) -> dict[str, int]:
    """Return how many are in each list."""
    mine = with_due(Referral.objects.visible_to(user))
    return {name: each.narrow(mine, user, now).count() for name, each in LISTS.items()}


@dataclass(frozen=True)
class Row:
    """A referral as the list says it: who owes what by when."""

    referral: Referral
    who: str | Promise
    what: str | Promise
    due_at: datetime | None
    is_late: bool
    is_soon: bool


def row_of(referral: Any, now: datetime) -> Row:
    """Return what the list says of a referral that has `next_due`."""
    due_at = referral.next_due if referral.next_due < NEVER else None
    check_first = due_at is not None and due_at != referral.due_at
    who: str | Promise = OWED_BY[Source.STAFF] if check_first else OWED_BY.get(referral.owed_by, "")
    what = _("Ask whether it started and lasts") if check_first else STEPS.get(referral.state, "")
    late = due_at is not None and due_at < now
    soon = due_at is not None and not late and due_at < now + timedelta(days=1)
    return Row(referral, who, what, due_at, late, soon)
