"""Making texts: from a follow-up that is due, from a coordinator's reply, from HELP or danger."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override, pgettext

from contacts.identity import phone_key
from contacts.models import Contact, Phone
from outreach.messaging.models import Conversation, FollowUp, IncomingText, Text

FIELDS = ("first_name", "programme", "phone", "appointment")


def filled(words: str, contact: Contact | None, appointment: str = "") -> str:
    """Return a wording with its fields filled: {first_name}, {programme} and the office's {phone}.

    {appointment} is its day and time in words. Anything else in braces stays as it is. What has no
    value leaves no gap: whose first name is not known is greeted with "Hi, …".
    """
    values = {
        "first_name": contact.given_name if contact else "",
        "programme": settings.PROGRAMME_NAME,
        "phone": contact.office.phone if contact else "",
        "appointment": appointment,
    }
    for name, value in values.items():
        field = "{" + name + "}"
        words = (words if value else words.replace(f" {field}", "")).replace(field, value)
    return words


@transaction.atomic
def make_due(now: datetime | None = None, most: int = 1_000) -> int:
    """Turn follow-ups that are due into texts of the outbox, each once; return how many."""
    now = now or timezone.now()
    due = FollowUp.objects.select_for_update(of=("self",)).filter(
        status=FollowUp.Status.OWED, due_at__lte=now
    )
    return sum(_make_follow_up(one, now) for one in due.order_by("due_at")[:most])


def _make_follow_up(follow_up: FollowUp, now: datetime) -> bool:
    contact = follow_up.enrollment.contact
    step = follow_up.step
    wording = step.template.wording(follow_up.language)
    if wording is None or not (step.template.is_active and step.sequence.is_active):
        follow_up.status, follow_up.reason = FollowUp.Status.CANCELLED, "NO_WORDING"
        follow_up.save(update_fields=["status", "reason"])
        return False
    number = str(follow_up.phone.number)
    Text.objects.create(
        contact=contact,
        conversation=Conversation.objects.filter(key=follow_up.phone.key).first(),
        number=number,
        key=follow_up.phone.key,
        kind=Text.Kind.FOLLOW_UP,
        purpose=step.template.purpose,
        words=filled(wording.words, contact, _appointment_words(follow_up)),
        wording=wording,
        follow_up=follow_up,
        due_at=now,
        made_at=now,
    )
    follow_up.status = FollowUp.Status.QUEUED
    follow_up.save(update_fields=["status"])
    return True


def _appointment_words(follow_up: FollowUp) -> str:
    """Return day and time in the office's zone. Short: an accent of a weekday may cost a text."""
    if follow_up.appointment_at is None:
        return ""
    zone = ZoneInfo(follow_up.enrollment.contact.office.time_zone)
    with override(follow_up.language):
        shape = pgettext("day and time of an appointment in a text", "D, M j, g:i A")
        return date_format(timezone.localtime(follow_up.appointment_at, zone), shape)


def named(words: str) -> str:
    """Return a reply with our neutral name before it, where it does not say who writes."""
    name = settings.PROGRAMME_NAME
    words = words.strip()
    return words if not words or name.casefold() in words.casefold() else f"{name}: {words}"


def reply_of(
    conversation: Conversation, contact: Contact | None, words: str, author: Any = None
) -> Text:
    """Return what a coordinator writes as a text that is not queued yet.

    It goes out like every other text, if it may.
    """
    return Text(
        conversation=conversation,
        contact=contact,
        number=str(conversation.number),
        key=conversation.key,
        kind=Text.Kind.REPLY,
        words=named(words),
        answers=conversation.came_in.last(),
        author=author,
    )


def make_answer(
    incoming: IncomingText, kind: Text.Kind, language: str, now: datetime
) -> Text | None:
    """Queue the automatic answer to a text, once; None where it is queued already."""
    conversation = incoming.conversation
    with override(language):
        words = automatic_words(kind, is_known=Phone.objects.filter(key=conversation.key).exists())
    try:
        with transaction.atomic():
            return Text.objects.create(
                conversation=conversation,
                number=str(conversation.number),
                key=phone_key(str(conversation.number)),
                kind=kind,
                words=words,
                answers=incoming,
                due_at=now,
            )
    except IntegrityError:
        return None


def automatic_words(kind: Text.Kind, is_known: bool) -> str:
    """Return what is answered by itself, in the language that is active.

    A number that nobody is known by learns our name and how to stop, and no more.
    """
    if kind == Text.Kind.HELP and not is_known:
        return gettext("%(programme)s. Answer STOP and we write no more.") % {
            "programme": settings.PROGRAMME_NAME
        }
    if kind == Text.Kind.HELP:
        return gettext(
            "%(programme)s: we check in with people. Answer here and a person reads it. "
            "Answer STOP and we write no more."
        ) % {"programme": settings.PROGRAMME_NAME}
    return gettext(
        "%(programme)s: if you or someone near you is in danger now, call 911. You can call or "
        "text 988 at any hour and talk to someone. A person of ours will read your message soon."
    ) % {"programme": settings.PROGRAMME_NAME}
