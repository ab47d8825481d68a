"""Calling whoever is on call to an alert of danger, again and again until a person closes it."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.access import who_may
from outreach.messaging.models import Conversation, CrisisAlert, OnCall

AGAIN = timedelta(minutes=10)
# Where the mail did not go out.
TRY_AGAIN = timedelta(minutes=1)
logger = logging.getLogger(__name__)


def alarm(now: datetime | None = None) -> int:
    """Write to those on call for each open alert, at once and every ten minutes; how many alerts.

    The e-mail names nobody: a page tells the rest, to who may see it. Any number of workers may do
    this at once: whoever marks the alert first writes.
    """
    now = now or timezone.now()
    open_ones = CrisisAlert.objects.filter(closed_at=None).select_related("text__conversation")
    due = open_ones.filter(Q(alarmed_at=None) | Q(alarmed_at__lte=now - AGAIN))
    return sum(_call(alert, now) for alert in due)


def _call(alert: CrisisAlert, now: datetime) -> bool:
    mine = CrisisAlert.objects.filter(pk=alert.pk, alarmed_at=alert.alarmed_at)
    if not mine.update(alarmed_at=now):
        return False
    try:
        _write(alert)
    except OSError as error:
        # One mail that fails keeps no other alert back, and is not taken for a call.
        logger.error("alert %s called nobody: %s", alert.pk, type(error).__name__)
        CrisisAlert.objects.filter(pk=alert.pk, alarmed_at=now).update(
            alarmed_at=now - AGAIN + TRY_AGAIN
        )
        return False
    return True


def _write(alert: CrisisAlert) -> None:
    addresses = sorted({user.email for user in to_be_called(alert.text.conversation)})
    page = reverse("messaging:conversation", args=[alert.text.conversation.code])
    words = _(
        "Someone wrote words of danger. Look at it now, and close the alert with what was done:"
    )
    if addresses:
        subject = _("Someone may be in danger")
        send_mail(subject, f"{words}\n{settings.PUBLIC_URL.rstrip('/')}{page}", None, addresses)


def to_be_called(conversation: Conversation) -> list[Any]:
    """Return those on call who may see it; all who may see it, where nobody of them is on call."""
    may = [
        user
        for user in who_may("messaging.view_conversation")
        if Conversation.objects.visible_to(user).filter(pk=conversation.pk).exists()
    ]
    on_call = set(OnCall.objects.values_list("user", flat=True))
    return [user for user in may if user.pk in on_call] or may


def be_on_call(user: Any, is_on_call: bool) -> None:
    """Be on call from now on, or no longer. Saying it again changes nothing."""
    if is_on_call:
        OnCall.objects.get_or_create(user=user)
    else:
        OnCall.objects.filter(user=user).delete()


def who_is_on_call() -> list[str]:
    """Return the names of those on call."""
    users = get_user_model().objects.filter(on_call__isnull=False, is_active=True)
    return [user.short_name for user in users.order_by("on_call__since")]
