"""Referring in one go, as it is done at a door: refer, hear the answer, share or only tell."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from contacts.models import Contact
from outreach.campaigns.models import Enrollment
from outreach.referrals.codes import Deed
from outreach.referrals.disclosing import give_consent, send
from outreach.referrals.models import Referral, Resource
from outreach.referrals.moving import Word, move
from outreach.referrals.referring import give_details, refer, refer_again


@dataclass(frozen=True)
class Handover:
    """Who is referred where, by whom, and what belongs to it."""

    contact: Contact
    resource: Resource
    by: Any
    now: datetime
    enrollment: Enrollment | None = None
    transport: str = ""
    appointment_at: datetime | None = None
    previous: Referral | None = None


@transaction.atomic
def hand_over(order: Handover, agreed: dict[str, Any] | None) -> Referral:
    """Refer, and share what was agreed to; without agreement only the person is told.

    `agreed` is the cleaned data of a ConsentForm, or None. Raises CannotReferError.
    """
    referral = _refer(order)
    if agreed is None:
        give_details(referral, order.by, order.now)
    else:
        said = {name: agreed[name] for name in ("shared", "days", "language", "how")}
        give_consent(referral, **said, by=order.by, now=order.now)
        send(referral, order.by, order.now)
    if order.appointment_at:
        word = Word(by=order.by, appointment_at=order.appointment_at)
        move(referral, Deed.SCHEDULE, word, order.now)
    return referral


def _refer(order: Handover) -> Referral:
    is_warm = order.appointment_at is not None
    if order.previous:
        return refer_again(
            order.previous, order.resource, order.by, order.now, transport=order.transport,
            is_warm=is_warm,
        )  # fmt: skip
    return refer(
        order.contact,
        order.resource,
        order.by,
        order.now,
        enrollment=order.enrollment,
        transport=order.transport,
        is_warm=is_warm,
    )
