"""Taking in what people write: once, read by its words, and soon before a human."""

from datetime import datetime, timedelta

import holidays
from django.db import IntegrityError, transaction

from contacts.identity import phone_key
from contacts.models import Consent, ConsentWithdrawal, Contact, Phone
from outreach.messaging.claiming import cancel
from outreach.messaging.keywords import Meaning, own_words, quotes, read
from outreach.messaging.making import make_answer
from outreach.messaging.models import (
    Conversation,
    CrisisAlert,
    FollowUp,
    IncomingText,
    NumberEvent,
    Text,
)
from outreach.messaging.numbers import note, note_reached

# The FCC's limit for honouring any request to stop (47 CFR 64.1200(a)(10)).
BUSINESS_DAYS_TO_STOP = 10
# So many texts back is still looked for what a reaction quotes.
REACTED_TO = 50


@transaction.atomic
def take_in(
    provider_id: str, number: str, words: str, now: datetime, opt_out_type: str = ""
) -> IncomingText | None:
    """Keep a text and do at once what its words ask for; None where it is kept already.

    A number that nobody is known by gets a conversation too, and no answer but those to HELP and
    to danger, which name the programme only.
    """
    key = phone_key(number)
    reading = read(_own_words(words, key), opt_out_type)
    conversation = _conversation(number, key)
    try:
        with transaction.atomic():
            text = IncomingText.objects.create(
                conversation=conversation,
                provider_id=provider_id,
                words=words[:1600],
                received_at=now,
                meaning=reading.meaning,
                crisis=reading.crisis,
            )
    except IntegrityError:
        return None
    # Who writes to us can be reached, whatever the carrier said last.
    note_reached(key, "wrote to us", now)
    # An alert comes first: who writes "STOP, I want to die" is in danger all the same.
    if reading.crisis:
        CrisisAlert.objects.create(text=text, raised_at=now)
        make_answer(text, Text.Kind.CRISIS, language_of(key), now)
    _act(text, key, reading.meaning, now, answered=bool(opt_out_type))
    _bring_before_someone(conversation, text, reading.crisis, now)
    return text


def _own_words(words: str, key: str) -> str:
    """Leave out what a reaction quotes of the texts that we sent to this number lately."""
    if not quotes(words):
        return words
    ours = Text.objects.filter(key=key).order_by("-made_at")[:REACTED_TO]
    return own_words(words, [text.words for text in ours])


def _conversation(number: str, key: str) -> Conversation:
    # Whoever comes second waits here, so that two texts of one number have an order.
    Conversation.objects.get_or_create(key=key, defaults={"number": number})
    return Conversation.objects.select_for_update().get(key=key)


def _act(text: IncomingText, key: str, meaning: str, now: datetime, answered: bool) -> None:
    match meaning:
        case Meaning.STOP:
            opt_out(key, "keyword", now)
        case Meaning.START:
            note(key, NumberEvent.Kind.OPTED_IN, "keyword", now)
            note(key, NumberEvent.Kind.RELEASED, "keyword", now)
        case Meaning.ASKS_TO_STOP:
            note(key, NumberEvent.Kind.HELD, "own words", now)
        case Meaning.HELP if not answered:
            # Where Twilio named the keyword it has answered it as well.
            make_answer(text, Text.Kind.HELP, language_of(key), now)


def opt_out(key: str, source: str, now: datetime) -> None:
    """Stop everything to a number: what waits is cancelled, and every consent for it withdrawn.

    Must run in a transaction. It waits for a claim that is under way, so that nothing is claimed
    after it is committed.
    """
    note(key, NumberEvent.Kind.OPTED_OUT, source, now)
    waiting = Text.objects.select_for_update().filter(key=key, status__in=Text.NOT_LEFT)
    for text in waiting.exclude(kind=Text.Kind.CRISIS):
        cancel(text, NumberEvent.Kind.OPTED_OUT, now)
    FollowUp.objects.filter(phone__key=key, status=FollowUp.Status.OWED).update(
        status=FollowUp.Status.CANCELLED, reason=NumberEvent.Kind.OPTED_OUT
    )
    given = Consent.objects.filter(
        channel=Consent.Channel.SMS, phone__key=key, withdrawal__isnull=True
    )
    how = ConsentWithdrawal.How.BY_TEXT
    for consent in given:
        ConsentWithdrawal.objects.create(consent=consent, how=how, withdrawn_at=now)


def _bring_before_someone(
    conversation: Conversation, text: IncomingText, crisis: bool, now: datetime
) -> None:
    needs_no_one = text.meaning in (Meaning.STOP, Meaning.START, Meaning.HELP) and not crisis
    conversation.last_in_at = now
    conversation.is_urgent = conversation.is_urgent or crisis
    if not needs_no_one:
        conversation.status = Conversation.Status.NEEDS_REPLY
        conversation.handled_by = conversation.handled_at = None
    elif not text.conversation.came_in.exclude(pk=text.pk).exists():
        conversation.status = Conversation.Status.HANDLED
    conversation.save()


def people_of(key: str) -> list[Contact]:
    """Return the contacts who are known by a number, those with the newest consent first."""
    phones = Phone.objects.filter(key=key).select_related("contact__address", "contact__office")
    return [phone.contact for phone in phones.order_by("-pk")]


def language_of(key: str) -> str:
    """Return the language of the people of a number; English where nobody is known."""
    people = people_of(key)
    return people[0].language if people else "en"


def must_stop_by(asked: datetime) -> datetime:
    """Return the end of the tenth business day after someone asked to stop."""
    closed, day, left = holidays.country_holidays("US"), asked, BUSINESS_DAYS_TO_STOP
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and day.date() not in closed
    return day
