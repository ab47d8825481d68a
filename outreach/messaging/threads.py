"""What a conversation's page shows: everything to and from a number, and what stands in the way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from contacts.models import Consent, Contact, Language
from outreach.messaging.allowing import Obstacle, obstacles
from outreach.messaging.incoming import language_of, must_stop_by, people_of
from outreach.messaging.making import filled, reply_of
from outreach.messaging.models import (
    Conversation,
    IncomingText,
    NumberEvent,
    Reader,
    Template,
    Text,
)
from outreach.messaging.numbers import Standing, standing_of
from outreach.messaging.places import places_of

# Whoever wrote a word less long ago is still answering.
ANSWERING = timedelta(minutes=5)


@dataclass(frozen=True)
class Said:
    """One line of a thread: theirs or ours."""

    at: datetime
    words: str
    came_in: IncomingText | None = None
    went_out: Text | None = None
    is_new: bool = False


@dataclass(frozen=True)
class ReadyReply:
    """A ready-made reply as it would read."""

    slug: str
    name: str
    language: str
    words: str


@dataclass(frozen=True)
class Thread:
    """A conversation with its lines, its people, and what its number may be sent."""

    conversation: Conversation
    said: list[Said]
    people: list[Contact]
    standing: Standing
    clocks: list[datetime]

    @property
    def opted_out_at(self) -> datetime | None:
        """Since when nothing may be sent; None where the number did not opt out."""
        return self.standing.since.get(NumberEvent.Kind.OPTED_OUT)

    @property
    def held_at(self) -> datetime | None:
        """When they asked to stop in words of their own, which a person decides."""
        return self.standing.since.get(NumberEvent.Kind.HELD)

    @property
    def decide_by(self) -> datetime | None:
        """When the law's ten business days are over."""
        return must_stop_by(self.held_at) if self.held_at else None

    @property
    def consents(self) -> list[Consent]:
        """What the people of this number agreed to and took back, the newest first."""
        given = Consent.objects.filter(contact__in=self.people).select_related("withdrawal")
        return list(given.order_by("-given_at"))

    @property
    def alerts(self) -> list[Any]:
        """The alerts of danger that nobody has closed."""
        texts = (line.came_in for line in self.said if line.came_in)
        found = (getattr(text, "alert", None) for text in texts)
        return [alert for alert in found if alert and alert.closed_at is None]


def thread_of(conversation: Conversation, user: Any, now: datetime) -> Thread:
    """Return a conversation as this user sees it."""
    mine = conversation.readers.filter(user=user).first()
    people = list(Contact.objects.visible_to(user).filter(pk__in=_ids(conversation)))
    return Thread(
        conversation,
        _said(conversation, mine.read_at if mine else None),
        people,
        standing_of(conversation.key),
        _clocks(people, str(conversation.number), now),
    )


def _ids(conversation: Conversation) -> list[int]:
    return [person.pk for person in people_of(conversation.key)]


def _said(conversation: Conversation, read_at: datetime | None) -> list[Said]:
    said = [
        Said(
            one.received_at,
            one.words,
            came_in=one,
            is_new=read_at is None or one.received_at > read_at,
        )
        for one in conversation.came_in.select_related("alert")
    ]
    went = Text.objects.filter(Q(conversation=conversation) | Q(key=conversation.key))
    said += [Said(one.made_at, one.words, went_out=one) for one in went.select_related("author")]
    return sorted(said, key=lambda line: line.at)


def _clocks(people: Iterable[Contact], number: str, now: datetime) -> list[datetime]:
    """Return what their clocks say: one time each zone where the number may be."""
    zones = {place.zone for person in [*people, None] for place in places_of(person, number)}
    clocks = [timezone.localtime(now, ZoneInfo(zone)) for zone in sorted(zones)]
    return list({clock.strftime("%H%M"): clock for clock in clocks}.values())


def would_stand_in_the_way(
    conversation: Conversation, contact: Contact | None, words: str, now: datetime
) -> list[Obstacle]:
    """Return what would keep this reply back if it were sent now."""
    return obstacles(reply_of(conversation, contact, words), now)


def ready_replies(
    conversation: Conversation, people: Sequence[Contact], language: str = ""
) -> list[ReadyReply]:
    """Return the ready-made replies as they would read, in the person's language or another."""
    chosen = language if language in Language.values else language_of(conversation.key)
    person = people[0] if people else None
    templates = Template.objects.filter(use=Template.Use.REPLY, is_active=True)
    found = [(one, one.wording(chosen)) for one in templates]
    return [
        ReadyReply(one.slug, one.name, wording.language, filled(wording.words, person))
        for one, wording in found
        if wording
    ]


def read_by(conversation: Conversation, user: Any) -> Iterable[Reader]:
    """Return who else has read it, and until when."""
    others = conversation.readers.exclude(user=user)
    return others.select_related("user").order_by("-read_at")


def answered_by(conversation: Conversation, user: Any, now: datetime) -> Reader | None:
    """Return who else is writing an answer at this moment."""
    others = conversation.readers.exclude(user=user).exclude(draft="")
    return others.filter(wrote_at__gt=now - ANSWERING).select_related("user").first()


def mark_read(conversation: Conversation, user: Any, now: datetime) -> Reader:
    """Note that this user has read everything until now."""
    reader, _made = Reader.objects.update_or_create(
        conversation=conversation, user=user, defaults={"read_at": now}
    )
    return reader


def keep_draft(conversation: Conversation, user: Any, words: str, now: datetime) -> None:
    """Keep what someone has begun to write."""
    Reader.objects.update_or_create(
        conversation=conversation,
        user=user,
        defaults={"draft": words[:1600], "wrote_at": now},
    )
