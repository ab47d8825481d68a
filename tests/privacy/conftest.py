"""Campaigns that are over, and people about whom something is held in every table."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from unittest import mock
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone
from pyrage import x25519

from contacts.models import Consent, ConsentWithdrawal, LeadImport, LeadImportRow, ReviewFlag
from outreach.campaigns.models import Campaign
from outreach.messaging.incoming import take_in
from outreach.messaging.models import (
    Conversation,
    FollowUp,
    Reader,
    Sequence,
    SimulatedText,
    Template,
    Text,
)
from outreach.privacy.models import BrokenGlass
from outreach.referrals.disclosing import give_consent, send, tell
from outreach.referrals.links import make_link
from outreach.referrals.referring import refer
from outreach.routing.models import Plan, Route
from outreach.visits.models import EventConflict, ReceivedEvent, SupplyGiven, WantedReferral
from tests.factories import (
    AddressFactory,
    CampaignFactory,
    ContactFactory,
    EnrollmentFactory,
    PhoneFactory,
    ResourceFactory,
    TeamFactory,
    VisitFactory,
)
from tests.statistics.history import report_visit

# Words that occur nowhere but in what is held about the person below.
SEEDED = ("Quillfeather", "Zebedee", "Wobblegate", "8605550142", "whispers", "grimalkin")


@pytest.fixture(autouse=True)
def ledger(settings, tmp_path):
    """The ledger of this test alone."""
    settings.ERASURE_LEDGER = tmp_path / "erasures"
    return settings.ERASURE_LEDGER


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def over(office) -> Campaign:
    """A campaign that was closed 200 days ago and keeps people for 180."""
    return close_long_ago(CampaignFactory(name="Spring doors", slug="spring", offices=[office]))


@pytest.fixture
def over_team(over, office, agent):
    return TeamFactory(campaign=over, office=office, members=[agent], name="Spring team")


@pytest.fixture
def zebedee(over, over_team, coordinator):
    """Someone about whom every table holds something, in the campaign that is over."""
    return seed(over, over_team, coordinator)


class NoCipher:
    """Leaves every value as it is."""

    def encrypt(self, plain: bytes) -> bytes:
        return plain

    def decrypt(self, token: str | bytes) -> bytes:
        return token.encode() if isinstance(token, str) else token


@contextmanager
def in_plain():
    """Let names stand in the database as they are, so that what removes them is proven alone."""
    with mock.patch("contacts.encryption.cipher", NoCipher):
        yield


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, migrated, tmp_path_factory):
    """A database with people in it, made once."""
    from tests.privacy import apart

    with django_db_blocker.unblock(), in_plain():
        name = apart.make(tmp_path_factory.mktemp("made"), migrated)
        yield name
        apart.drop(name)


@pytest.fixture
def live(made, django_db_blocker, tmp_path):
    """A copy that Doorstep serves."""
    from tests.privacy import apart

    with django_db_blocker.unblock(), in_plain():
        name = apart.copy(made, tmp_path)
        with apart.working_in(name):
            yield name
        apart.drop(name)


@pytest.fixture
def keys(settings, tmp_path) -> Path:
    """The private half of the key to which backups are encrypted, in a file."""
    identity = x25519.Identity.generate()
    settings.BACKUP_RECIPIENT = str(identity.to_public())
    path = tmp_path / "identity"
    path.write_text(f"# created: today\n# public key: {identity.to_public()}\n{identity}\n")
    return path


@pytest.fixture
def backup(live, keys, tmp_path) -> Path:
    path = tmp_path / "doorstep.backup"
    call_command("backup", path, stdout=StringIO())
    return path


def close_long_ago(campaign: Campaign, days: int = 200) -> Campaign:
    campaign.status = Campaign.Status.CLOSED
    campaign.closed_at = timezone.now() - timedelta(days=days)
    campaign.save()
    return campaign


def seed(campaign, team, coordinator):
    """Make a person, and hold something about them in every table that can."""
    door = AddressFactory(street="7 Wobblegate Lane", note="past the grimalkin")
    person = ContactFactory(
        office=team.office,
        given_name="Zebedee",
        family_name="Quillfeather",
        address=door,
        note="whispers at night",
        reference="ref-quillfeather",
    )
    phone = PhoneFactory(contact=person, number="+18605550142")
    door.safety_flags.create(kind="DOG", source="OFFICE", raised_by=coordinator)
    ReviewFlag.objects.create(contact=person, problem="NO_PLACE", value="Wobblegate?")
    visit = VisitFactory(team=team, enrollment=EnrollmentFactory(campaign=campaign, contact=person))
    _log(visit, person, phone, coordinator)
    _plan(visit, team)
    _list(person, campaign, coordinator)
    _text(person, phone, visit.enrollment)
    _refer(person, visit.enrollment, coordinator)
    BrokenGlass.objects.create(
        contact=person,
        broken_by=coordinator,
        reason="LIFE",
        words="Quillfeather whispers that he will jump",
    )
    return person


def _log(visit, person, phone, coordinator) -> None:
    first = report_visit(visit, "NO_ANSWER", note="Quillfeather was out", latitude=41.7)
    last = report_visit(
        visit,
        "CONTACT_PERSON",
        response="ACCEPTED_REFERRAL",
        note="Zebedee whispers",
        knocked_at=datetime.combine(visit.day, datetime.min.time(), UTC) + timedelta(hours=15.4),
        latitude=41.77,
        longitude=-72.5,
    )
    ReceivedEvent.objects.filter(visit_code=visit.code).update(data={"note": "Zebedee"})
    SupplyGiven.objects.create(report=last, item="NALOXONE", quantity=1, doses=2)
    EventConflict.objects.create(
        event=first.event,
        author=coordinator,
        device_at=timezone.now(),
        data={"note": "Quillfeather"},
        digest="x",
    )
    _request(visit, coordinator)
    consent = Consent.objects.create(
        contact=person,
        phone=phone,
        channel="SMS",
        wording="May we?",
        purposes=["CHECK_IN"],
        wording_version="2026-11",
        language="en",
        how="IN_PERSON",
        given_at=timezone.now() - timedelta(days=201),
        recorded_by=coordinator,
        evidence=last.pk,
    )
    ConsentWithdrawal.objects.create(consent=consent, how="BY_TEXT")


def _request(visit, coordinator) -> None:
    event = ReceivedEvent.objects.create(
        id=uuid4(),
        kind="contact_request",
        visit_code=visit.code,
        author=coordinator,
        device_at=timezone.now(),
        data={"text": "Zebedee moved"},
        digest="y",
        verdict="applied",
    )
    visit.requests.create(event=event, wish="VISIT_AGAIN", text="Zebedee moved")
    WantedReferral.objects.create(visit=visit, owner=coordinator)


def _plan(visit, team) -> None:
    plan = Plan.objects.create(campaign=team.campaign, office=team.office, day=visit.day)
    route = Route.objects.create(plan=plan, team=team)
    plan.planned_visits.create(
        enrollment=visit.enrollment, route=route, position=1, arrives_at=timezone.now(), visit=visit
    )
    earlier = plan.arrangements.create(deed="MOVE", version=1)
    earlier.visits.create(enrollment=visit.enrollment, team=team, position=1)


def _refer(person, enrollment, coordinator) -> None:
    """A provider was told of them, and has a link to answer by."""
    now = timezone.now()
    referral = refer(person, ResourceFactory(), coordinator, now, enrollment=enrollment)
    give_consent(referral, ["NAME", "PHONE"], 90, "en", "IN_PERSON", coordinator, now)
    send(referral, coordinator, now)
    make_link(referral, "PRINT", coordinator, now)
    tell(referral, "LINK", None, now)


def _list(person, campaign, coordinator) -> None:
    leads = LeadImport.objects.create(
        file_name="quillfeather.csv",
        uploaded_by=coordinator,
        campaign=campaign.slug,
        status="DONE",
        counts={"created": 1},
    )
    person.lead_import = leads
    person.save()
    cells = {"Last": "QUILLFEATHER", "First": "Zebedee", "Phone": "(860) 555-0142"}
    rows = [("REFUSED", None), ("UPDATED", person)]
    for number, (outcome, match) in enumerate(rows, 1):
        LeadImportRow.objects.create(
            lead_import=leads, number=number, cells=cells, outcome=outcome, match=match
        )


def _text(person, phone, enrollment) -> None:
    """A follow-up went out; they answered, and there was reason to worry."""
    template = Template.objects.create(slug=uuid4().hex, name="Check-in")
    sequence = Sequence.objects.create(name="After", starts_after="ACCEPTED_REFERRAL")
    step = sequence.steps.create(template=template, days_after=7)
    now = timezone.now()
    owed = FollowUp.objects.create(
        enrollment=enrollment, step=step, phone=phone, language="en", due_at=now
    )
    text = Text.objects.create(
        contact=person, number=phone.number, key=phone.key, kind="FOLLOW_UP", follow_up=owed,
        words="Hi Zebedee", status="DELIVERED", claimed_at=now,
    )  # fmt: skip
    text.events.create(status="DELIVERED", source="callback")
    SimulatedText.objects.create(
        provider_id=f"SM{uuid4().hex}", text=text.pk, number=phone.number, key=phone.key,
        words="Hi Zebedee",
    )  # fmt: skip
    take_in(f"SM{uuid4().hex}", str(phone.number), "Zebedee here, an emergency", now)
    Text.objects.filter(kind="CRISIS").delete()
    Reader.objects.create(
        conversation=Conversation.objects.get(), user=phone.contact.office.staff.first(),
        draft="Dear Quillfeather",
    )  # fmt: skip
