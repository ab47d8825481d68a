"""Who asked for a referral at the door, and was not referred to anyone yet.

The reports say it, so nothing is kept twice: a correction or an undo takes it off the list, and so
does a referral. Only who sees to it, and why it was closed without one, are rows of their own.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from outreach.referrals.models import Referral
from outreach.visits.models import Visit, VisitReport, WantedReferral

SATURDAY = 5
SOON = timedelta(hours=4)


@dataclass(frozen=True)
class Wanted:
    """One person who waits, as the work list says it."""

    report: VisitReport
    due_at: datetime
    owner: Any
    is_late: bool
    is_soon: bool


def wanted_by_people(user: Any) -> QuerySet[VisitReport]:
    """Return the reports of `user`'s offices that still call for a referral, the oldest first.

    One a person, the last that asked. A referral since the day of that visit answers it, whichever
    campaign it counts for; the hour says nothing, for an agent may refer first and log then.
    """
    wants = VisitReport.objects.current().filter(referral_wanted=True)
    later = wants.filter(
        visit__contact=OuterRef("visit__contact"), visit__day__gt=OuterRef("visit__day")
    )
    referred = Referral.objects.filter(
        contact=OuterRef("visit__contact"), made_at__date__gte=OuterRef("visit__day")
    )
    return wants.filter(
        ~Exists(later),
        ~Exists(referred),
        visit__in=Visit.objects.visible_to(user),
        visit__contact__stopped="",
        visit__wanted_referral__closed_at__isnull=True,
    ).order_by("received_at")


def due_after(asked_at: datetime, zone: Any) -> datetime:
    """Return the same hour of the next working day at the office; weekends are none."""
    due_at = timezone.localtime(asked_at, zone) + timedelta(days=1)
    while due_at.weekday() >= SATURDAY:
        due_at += timedelta(days=1)
    return due_at


def rows_of(reports: QuerySet[VisitReport], now: datetime) -> list[Wanted]:
    """Return what the list says of each; it is owed from when the office heard of it."""
    related = "author", "visit__contact__office", "visit__team", "visit__wanted_referral__owner"
    return [_row_of(report, now) for report in reports.select_related(*related)]


def _row_of(report: VisitReport, now: datetime) -> Wanted:
    visit = report.visit
    due_at = due_after(report.received_at, visit.contact.office.zone)
    owner = visit.wanted_referral.owner if hasattr(visit, "wanted_referral") else None
    return Wanted(report, due_at, owner, due_at < now, now <= due_at < now + SOON)


def take(visit: Visit, owner: Any) -> None:
    """Make `owner` the one who sees to it; None gives it back to the office."""
    WantedReferral.objects.update_or_create(visit=visit, defaults={"owner": owner})


def close(visit: Visit, closure: str, by: Any, now: datetime) -> None:
    """Keep why nobody is referred: `closure` is a code of `WantedReferral.Closure`."""
    closed = {"closure": closure, "closed_at": now, "closed_by": by}
    WantedReferral.objects.update_or_create(visit=visit, defaults=closed)
