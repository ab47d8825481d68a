"""Which resources nobody has confirmed for long: the queue of those to call."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery

from contacts.places import Place
from outreach.referrals.finding import CONFIRMED_FOR, apart_from, in_box
from outreach.referrals.models import Confirmation, Resource

MILES = 50
MOST_SHOWN = 50
# Who did not answer is tried again the next day.
AGAIN_AFTER = timedelta(hours=20)
# What its source dropped is asked about this long, and then left.
VANISHED_FOR = timedelta(days=90)


def to_call(near: Place | None, now: datetime) -> Any:
    """Return the resources around a place that are to be called, those longest unasked first.

    What vanished from its source lately comes first of all: it may have closed. Each has
    `tried_at`, when it was last called. What has no place, such as a line to call, is in it too.
    """
    called = Confirmation.objects.filter(resource=OuterRef("pk")).order_by("-at").values("at")[:1]
    old = Q(confirmed_on=None) | Q(confirmed_on__lt=(now - CONFIRMED_FOR).date())
    vanished = Q(vanished_at__gt=now - VANISHED_FOR)
    rows: Any = Resource.objects.filter(Q(is_listed=True) & old | vanished)
    rows = rows.annotate(tried_at=Subquery(called))
    rows = rows.filter(Q(tried_at=None) | Q(tried_at__lt=now - AGAIN_AFTER))
    if near is not None:
        rows = rows.filter(in_box(near, MILES) | Q(latitude=None))
    return rows.order_by(
        F("vanished_at").desc(nulls_last=True),
        F("confirmed_on").asc(nulls_first=True),
        *((apart_from(near),) if near is not None else ()),
        "pk",
    )


def is_stale(resource: Resource, now: datetime) -> bool:
    """Say whether a resource is due for a call."""
    return resource.confirmed_on is None or resource.confirmed_on < (now - CONFIRMED_FOR).date()
