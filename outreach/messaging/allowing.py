"""May this be sent? One answer, asked when a text is made and again when it is about to leave."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from contacts.models import Consent, Contact, DoNotContact
from outreach.messaging.discretion import telling_words
from outreach.messaging.models import NumberEvent, Text
from outreach.messaging.numbers import Standing, standings_of
from outreach.messaging.places import places_of
from outreach.messaging.quiet_hours import may_text

Kind, Status = Text.Kind, Text.Status
# Read by someone, as far as we know.
LEFT = (
    Status.CLAIMED,
    Status.SENDING,
    Status.ACCEPTED,
    Status.DELIVERED,
    Status.UNKNOWN,
)
# Whoever just wrote is awake: an answer may follow at once.
AWAKE = timedelta(hours=1)
# Within it a phone that several people share is not asked the same under another name.
SAME_DAY = timedelta(hours=20)


@dataclass(frozen=True)
class Obstacle:
    """A reason not to send: its code, since when or by what, and when it ends by itself.

    Where `ends_at` is None it does not: a final one cancels the text, another waits for a person.
    """

    code: str
    since: datetime | None = None
    ends_at: datetime | None = None
    evidence: str = ""
    is_final: bool = True


@dataclass(frozen=True)
class Said:
    """A follow-up that a number was sent lately: its template, to whom, and when."""

    template: int | None
    contact: int | None
    at: datetime


@dataclass(frozen=True)
class Known:
    """What is recorded of some numbers, read at once for a batch of texts."""

    standings: dict[str, Standing]
    stops: dict[str, DoNotContact]
    consents: dict[str, list[Consent]]
    said: dict[str, list[Said]]

    @classmethod
    def of(cls, keys: Iterable[str], now: datetime) -> "Known":
        """Read it."""
        keys = list(keys)
        stops = DoNotContact.objects.filter(kind=DoNotContact.Kind.PHONE, key__in=keys)
        given = Consent.objects.filter(channel=Consent.Channel.SMS, phone__key__in=keys)
        consents: dict[str, list[Consent]] = {}
        for one in given.select_related("withdrawal", "phone").order_by("given_at", "pk"):
            consents.setdefault(one.phone.key if one.phone else "", []).append(one)
        stopped = {entry.key: entry for entry in stops}
        return cls(standings_of(keys), stopped, consents, _said_lately(keys, now))


def _said_lately(keys: Sequence[str], now: datetime) -> dict[str, list[Said]]:
    lately = Text.objects.filter(
        key__in=keys, kind=Kind.FOLLOW_UP, claimed_at__gt=now - SAME_DAY, status__in=LEFT
    )
    said: dict[str, list[Said]] = {}
    of = lately.values_list("key", "wording__template", "contact", "claimed_at")
    for key, template, contact, at in of:
        said.setdefault(key, []).append(Said(template, contact, at or now))
    return said


def obstacles(text: Text, now: datetime, known: Known | None = None) -> list[Obstacle]:
    """Return every reason not to send this text now; none means that it may be sent.

    An answer to danger is kept back by an opt-out alone. HELP is answered at any hour. `known` is
    what was read of its number in this very transaction; without it, it is read.
    """
    known = known or Known.of([text.key], now)
    standing = known.standings[text.key]
    found = _of_the_number(standing)
    if text.kind == Kind.CRISIS:
        return [one for one in found if one.code == NumberEvent.Kind.OPTED_OUT]
    if text.kind == Kind.HELP:
        return found
    found += _of_the_people(known.stops.get(text.key), text.contact)
    if text.kind == Kind.FOLLOW_UP:
        found += _of_the_consent(known.consents.get(text.key, []), text)
        found += _of_what_was_said(known.said.get(text.key, []), text)
    if standing.holds(NumberEvent.Kind.HELD):
        since = standing.since[NumberEvent.Kind.HELD]
        found.append(Obstacle(NumberEvent.Kind.HELD, since, is_final=False))
    return found + _of_the_words(text) + _of_the_appointment(text, now) + _of_the_hour(text, now)


def _of_the_number(standing: Standing) -> list[Obstacle]:
    kinds = NumberEvent.Kind
    final = (kinds.OPTED_OUT, kinds.LANDLINE, kinds.BLOCKED, kinds.UNREACHABLE)
    return [Obstacle(kind, standing.since[kind]) for kind in final if standing.holds(kind)]


def _of_the_people(entry: DoNotContact | None, contact: Contact | None) -> list[Obstacle]:
    found = [Obstacle("DO_NOT_CONTACT", entry.since)] if entry else []
    if contact and contact.stopped:
        found.append(Obstacle("STOPPED", contact.stopped_at, evidence=contact.stopped))
    return found


def _of_the_consent(given: Iterable[Consent], text: Text) -> list[Obstacle]:
    """The newest consent of everyone who shares the number counts; one withdrawal is enough.

    What the newest one of the person leaves out, they do not want any more.
    """
    newest = {one.contact_id: one for one in given}
    withdrawn = [one for one in newest.values() if hasattr(one, "withdrawal")]
    if withdrawn:
        return [Obstacle("WITHDRAWN", max(one.withdrawal.withdrawn_at for one in withdrawn))]
    theirs = newest.get(text.contact_id) if text.contact_id else None
    if theirs is None:
        return [Obstacle("NO_CONSENT")]
    if text.purpose not in theirs.purposes:
        return [Obstacle("OTHER_PURPOSE", theirs.given_at)]
    return []


def _of_what_was_said(said: Iterable[Said], text: Text) -> list[Obstacle]:
    """Whoever shares a phone is not asked twice how they are; each one's appointment is told."""
    if text.wording is None or (text.follow_up and text.follow_up.appointment_at):
        return []
    template = text.wording.template_id
    others = [one for one in said if one.template == template and one.contact != text.contact_id]
    return [Obstacle("SAID_TO_ANOTHER", max(one.at for one in others))] if others else []


def _of_the_words(text: Text) -> list[Obstacle]:
    names, streets = names_and_streets(text.contact)
    found = telling_words(text.words, names, streets)
    return [Obstacle("TELLING", evidence=", ".join(one.words for one in found))] if found else []


def names_and_streets(contact: Contact | None) -> tuple[Sequence[str], Sequence[str]]:
    """Return what of this person must not stand in a text."""
    if contact is None:
        return (), ()
    return (contact.name,), (contact.address.street,) if contact.address else ()


def _of_the_appointment(text: Text, now: datetime) -> list[Obstacle]:
    """A reminder that comes after its appointment only confuses."""
    at = text.follow_up.appointment_at if text.follow_up else None
    return [Obstacle("TOO_LATE", at)] if at and at <= now else []


def _of_the_hour(text: Text, now: datetime) -> list[Obstacle]:
    if text.answers and now - text.answers.received_at < AWAKE:
        return []
    places = places_of(text.contact, str(text.number))
    if not places:
        return [Obstacle("PLACE_UNKNOWN", is_final=False)]
    answer = may_text(now, places)
    if answer.allowed or answer.quiet_at is None:
        return []
    place = answer.quiet_at
    evidence = f"{place.state} {place.zone}: {place.rule.source} ({place.rule.as_of})"
    return [Obstacle("QUIET", ends_at=answer.opens_at, evidence=evidence, is_final=False)]
