"""Two weeks of visits that were logged, stored through the same door as a phone's reports."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from math import ceil
from random import Random
from typing import Any
from uuid import UUID

from contacts.consent_wording import VERSION
from contacts.models import Consent, Contact
from outreach.campaigns.models import Campaign, Enrollment, Team
from outreach.demo.cities import BUSY
from outreach.demo.programme import DAYS_OF_HISTORY, Branch
from outreach.visits.codelists import Disposition, Response
from outreach.visits.models import Visit, VisitReport
from outreach.visits.receiving import receive_event

VISITS_A_DAY = 4
SHIFT_MINUTES = 440
# Roughly what published door-to-door programmes meet: most knocks find nobody, evenings more.
OUTCOMES = {
    Disposition.NO_ANSWER: 40,
    Disposition.NOT_HOME: 9,
    Disposition.CONTACT_PERSON: 24,
    Disposition.CONTACT_HOUSEHOLD: 11,
    Disposition.REFUSED_BY_PERSON: 4,
    Disposition.MOVED: 4,
    Disposition.UNKNOWN_AT_ADDRESS: 2,
    Disposition.INACCESSIBLE: 3,
    Disposition.IN_TREATMENT: 2,
    Disposition.NOT_ATTEMPTED: 1,
}
RESPONSES = {
    Response.INFORMATION_ONLY: 30,
    Response.ACCEPTED_REFERRAL: 26,
    Response.FOLLOW_UP_REQUESTED: 16,
    Response.DECLINED: 18,
    Response.WARM_HANDOFF: 6,
    Response.ALREADY_IN_SERVICES: 4,
}


def make_history(campaign: Campaign, branch: Branch, today: date, random: Random) -> int:
    """Visit and log on each past day of the campaign; return how many reports were stored."""
    stored = 0
    for back in range(DAYS_OF_HISTORY, 0, -1):
        day = today - timedelta(days=back)
        for team in branch.teams:
            stored += sum(1 for _ in _log_a_day(campaign, team, day, random))
    return stored


def _log_a_day(campaign: Campaign, team: Team, day: date, random: Random) -> Iterator[Visit]:
    author = team.members.order_by("pk")[0]
    chosen = _waiting(campaign, team, day, random)
    for position, enrollment in enumerate(chosen):
        knocked = _knock_time(team, day, position / len(chosen), random)
        visit = Visit.objects.create(
            enrollment=enrollment, team=team, day=day, position=position, expected_at=knocked
        )
        envelope = {
            "id": str(UUID(int=random.getrandbits(128), version=4)),
            "kind": "visit_report",
            "visit": visit.code,
            "at": knocked.isoformat(),
            "data": _report(enrollment.contact, random),
        }
        verdict = receive_event(author, envelope, knocked + timedelta(minutes=2))
        if verdict.verdict != "applied":
            raise RuntimeError(f"The demo's own report was not applied: {verdict}")
        yield visit


def _waiting(campaign: Campaign, team: Team, day: date, random: Random) -> list[Enrollment]:
    """Pick open enrollments of the team's office that nobody visited in the last two days.

    Whoever was met in person is written to from then on.
    """
    met = VisitReport.objects.filter(disposition=Disposition.CONTACT_PERSON)
    rested = (
        Enrollment.objects.open()
        .filter(campaign=campaign, contact__office=team.office)
        .exclude(contact__address__latitude=None)
        .exclude(visits__day__gt=day - timedelta(days=3))
        .exclude(visits__in=met.values("visit"))
        .order_by("pk")
    )
    found = list(rested)
    wanted = ceil(VISITS_A_DAY * BUSY[team.office.code])
    return random.sample(found, min(wanted, len(found)))


def _knock_time(team: Team, day: date, part: float, random: Random) -> datetime:
    """Return when the team knocks, that part of its shift gone."""
    start = datetime.combine(day, team.shift_from or time(9), tzinfo=team.office.zone)
    return start + timedelta(minutes=20 + part * SHIFT_MINUTES + random.randint(0, 30))


def _report(contact: Contact, random: Random) -> dict[str, Any]:
    disposition = _draw(OUTCOMES, random)
    report: dict[str, Any] = {"disposition": disposition}
    if disposition == Disposition.CONTACT_PERSON:
        report |= _conversation(random) | _agreement(contact, random)
    elif disposition in (Disposition.NO_ANSWER, Disposition.NOT_HOME):
        report["card_left"] = random.random() < 0.3
    return report


def _conversation(random: Random) -> dict[str, Any]:
    response = _draw(RESPONSES, random)
    said: dict[str, Any] = {"response": response}
    if response == Response.DECLINED:
        said["decline_reasons"] = random.sample(["NOT_READY", "DISTRUST", "COST", "BAD_TIME"], 2)
    elif response in (Response.ACCEPTED_REFERRAL, Response.WARM_HANDOFF):
        said["barriers"] = random.sample(["TRANSPORT", "INSURANCE", "HOUSING"], 1)
        said["referral_wanted"] = True
    if random.random() < 0.6:
        said["supplies"] = [
            {"item": "NALOXONE", "quantity": 1, "doses": 2, "recipient": "PERSON"},
            {"item": "RESOURCE_CARD", "quantity": 1, "doses": 0, "recipient": "PERSON"},
        ]
    return said


def _agreement(contact: Contact, random: Random) -> dict[str, Any]:
    """Most who speak with us and have a phone agree to texts."""
    phone = contact.phones.order_by("pk").first()
    if phone is None or random.random() > 0.7:
        return {}
    language = contact.language if contact.language in ("en", "es") else "en"
    # Most say yes to all of it; some want no offers.
    purposes = [code for code in Consent.Purpose.values if code != "OFFER" or random.random() < 0.9]
    agreed = {"language": language, "phone": str(phone.number), "purposes": purposes}
    return {"consent": {"version": VERSION, **agreed}}


def _draw(weights: dict[Any, int], random: Random) -> str:
    return str(random.choices([*weights], [*weights.values()])[0])
