"""What people decide: an answer, that none is needed, a stop in own words, an unknown text."""

from datetime import datetime
from typing import Any

from django.db import transaction

from contacts.models import Contact
from outreach.messaging.allowing import Obstacle, names_and_streets, obstacles
from outreach.messaging.callbacks import settle
from outreach.messaging.discretion import Finding, telling_words
from outreach.messaging.incoming import opt_out, people_of
from outreach.messaging.making import reply_of
from outreach.messaging.models import Conversation, CrisisAlert, NumberEvent, Text
from outreach.messaging.numbers import note, standing_of
from outreach.messaging.threads import keep_draft


class TellingError(Exception):
    """A reply would disclose something; `findings` say what."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("the words tell")
        self.findings = findings


class NeverError(Exception):
    """A reply may never be sent; `against` says why."""

    def __init__(self, against: list[Obstacle]) -> None:
        super().__init__("it may never be sent")
        self.against = against


@transaction.atomic
def reply(conversation: Conversation, words: str, by: Any, now: datetime) -> Text:
    """Queue an answer, and wait for theirs; what a person must decide first stays before them.

    Raises TellingError or NeverError, and then keeps the draft.
    """
    people = people_of(conversation.key)
    if found := findings_in(words, people):
        raise TellingError(found)
    text = reply_of(conversation, people[0] if people else None, words, by)
    if against := [one for one in obstacles(text, now) if one.is_final]:
        raise NeverError(against)
    text.save()
    in_danger, status = _is_in_danger(conversation), Conversation.Status.WAITING
    if in_danger or _is_held(conversation):
        status = Conversation.Status.NEEDS_REPLY
    Conversation.objects.filter(pk=conversation.pk).update(
        status=status, assigned_to=by, is_urgent=in_danger
    )
    keep_draft(conversation, by, "", now)
    return text


def findings_in(words: str, people: list[Contact]) -> list[Finding]:
    """Return what in a reply would tell, whoever of these people reads it."""
    said = [names_and_streets(person) for person in people]
    names = [name for found, _streets in said for name in found]
    streets = [street for _names, found in said for street in found]
    return telling_words(words, names, streets)


def handle(conversation: Conversation, by: Any, now: datetime) -> bool:
    """Put a conversation away; False while an alert or a stop in own words is still open."""
    if _is_in_danger(conversation) or _is_held(conversation):
        return False
    Conversation.objects.filter(pk=conversation.pk).update(
        status=Conversation.Status.HANDLED, is_urgent=False, handled_by=by, handled_at=now
    )
    return True


def assign(conversation: Conversation, to: Any) -> None:
    """Say whose it is; None gives it back to everyone."""
    Conversation.objects.filter(pk=conversation.pk).update(assigned_to=to)


@transaction.atomic
def decide_stop(conversation: Conversation, stop: bool, by: Any, now: datetime) -> None:
    """Decide whether words of their own meant stop: opt the number out, or let it go on."""
    if stop:
        opt_out(conversation.key, "own words", now)
    note(conversation.key, NumberEvent.Kind.RELEASED, "decided", now, by)
    held = Text.objects.filter(key=conversation.key, status=Text.Status.QUEUED)
    held.filter(reason=NumberEvent.Kind.HELD).update(due_at=now)


def close_alert(alert: CrisisAlert, outcome: str, by: Any, now: datetime) -> bool:
    """Close an alert of danger with what was done; False where someone else did it first."""
    changed = CrisisAlert.objects.filter(pk=alert.pk, closed_at=None).update(
        closed_at=now, closed_by=by, outcome=outcome
    )
    conversation = alert.text.conversation
    if changed and not _is_in_danger(conversation):
        Conversation.objects.filter(pk=conversation.pk).update(is_urgent=False)
    return bool(changed)


@transaction.atomic
def settle_by_hand(text: Text, was_sent: bool, now: datetime) -> bool:
    """Say what became of a text that nobody knows of; False where it is known by now."""
    kept = Text.objects.select_for_update().get(pk=text.pk)
    if kept.status != Text.Status.UNKNOWN:
        return False
    settle(kept, Text.Status.ACCEPTED if was_sent else Text.Status.FAILED, "person", "", now)
    return True


def _is_in_danger(conversation: Conversation) -> bool:
    return CrisisAlert.objects.filter(text__conversation=conversation, closed_at=None).exists()


def _is_held(conversation: Conversation) -> bool:
    return standing_of(conversation.key).holds(NumberEvent.Kind.HELD)
