"""What waits for a coordinator: events set aside, conflicting events, agents' requests."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from outreach.visits.applying import apply_event
from outreach.visits.forms import FORMS
from outreach.visits.models import (
    ContactRequest,
    EventConflict,
    ReceivedEvent,
    Visit,
    VisitReport,
)
from outreach.visits.standing import last_report

Decision = ReceivedEvent.Decision


@dataclass(frozen=True)
class Questions:
    """Everything about the visits of a user's offices that nobody has decided yet."""

    set_aside: QuerySet[ReceivedEvent]
    conflicts: QuerySet[EventConflict]
    requests: QuerySet[ContactRequest]

    @property
    def count(self) -> int:
        """How many questions wait."""
        return self.set_aside.count() + self.conflicts.count() + self.requests.count()


def questions_for(user: Any) -> Questions:
    """Return what waits about the visits that `user` may see."""
    codes = Visit.objects.visible_to(user).values("code")
    events = ReceivedEvent.objects.filter(visit_code__in=codes)
    waiting = events.filter(verdict=ReceivedEvent.Verdict.QUARANTINED, decision="")
    conflicts = EventConflict.objects.filter(event__in=events, decided_at__isnull=True)
    requests = ContactRequest.objects.filter(visit__code__in=codes, decided_at__isnull=True)
    return Questions(
        waiting.select_related("author"),
        conflicts.select_related("author", "event__author"),
        requests.select_related("event__author", "visit__contact"),
    )


@dataclass(frozen=True)
class SideBySide:
    """An event that waits, the visit that it is about, and the report that counts there so far."""

    event: ReceivedEvent
    visit: Visit
    counts: VisitReport | None


def side_by_side(events: Iterable[ReceivedEvent]) -> list[SideBySide]:
    """Put beside each event what counts at its visit; three queries, however many there are."""
    waiting = list(events)
    codes = {event.visit_code for event in waiting}
    # Any, because the checker takes `to_attr` for a second definition of the attribute.
    visits: Any = Visit.objects.filter(code__in=codes)
    visits = visits.select_related("contact__address", "team").prefetch_related(
        Prefetch(
            "reports",
            queryset=VisitReport.objects.current().select_related("author", "event"),
            to_attr="current_reports",
        )
    )
    by_code = {visit.code: visit for visit in visits}
    return [
        SideBySide(event, visit, next(iter(visit.current_reports), None))
        for event in waiting
        if (visit := by_code.get(event.visit_code))
    ]


class CannotApply(Exception):  # noqa: N818 - it reads as what happened
    """The event cannot be applied any more; `str()` says why."""


@transaction.atomic
def decide_event(event: ReceivedEvent, user: Any, *, apply: bool) -> None:
    """Apply an event that was set aside after all, as a correction where one is there already.

    Or leave it aside; it stays readable either way. Raises CannotApply where its data no
    longer fits the form, or it takes back a report that never came.
    """
    event = ReceivedEvent.objects.select_for_update().get(pk=event.pk)
    if event.decision:
        return
    if apply:
        _apply_after_all(event)
    event.decision = Decision.APPLIED if apply else Decision.DISMISSED
    event.decided_at, event.decided_by = timezone.now(), user
    event.save(update_fields=["decision", "decided_at", "decided_by"])


@transaction.atomic
def decide_conflict(conflict: EventConflict, user: Any, *, apply: bool) -> None:
    """Let the second of two reports count, as a correction under a number of its own, or not.

    Raises CannotApply where it does not fit the form, or the first never came to count.
    """
    conflict = EventConflict.objects.select_for_update().get(pk=conflict.pk)
    if conflict.decided_at:
        return
    now = timezone.now()
    if apply:
        _apply_after_all(_as_correction(conflict, user, now))
    conflict.decided_at, conflict.decided_by = now, user
    conflict.save(update_fields=["decided_at", "decided_by"])


def _as_correction(conflict: EventConflict, user: Any, now: datetime) -> ReceivedEvent:
    """Keep the second content as an event; whoever decided that, and when, is kept with it."""
    first = conflict.event
    return ReceivedEvent.objects.create(
        id=uuid4(),
        kind=ReceivedEvent.Kind.CORRECTION,
        visit_code=first.visit_code,
        author=conflict.author,
        device_at=conflict.device_at,
        received_at=now,
        data=conflict.data,
        digest=conflict.digest,
        verdict=ReceivedEvent.Verdict.QUARANTINED,
        reason=ReceivedEvent.Reason.ALREADY_LOGGED,
        decision=Decision.APPLIED,
        decided_at=now,
        decided_by=user,
    )


def _apply_after_all(event: ReceivedEvent) -> None:
    visit = Visit.objects.select_for_update().get(code=event.visit_code)
    form = FORMS[event.kind](event.data)
    if not form.is_valid():
        raise CannotApply(_("What it says no longer fits the form."))
    if event.data.get("undone") and last_report(visit) is None:
        raise CannotApply(_("There is no report to take back."))
    try:
        with transaction.atomic():
            apply_event(event, visit, form.cleaned_data)
    except IntegrityError as error:
        raise CannotApply(_("Another report came in a moment ago.")) from error


def put_away(wish: ContactRequest, user: Any, **_decision: Any) -> None:
    """Keep that an agent's request was seen to."""
    wish.decided_at, wish.decided_by = timezone.now(), user
    wish.save(update_fields=["decided_at", "decided_by"])
