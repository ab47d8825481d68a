"""The one way a report is stored: the log page and the phone's queue both come through here.

An event is kept before it is acknowledged, once, under the identifier that its maker gave it. A
repeat gets the same answer again; other content under the same identifier is kept beside the
first; an event that came too late for its visit is set aside for a coordinator.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction
from django.forms import BaseForm
from django.utils.translation import gettext as _

from outreach.visits.applying import apply_event
from outreach.visits.forms import FORMS, EnvelopeForm
from outreach.visits.models import EventConflict, ReceivedEvent, Visit
from outreach.visits.standing import why_set_aside

APPLIED, DUPLICATE, CONFLICT = "applied", "duplicate", "conflict"
QUARANTINED, REJECTED, RETRY = "quarantined", "rejected", "retry"


@dataclass(frozen=True)
class Verdict:
    """What became of an event.

    `reason` is for people, `field` names what was wrong with it, and `code` says so to programs.
    """

    id: str
    verdict: str
    reason: str = ""
    field: str = ""
    code: str = ""

    @property
    def stored(self) -> bool:
        """Whether the event is kept, so that its sender may forget it."""
        return self.verdict in (APPLIED, DUPLICATE, CONFLICT, QUARANTINED)


@dataclass(frozen=True)
class Sending:
    """What is known of how an event came, besides who made it."""

    device: UUID | None = None
    # How far the phone's clock was ahead of ours.
    clock_ahead_seconds: int | None = None
    # Sealed reports only: the day of the list from which their author proves to be.
    list_day: date | None = None


def receive_event(
    user: Any,
    envelope: Any,
    now: datetime,
    sending: Sending = Sending(),
) -> Verdict:
    """Store one event of `user`, received at `now` (aware), and answer what became of it.

    Never raises for anything that the envelope holds. `retry` says that the database was busy:
    nothing was stored and the same event may be sent again. What was sealed cannot be mended on
    the phone any more, so it is set aside where anyone else's would be rejected for what it says.
    """
    name = _identifier(envelope)
    if not isinstance(envelope, Mapping) or not _is_text(envelope):
        return Verdict(name, REJECTED, _("An event must be an object of plain text and numbers."))
    form = EnvelopeForm(envelope)
    if not form.is_valid():
        return _rejected(name, form)
    event = _event(user, envelope, form.cleaned_data, now, sending)
    try:
        return _store(event, envelope.get("data"), sending)
    except OperationalError:
        return Verdict(name, RETRY, _("The office is busy. It will be sent again."), code="busy")


def _store(event: ReceivedEvent, data: Any, sending: Sending) -> Verdict:
    if verdict := _known(event):
        return verdict
    if not isinstance(data, dict):
        return Verdict(str(event.pk), REJECTED, _("The data must be an object."), "data")
    form = FORMS[event.kind](data)
    is_sealed = sending.list_day is not None
    if not form.is_valid() and not is_sealed:
        return _rejected(str(event.pk), form)
    try:
        with transaction.atomic():
            return _apply(event, form, sending.list_day)
    except IntegrityError:
        # Someone stored the same identifier, or a report of the same visit, a moment ago.
        busy = Verdict(str(event.pk), RETRY, _("The office is busy."), code="busy")
        return _known(event) or busy


def _apply(event: ReceivedEvent, form: BaseForm, list_day: date | None) -> Verdict:
    visit = (
        Visit.objects.select_for_update(of=("self",))
        .select_related("team__office", "enrollment__campaign", "contact")
        .filter(code=event.visit_code)
        .first()
    )
    if visit is None:
        return Verdict(str(event.pk), REJECTED, _("There is no such visit."), "visit")
    unfit = "" if form.is_valid() else ReceivedEvent.Reason.UNFIT
    event.reason = why_set_aside(event, visit, list_day) or unfit
    if event.reason:
        event.verdict = ReceivedEvent.Verdict.QUARANTINED
        event.save(force_insert=True)
        return Verdict(str(event.pk), QUARANTINED, event.get_reason_display())
    event.save(force_insert=True)
    apply_event(event, visit, form.cleaned_data)
    return Verdict(str(event.pk), APPLIED)


def _known(event: ReceivedEvent) -> Verdict | None:
    """Answer for an identifier that was used before; None where it is new."""
    first = ReceivedEvent.objects.filter(pk=event.pk).first()
    if first is None:
        return None
    if first.digest == event.digest and first.author_id == event.author_id:
        return Verdict(str(event.pk), DUPLICATE)
    EventConflict.objects.get_or_create(
        event=first,
        digest=event.digest,
        defaults={
            "author_id": event.author_id,
            "device_at": event.device_at,
            "received_at": event.received_at,
            "data": event.data,
        },
    )
    return Verdict(str(event.pk), CONFLICT, _("Another report came under the same number."))


def _event(
    user: Any, envelope: Mapping[str, Any], head: dict[str, Any], now: datetime, sending: Sending
) -> ReceivedEvent:
    data = envelope.get("data")
    offset = head["at"].utcoffset()
    return ReceivedEvent(
        id=head["id"],
        kind=head["kind"],
        visit_code=head["visit"],
        author=user,
        device=sending.device,
        device_at=head["at"],
        device_offset_minutes=round(offset.total_seconds() / 60),
        clock_ahead_seconds=sending.clock_ahead_seconds,
        received_at=now,
        data=data,
        digest=_digest(head, data),
        verdict=ReceivedEvent.Verdict.APPLIED,
    )


def _digest(head: dict[str, Any], data: Any) -> str:
    """Return the SHA-256 of what the event says, however its JSON was spelled.

    The phone's clock is left out: it is a claim, and two taps on one button differ in it alone.
    """
    said = [head["kind"], head["visit"], data]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _identifier(envelope: Any) -> str:
    return str(envelope.get("id", ""))[:36] if isinstance(envelope, Mapping) else ""


def _is_text(envelope: Mapping[str, Any]) -> bool:
    """Whether every text in it can be stored: no half characters, nothing that JSON lacks.

    PostgreSQL stores no NUL either, which JSON writes as a backslash and u0000.
    """
    try:
        text = json.dumps(envelope, ensure_ascii=False, allow_nan=False)
        text.encode()
    except (UnicodeEncodeError, TypeError, ValueError, RecursionError):
        return False
    return "\\u0000" not in text.replace("\\\\", "")


def _rejected(name: str, form: BaseForm) -> Verdict:
    field, errors = next(iter(form.errors.items()))
    return Verdict(name, REJECTED, str(errors[0]), "" if field == "__all__" else field)
