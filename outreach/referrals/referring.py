"""Referring someone: to begin with, and again after it came to nothing."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from contacts.models import Contact
from outreach.campaigns.models import Enrollment
from outreach.referrals.codes import Deed, Source, Status
from outreach.referrals.models import Referral, ReferralEvent, Resource
from outreach.referrals.moving import Word, move
from outreach.referrals.signals import referral_moved
from outreach.referrals.transitions import DRAFT, due


class CannotReferError(Exception):
    """The person must not be contacted, or has an open referral to this resource already."""


@transaction.atomic
def refer(
    contact: Contact,
    resource: Resource,
    by: Any,
    now: datetime,
    *,
    enrollment: Enrollment | None = None,
    transport: str = "",
    is_warm: bool = False,
    previous: Referral | None = None,
) -> Referral:
    """Make a draft: nothing is told to anyone yet. Raises CannotReferError."""
    known = Contact.objects.select_for_update().get(pk=contact.pk)
    if known.stopped:
        raise CannotReferError("STOPPED")
    referral = Referral(
        contact=known,
        enrollment=enrollment or newest_enrollment(known),
        resource=resource,
        previous=previous,
        transport=transport,
        is_warm=is_warm,
        made_by=by,
        made_at=now,
        due_at=due(DRAFT, now),
    )
    try:
        with transaction.atomic():
            referral.save()
    except IntegrityError as error:
        raise CannotReferError("REFERRED_ALREADY") from error
    event = ReferralEvent.objects.create(
        referral=referral, deed=Deed.MAKE, status=Status.DRAFT, source=Source.STAFF, by=by, at=now
    )
    referral_moved.send(Referral, referral=referral, event=event, now=now)
    return referral


def give_details(referral: Referral, by: Any, now: datetime) -> None:
    """Note that the person was given the resource's details. The provider is told nothing."""
    move(referral, Deed.GIVE_DETAILS, Word(by=by), now)


def refer_again(
    referral: Referral,
    resource: Resource,
    by: Any,
    now: datetime,
    *,
    transport: str = "",
    is_warm: bool = False,
) -> Referral:
    """Refer the same person elsewhere, after a referral that is over. The chain is kept.

    Where nobody asked anew how they get there, what was said before holds. Raises CannotReferError
    also where it is still open, or was followed by another one already.
    """
    if referral.is_open:
        raise CannotReferError("STILL_OPEN")
    if Referral.objects.filter(previous=referral).exists():
        raise CannotReferError("REFERRED_AGAIN")
    return refer(
        referral.contact,
        resource,
        by,
        now,
        enrollment=referral.enrollment,
        transport=transport or referral.transport,
        is_warm=is_warm,
        previous=referral,
    )


def chain_of(referral: Referral) -> list[Referral]:
    """Return all referrals of the chain, the oldest first."""
    first = referral
    while first.previous_id:
        first = Referral.objects.select_related("resource").get(pk=first.previous_id)
    chain = [first]
    while following := Referral.objects.filter(previous=chain[-1]).first():
        chain.append(following)
    return chain


def newest_enrollment(contact: Contact) -> Enrollment | None:
    """Return the enrollment that a referral without a visit counts for."""
    return contact.enrollments.order_by("-enrolled_at", "-pk").first()
