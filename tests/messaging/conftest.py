"""Someone who agreed to texts, a gateway that does as it is told, and a moment in the day."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from contacts.identity import phone_key
from contacts.models import Consent
from outreach.messaging.gateway import Handed, Result
from outreach.messaging.models import Template, Text
from outreach.messaging.pacing import Sender
from tests.factories import ContactFactory, EnrollmentFactory, PhoneFactory

NUMBER = "+18605550142"
# A Monday, 13:00 in Hartford.
NOON = datetime(2026, 11, 23, 18, tzinfo=UTC)


@dataclass
class ToldGateway:
    """Answers what it was told, and remembers what it was handed."""

    answers: list[Result] = field(default_factory=list)
    handed: list[tuple[str, str, str]] = field(default_factory=list)
    has: list[object] = field(default_factory=list)

    sender: Sender = field(default_factory=lambda: Sender("told", 0))

    def send(self, number, words, status_address) -> Result:
        self.handed.append((number, words, status_address))
        return self.answers.pop(0) if self.answers else Handed(f"SM{len(self.handed):032d}")

    def listed(self, number, since):
        return self.has


@pytest.fixture
def gateway() -> ToldGateway:
    return ToldGateway()


@pytest.fixture
def person(office):
    """Someone in Hartford with a phone."""
    contact = ContactFactory(
        office=office, given_name="Rosa", family_name="Delgado", address__postal_code="06103"
    )
    PhoneFactory(contact=contact, number=NUMBER, key=phone_key(NUMBER))
    return contact


@pytest.fixture
def agree(agent):
    """Return a function that keeps someone's consent to texts."""

    def agreed(contact, at=NOON, purposes=tuple(Consent.Purpose.values)):
        return Consent.objects.create(
            contact=contact, phone=contact.phones.get(), channel="SMS", wording="May we?",
            purposes=list(purposes),
            wording_version="2026-11", language="en", how="IN_PERSON", given_at=at,
            recorded_by=agent,
        )  # fmt: skip

    return agreed


@pytest.fixture
def enrollment(person, campaign, agree):
    """The person enrolled, who agreed."""
    agree(person)
    return EnrollmentFactory(campaign=campaign, contact=person)


@pytest.fixture
def template(db) -> Template:
    made = Template.objects.create(slug="check-in-test", name="Check-in")
    made.wordings.create(language="en", words="Hi {first_name}, {programme} here. How are you?")
    made.wordings.create(language="es", words="Hola {first_name}, somos {programme}.")
    return made


@pytest.fixture
def queue(person):
    """Return a function that puts a text to the person into the outbox."""

    def queued(words="How are you?", **more) -> Text:
        known = {"contact": person, "number": NUMBER, "key": phone_key(NUMBER), "due_at": NOON}
        usual = {"kind": Text.Kind.FOLLOW_UP, "purpose": "CHECK_IN"}
        return Text.objects.create(words=words, **usual | known | more)

    return queued
