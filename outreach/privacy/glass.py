"""Breaking the glass: seeing someone whom one may not see otherwise, and answering for it."""

from datetime import datetime, timedelta
from typing import Any

from auditlog import get_logentry_model
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from contacts.looks import log_deed
from contacts.models import Contact
from contacts.telling import tell_those_who_may
from outreach.privacy.models import MINUTES_OPEN, BrokenGlass

REVIEW = "privacy.review_broken_glass"
# More than any emergency needs, and too few to go through people by guessing.
MOST_TRIES = 10
SPAN = timedelta(days=1)


class ReviewedAlreadyError(Exception):
    """Someone else was quicker."""


class OwnGlassError(Exception):
    """Nobody reviews what they did themselves."""


def tried_too_often(user: Any, now: datetime) -> bool:
    """Tell whether the user looked for people behind the glass as often as anyone may in a day."""
    tries = get_logentry_model().objects.filter(
        actor=user, additional_data__deed="find_behind_glass", timestamp__gt=now - SPAN
    )
    return bool(tries.count() >= MOST_TRIES)


@transaction.atomic
def break_glass(person: Contact, by: Any, reason: str, words: str) -> BrokenGlass:
    """Open one person to one user for half an hour, and tell those who review it."""
    glass = BrokenGlass.objects.create(contact=person, broken_by=by, reason=reason, words=words)
    log_deed(glass, "break_glass", by, contact=person.code, reason=reason)
    tell_those_who_may(
        REVIEW,
        _("Doorstep: someone broke the glass"),
        _("Someone saw a record that is not theirs. Sign in and review it within seven days."),
        but=by,
    )
    return glass


def still_open(user: Any, now: datetime) -> QuerySet[BrokenGlass]:
    """Return what this user broke within the last half hour, of people still known."""
    since = now - timedelta(minutes=MINUTES_OPEN)
    glasses = BrokenGlass.objects.filter(broken_by=user, broken_at__gt=since)
    return glasses.exclude(contact=None).select_related("contact__office", "contact__address")


def to_review(user: Any) -> QuerySet[BrokenGlass]:
    """Return what this user has to review, the longest waiting first."""
    waiting = BrokenGlass.objects.filter(finding="").exclude(broken_by=user)
    return waiting.select_related("broken_by", "contact").order_by("broken_at", "pk")


@transaction.atomic
def review(glass: BrokenGlass, by: Any, finding: str, now: datetime) -> None:
    """Write down what a second person found. Raises OwnGlassError, ReviewedAlreadyError."""
    if glass.broken_by_id == by.pk:
        raise OwnGlassError
    changed = BrokenGlass.objects.filter(pk=glass.pk, finding="").update(
        finding=finding, reviewed_by=by, reviewed_at=now
    )
    if not changed:
        raise ReviewedAlreadyError
    log_deed(glass, "review_glass", by, finding=finding)
