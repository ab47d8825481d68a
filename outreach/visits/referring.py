"""What referrals set going in texts: follow-ups, and reminders of appointments.

Referrals and messages know nothing of each other; this app knows both. A text goes only to who
agreed to texts, which the sequences ask for themselves.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from outreach.messaging.sequencing import end_cause, move_appointment, start_sequences
from outreach.referrals.codes import Deed
from outreach.referrals.models import Referral, ReferralEvent

# After what a sequence may start: the deed, its code, and its words.
STARTS = {
    Deed.SEND: ("REFERRAL_SENT", _("A provider was asked")),
    Deed.GIVE_DETAILS: ("REFERRAL_GIVEN", _("Details of a resource were given")),
    Deed.SCHEDULE: ("REFERRAL_SCHEDULED", _("An appointment was made")),
    Deed.START: ("REFERRAL_STARTED", _("A service started")),
}
# The appointment is no longer one to be reminded of.
FALLS_THROUGH = {Deed.NOT_SEEN, Deed.ATTEND, Deed.START, Deed.HOLD, Deed.WAITLIST, Deed.RESUME}


def owe_texts(referral: Referral, event: ReferralEvent, now: datetime, **_kwargs: Any) -> None:
    """Start, move and end what this change of a referral calls for."""
    cause = cause_of(referral)
    if not referral.is_open:
        end_cause(cause, "REFERRAL_CLOSED", now)
        return
    if event.deed in FALLS_THROUGH:
        end_cause(cause, "NO_APPOINTMENT", now, reminders_only=True)
    if event.deed not in STARTS or referral.enrollment is None:
        return
    at = event.appointment_at
    if at and _was_scheduled_before(referral, event):
        move_appointment(cause, at, now)
        return
    code, _words = STARTS[Deed(event.deed)]
    start_sequences(referral.enrollment, {code}, now, cause=cause, appointment_at=at)


def cause_of(referral: Referral) -> str:
    """Return what texts about a referral are known by."""
    return f"referral {referral.code}"


def _was_scheduled_before(referral: Referral, event: ReferralEvent) -> bool:
    """Tell whether the event before this one left an appointment that still stood."""
    before = referral.events.filter(pk__lt=event.pk).order_by("-pk").first()
    return before is not None and before.sub_status == "SCHEDULED"
