"""Open referrals of someone who must not be contacted end with the stop, or neither happens."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import ngettext

from contacts.models import Contact
from outreach.referrals.checks import cancel_checks
from outreach.referrals.codes import Closure, Deed
from outreach.referrals.disclosing import end_links
from outreach.referrals.models import Referral
from outreach.referrals.moving import Word, move

_BECAUSE = {
    Contact.StopReason.DECEASED: Closure.UNABLE_TO_CONTACT,
    # Who is erased may still go there; nobody can ask any more, so its end stays unknown.
    Contact.StopReason.ERASED: Closure.UNABLE_TO_CONTACT,
}


def cancel_of_stopped(contact: Contact, reason: str, **_kwargs: Any) -> None:
    """Cancel what is open and ask nothing more. Runs in the transaction that stops the contact."""
    cancel_referrals(contact, reason, timezone.now())


def cancel_referrals(contact: Contact, reason: str, now: datetime) -> None:
    """Cancel the open referrals, end every link and owe no check. `reason` is a StopReason."""
    closure = _BECAUSE.get(Contact.StopReason(reason), Closure.PERSON_WITHDREW)
    for referral in Referral.objects.filter(contact=contact).order_by("pk"):
        end_links(referral, now)
        if referral.is_open:
            move(referral, Deed.STOP, Word(closure=closure), now)
        else:
            cancel_checks(referral, now)


def count_open(contact: Contact, **_kwargs: Any) -> str:
    """Tell who is about to stop a contact how many open referrals that cancels."""
    count = Referral.objects.open().filter(contact=contact).count()
    words = ngettext("%(n)d open referral", "%(n)d open referrals", count)
    return words % {"n": count} if count else ""
