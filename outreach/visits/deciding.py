"""What waits for a coordinator: events set aside, conflicting events, agents' requests."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from outreach.visits.applying import apply_event
from outreach.visits.forms import FORMS
from outreach.visits.models import ContactRequest, EventConflict, ReceivedEvent, Visit
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


class CannotApply(Exception):  # noqa: N818 - it reads as what happened
    """The event cannot be applied any more; `str()` says why."""


@transaction.atomic
def decide_event(event: ReceivedEvent, user: Any, *, apply: bool) -> None:
    """Apply an event that was set aside after all, as a correction where one is there already.

    Or leave it aside; it stays readable either way. Raises CannotApply where its visit was
    cancelled for a contact who must not be contacted, or its data no longer fits.
    """
    event = ReceivedEvent.objects.select_for_update().get(pk=event.pk)
    if event.decision:
        return
    if apply:
        _apply_after_all(event)
    event.decision = Decision.APPLIED if apply else Decision.DISMISSED
    event.decided_at, event.decided_by = timezone.now(), user
    event.save(update_fields=["decision", "decided_at", "decided_by"])


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
