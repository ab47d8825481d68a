"""Made-up histories of visits and of what came after them."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from contacts.models import Consent, ConsentWithdrawal, LeadImport, Office, Phone
from outreach.accounts.models import User
from outreach.campaigns.models import Campaign, Enrollment, Team
from outreach.messaging.models import Sequence, SequenceStep, Template, Text
from outreach.referrals.codes import Answer, Source
from outreach.referrals.facets import Kind
from outreach.referrals.models import Referral
from outreach.visits.codelists import Disposition, Recipient, Response, SupplyItem
from outreach.visits.models import ReceivedEvent, SupplyGiven, Visit, VisitReport
from tests.factories import (
    ContactFactory,
    PhoneFactory,
    ResourceFactory,
    TeamFactory,
    UserFactory,
)


def report_visit(
    visit: Visit, disposition: str = "NO_ANSWER", random: Random | None = None, **fields
) -> VisitReport:
    """Append a report; it corrects the visit's last one, if there is one."""
    event = ReceivedEvent.objects.create(
        id=UUID(int=(random or Random()).getrandbits(128)),
        kind=ReceivedEvent.Kind.VISIT_REPORT,
        visit_code=visit.code,
        author=author(),
        device_at=datetime(2031, 1, 1, tzinfo=UTC),
        data={},
        digest="",
        verdict=ReceivedEvent.Verdict.APPLIED,
    )
    fields.setdefault("knocked_at", datetime(2031, 1, 1, tzinfo=UTC))
    last = VisitReport.objects.filter(visit=visit, correction__isnull=True).first()
    Visit.objects.filter(pk=visit.pk).exclude(status="CANCELLED").update(status="LOGGED")
    return VisitReport.objects.create(
        event=event,
        visit=visit,
        author=event.author,
        supersedes=last,
        disposition=disposition,
        **fields,
    )


def undo(report: VisitReport) -> VisitReport:
    return report_visit(report.visit, "", undone=True)


def author() -> User:
    return User.objects.first() or UserFactory()


def visit_of(team: Team, contact=None, day: date = date(2026, 10, 5), status: str = "LOGGED"):
    """Assign a visit of the contact, or of a new one, to the team."""
    contact = contact or ContactFactory(office=team.office)
    enrollment, _ = Enrollment.objects.get_or_create(campaign=team.campaign, contact=contact)
    return Visit.objects.create(
        enrollment=enrollment, contact=contact, team=team, day=day, status=status
    )


def make_history(
    campaign: Campaign, offices: list[Office], seed: int, people: int = 40, visits: int = 120
) -> None:
    """Make visits of five weeks with reports, corrections, undone reports and cancellations."""
    random = Random(seed)
    shift = time(9), time(17)
    teams = [
        TeamFactory(campaign=campaign, office=office, shift_from=start, shift_to=end)
        for office in offices
        for start, end in (shift, (None, None))
    ]
    teams[0].members.add(UserFactory(), UserFactory())
    everyone = {o.pk: [ContactFactory(office=o) for _ in range(people)] for o in offices}
    for _ in range(visits):
        team = random.choice(teams)
        day = date(2026, 10, 12) + timedelta(days=random.randrange(35))
        status = "CANCELLED" if random.random() < 0.15 else "LOGGED"
        visit = visit_of(team, random.choice(everyone[team.office_id]), day, status)
        for _ in range(random.choice([0, 1, 1, 1, 2, 3])):
            _random_report(visit, random)
    _random_aftermath(campaign, random)
    _random_duplicates(campaign, random)


def _random_report(visit: Visit, random: Random) -> None:
    if visit.reports.exists() and random.random() < 0.3:
        report_visit(visit, "", random, undone=True)
        return
    disposition = random.choice([*Disposition.values, *["CONTACT_PERSON"] * 6])
    response = random.choice(["", *Response.values]) if disposition == "CONTACT_PERSON" else ""
    # In UTC, so that some fall on another day in the office's zone, and some clocks are wrong.
    hour = datetime.combine(visit.day, time(random.randrange(24)), UTC)
    clock = datetime(2031, 1, 1, tzinfo=UTC) if random.random() < 0.05 else hour
    report = report_visit(
        visit,
        disposition,
        random,
        response=response,
        knocked_at=clock,
        received_at=hour + timedelta(hours=random.randrange(36)),
        crisis_escalated=random.random() < 0.1,
    )
    for item in random.sample(SupplyItem.values, random.choice([0, 0, 1, 2])):
        SupplyGiven.objects.create(
            report=report,
            item=item,
            quantity=random.randint(1, 4),
            doses=2 if item == SupplyItem.NALOXONE else 0,
            recipient=random.choice(Recipient.values),
        )


def _random_duplicates(campaign: Campaign, random: Random) -> None:
    at = datetime.combine(campaign.starts_on, time(20), UTC)
    file = LeadImport.objects.create(file_name="a.csv", campaign=campaign.slug, imported_at=at)
    people = Enrollment.objects.filter(campaign=campaign).order_by("pk").values_list("contact")
    for number, (contact,) in enumerate(people):
        outcome = random.choice(["MERGED", "UPDATED"])
        file.rows.create(number=number, outcome=outcome, match_id=contact)


def _random_aftermath(campaign: Campaign, random: Random) -> None:
    """Refer some, by any way through their lives; text some, of whom some take it back."""
    started = datetime(2026, 10, 8, tzinfo=UTC)
    for enrollment in Enrollment.objects.filter(campaign=campaign).order_by("pk"):
        Enrollment.objects.filter(pk=enrollment.pk).update(
            enrolled_at=started + timedelta(hours=random.randrange(40 * 24))
        )
        for _ in range(random.choice([0, 0, 1, 2])):
            _random_referral(enrollment, random, started)
        if random.random() < 0.4:
            _random_texts(enrollment, random)


def _random_referral(enrollment: Enrollment, random: Random, started: datetime) -> None:
    left = started + timedelta(hours=random.randrange(60 * 24))
    resource = ResourceFactory(kind=random.choice(Kind.values))
    ended = random.choice([*ENDS, ("in-progress", "", "SERVICE_STARTED"), ("draft", "", "")])
    status, closure, sub_status = ended
    is_open = status in ("draft", "in-progress")
    referral = Referral.objects.create(
        contact=enrollment.contact,
        enrollment=enrollment,
        resource=resource,
        status=status,
        closure=closure,
        sub_status=sub_status,
        verified_by="STAFF" if status == "completed" else "",
        due_at=left if is_open else None,
        closed_at=None if is_open else left,
    )
    steps = [("draft", "", ""), ("requested", "", "AWAITING_PROVIDER"), ended]
    for number, (at_status, end, sub) in enumerate(steps[: 1 if status == "draft" else 3]):
        referral.events.create(
            deed="MAKE",
            status=at_status,
            closure=end,
            sub_status=sub,
            source=random.choice(Source.values),
            at=left + timedelta(hours=max(number - 1, 0) * random.randrange(45 * 24)),
        )
    for days in (30, 90):
        answer = random.choice(["", *Answer.values])
        referral.checks.create(
            days=days,
            due_at=left + timedelta(days=days),
            answer=answer,
            source="STAFF" if answer else "",
            answered_at=left if answer else None,
        )


ENDS = [
    ("completed", "SERVICE_STARTED", ""),
    ("completed", "INTAKE_ONLY", ""),
    ("failed", "UNABLE_TO_CONTACT", ""),
    ("failed", "NO_SHOW", ""),
    ("rejected", "NO_CAPACITY", ""),
    ("rejected", "DUPLICATE", ""),
    ("entered-in-error", "", ""),
]


def _random_texts(enrollment: Enrollment, random: Random) -> None:
    started = datetime.combine(enrollment.campaign.starts_on, time(0), UTC)
    at = started + timedelta(hours=random.randrange(-48, 60 * 24))
    channel = random.choice(["SMS", "SMS", "VOICE"])
    consent = agree(enrollment, at, channel)
    if random.random() < 0.3:
        ConsentWithdrawal.objects.create(consent=consent, how="BY_TEXT")
    text(enrollment, at, random.choice(Text.Status.values))


def agree(enrollment: Enrollment, at: datetime, channel: str = "SMS") -> Consent:
    return enrollment.contact.consents.create(
        phone=phone_of(enrollment),
        channel=channel,
        wording="You may text me.",
        wording_version="1",
        language="en",
        how="IN_PERSON",
        given_at=at,
        recorded_by=author(),
    )


def text(enrollment: Enrollment, at: datetime, status: str = "DELIVERED") -> Text:
    step, _ = SequenceStep.objects.get_or_create(
        sequence=Sequence.objects.get_or_create(name="Any", starts_after="X")[0],
        template=Template.objects.get_or_create(slug="any", name="Any")[0],
        days_after=enrollment.follow_ups.count() + 1,
    )
    phone = phone_of(enrollment)
    owed = enrollment.follow_ups.create(step=step, phone=phone, language="en", due_at=at)
    return Text.objects.create(
        contact=enrollment.contact,
        number=str(phone.number),
        key=phone.key,
        kind="FOLLOW_UP",
        words="Hello",
        follow_up=owed,
        status=status,
        claimed_at=at,
    )


def phone_of(enrollment: Enrollment) -> Phone:
    return enrollment.contact.phones.first() or PhoneFactory(contact=enrollment.contact)
