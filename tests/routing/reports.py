"""Visits that were made, written as records: how they are logged is not routing's matter."""

from uuid import uuid4

from django.utils import timezone

from outreach.visits.models import ReceivedEvent, Visit, VisitReport
from tests.factories import VisitFactory


def log(visit, agent, disposition, at=None, received_at=None):
    """Write the report of a visit, and mark the visit as logged."""
    at = at or timezone.now()
    received_at = received_at or at
    event = ReceivedEvent.objects.create(
        id=uuid4(),
        kind=ReceivedEvent.Kind.VISIT_REPORT,
        visit_code=visit.code,
        author=agent,
        device_at=at,
        received_at=received_at,
        data={},
        digest="0" * 64,
        verdict=ReceivedEvent.Verdict.APPLIED,
    )
    VisitReport.objects.create(
        event=event,
        visit=visit,
        author=agent,
        knocked_at=at,
        received_at=received_at,
        disposition=disposition,
    )
    visit.status = Visit.Status.LOGGED
    visit.save()
    return visit


def report(enrollment, team, agent, disposition, **when):
    """Make a visit of the enrollment with its report."""
    return log(VisitFactory(enrollment=enrollment, team=team), agent, disposition, **when)
