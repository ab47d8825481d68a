"""Whether an event may still be applied to its visit, or must be set aside for a coordinator."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from outreach.campaigns.models import Team
from outreach.visits.devices import is_revoked
from outreach.visits.models import ReceivedEvent, Visit, VisitReport

Reason = ReceivedEvent.Reason
# A phone may have been without signal for a long weekend.
DAYS_TO_SEND = 7
EARLIER_VISITS = 3


def why_set_aside(event: ReceivedEvent, visit: Visit, list_day: date | None = None) -> str:
    """Return the reason why a coordinator has to decide about the event, or ''.

    `list_day` is the day of the list from which a phone proves that its user logged.
    """
    author: Any = event.author
    if not author.is_active or not author.has_perm("visits.log_visit"):
        return Reason.ACCESS_ENDED
    if event.device and is_revoked(event.device):
        return Reason.PHONE_REVOKED
    if list_day and list_day != visit.day:
        return Reason.OTHER_DAY
    if not Team.objects.filter(pk=visit.team_id, members=author).exists():
        return Reason.REASSIGNED
    if event.kind == ReceivedEvent.Kind.CONTACT_REQUEST:
        return ""
    return _why_not_reportable(event, visit)


def _why_not_reportable(event: ReceivedEvent, visit: Visit) -> str:
    if visit.status == Visit.Status.CANCELLED:
        return Reason.CANCELLED
    if not _is_in_time(event, visit):
        return Reason.OTHER_DAY
    reported = last_report(visit)
    correcting = event.kind == ReceivedEvent.Kind.CORRECTION
    if correcting and reported is None:
        return Reason.NOTHING_TO_CORRECT
    if not correcting and reported is not None and not reported.undone:
        return Reason.ALREADY_LOGGED
    return ""


def _is_in_time(event: ReceivedEvent, visit: Visit) -> bool:
    """Whether it came on the visit's day at the office or in the week after, by our own clock."""
    received = timezone.localdate(event.received_at, visit.team.office.zone)
    return visit.day <= received <= visit.day + timedelta(days=DAYS_TO_SEND)


def last_report(visit: Visit) -> VisitReport | None:
    """Return the report of the visit that nothing supersedes, be it an undo, or None."""
    return visit.reports.filter(correction__isnull=True).first()


def earlier_reports(visits: Iterable[Visit]) -> dict[int, list[VisitReport]]:
    """Return, by contact, the last reports of earlier days that count, the newest first."""
    listed = list(visits)
    people = [visit.contact_id for visit in listed]
    before = max((visit.day for visit in listed), default=date.min)
    reports = VisitReport.objects.current().filter(visit__contact__in=people, visit__day__lt=before)
    found: dict[int, list[VisitReport]] = {}
    for report in reports.select_related("visit").order_by("-visit__day"):
        of_contact = found.setdefault(report.visit.contact_id, [])
        if len(of_contact) < EARLIER_VISITS:
            of_contact.append(report)
    return found
