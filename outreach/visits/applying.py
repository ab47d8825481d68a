"""What an accepted event changes: its report, the visit, the enrollment, consent, a stop."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from contacts.models import Contact
from contacts.stopping import stop_contact
from outreach.campaigns.models import Enrollment
from outreach.messaging.sequencing import end_sequences, start_sequences
from outreach.visits.codelists import Disposition
from outreach.visits.consenting import keep_consent
from outreach.visits.models import ContactRequest, ReceivedEvent, SupplyGiven, Visit, VisitReport
from outreach.visits.outcomes import Outcome, closure_after
from outreach.visits.standing import last_report

# A phone's clock that is further away than this is wrong.
LONGEST_WITHOUT_SIGNAL = timedelta(days=7)
# These fields of the checked data are columns of the report under the same name.
COLUMNS = (
    "disposition", "response", "decline_reasons", "barriers", "family_present", "interpreter_used",
    "crisis_escalated", "card_left", "asks_no_contact", "referral_wanted", "come_back_at", "note",
    "latitude", "longitude", "accuracy_metres",
)  # fmt: skip


def apply_event(event: ReceivedEvent, visit: Visit, data: dict[str, Any]) -> None:
    """Carry out `event`, whose data was checked, on `visit`. Runs inside the caller's transaction.

    Raises IntegrityError where another report of the same visit was stored in the meantime.
    """
    if event.kind == ReceivedEvent.Kind.CONTACT_REQUEST:
        ContactRequest.objects.create(event=event, visit=visit, **data)
        return
    report = _append_report(event, visit, data)
    _append_supplies(report, data["supplies"])
    visit.status = _status_after(report)
    visit.save(update_fields=["status", "changed_at"])
    _settle_enrollment(visit.enrollment)
    keep_consent(report, data["consent"])
    _owe_texts(report)
    if reason := _stop_reason(report):
        stop_contact(visit.contact, reason)


def _owe_texts(report: VisitReport) -> None:
    """Start the sequences that this report calls for, and end those that an earlier one did."""
    codes = set() if report.undone else {report.disposition, report.response} - {""}
    enrollment = report.visit.enrollment
    if report.supersedes_id:
        end_sequences(enrollment, codes, "CORRECTED", report.received_at)
    late_by = report.received_at - report.knocked_at
    is_right = timedelta() <= late_by <= LONGEST_WITHOUT_SIGNAL
    start_sequences(enrollment, codes, report.knocked_at if is_right else report.received_at)


def _append_report(event: ReceivedEvent, visit: Visit, data: dict[str, Any]) -> VisitReport:
    return VisitReport.objects.create(
        event=event,
        visit=visit,
        supersedes=last_report(visit),
        author=event.author,
        knocked_at=event.happened_at,
        received_at=event.received_at,
        undone=data.get("undone", False),
        place=data["place"] or VisitReport.Place.UNKNOWN,
        **{name: data[name] for name in COLUMNS},
    )


def _append_supplies(report: VisitReport, supplies: list[dict[str, Any]]) -> None:
    SupplyGiven.objects.bulk_create(
        SupplyGiven(report=report, **{**supply, "doses": supply["doses"] or 0})
        for supply in supplies
    )


def _status_after(report: VisitReport) -> str:
    """An undo opens the visit again, unless nobody may go there or another visit is open."""
    visit = report.visit
    if not report.undone:
        return Visit.Status.LOGGED
    others = Visit.objects.filter(contact=visit.contact, status=Visit.Status.OPEN)
    blocked = visit.contact.stopped or others.exclude(pk=visit.pk).exists()
    return Visit.Status.CANCELLED if blocked else Visit.Status.OPEN


def _settle_enrollment(enrollment: Enrollment) -> None:
    """Close or reopen the enrollment by all the reports of it that count."""
    if enrollment.closure == Enrollment.Closure.STOPPED:
        return
    reports = VisitReport.objects.current().filter(visit__enrollment=enrollment)
    outcomes = [
        Outcome(report.disposition, asked_back=report.come_back_at is not None)
        for report in reports.order_by("visit__day", "received_at")
    ]
    closure = closure_after(outcomes, enrollment.campaign.attempt_cap)
    if closure != enrollment.closure:
        enrollment.closure = closure
        enrollment.closed_at = timezone.now() if closure else None
        enrollment.save(update_fields=["closure", "closed_at"])


def _stop_reason(report: VisitReport) -> str:
    if report.disposition == Disposition.DECEASED:
        return Contact.StopReason.DECEASED
    return Contact.StopReason.DO_NOT_CONTACT if report.asks_no_contact else ""
