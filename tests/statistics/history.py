"""Made-up histories of visits, and the same figures counted slowly and obviously."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from contacts.models import Office
from outreach.accounts.models import User
from outreach.campaigns.models import Campaign, Enrollment, Team
from outreach.statistics.cells import Cell, office_place, team_place
from outreach.visits.codelists import Disposition, Recipient, Response, SupplyItem
from outreach.visits.models import ReceivedEvent, SupplyGiven, Visit, VisitReport
from tests.factories import ContactFactory, TeamFactory, UserFactory


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
    teams = [TeamFactory(campaign=campaign, office=o) for o in offices for _ in range(2)]
    everyone = {o.pk: [ContactFactory(office=o) for _ in range(people)] for o in offices}
    for _ in range(visits):
        team = random.choice(teams)
        day = date(2026, 10, 12) + timedelta(days=random.randrange(35))
        status = "CANCELLED" if random.random() < 0.15 else "LOGGED"
        visit = visit_of(team, random.choice(everyone[team.office_id]), day, status)
        for _ in range(random.choice([0, 1, 1, 1, 2, 3])):
            _random_report(visit, random)


def _random_report(visit: Visit, random: Random) -> None:
    if visit.reports.exists() and random.random() < 0.3:
        report_visit(visit, "", random, undone=True)
        return
    disposition = random.choice([*Disposition.values, *["CONTACT_PERSON"] * 6])
    response = random.choice(["", *Response.values]) if disposition == "CONTACT_PERSON" else ""
    # In UTC, so that some fall on another day in the office's zone, and some clocks are wrong.
    hour = datetime.combine(visit.day, time(random.randrange(24)), UTC)
    clock = datetime(2031, 1, 1, tzinfo=UTC) if random.random() < 0.05 else hour
    report = report_visit(visit, disposition, random, response=response, knocked_at=clock)
    for item in random.sample(SupplyItem.values, random.choice([0, 0, 1, 2])):
        SupplyGiven.objects.create(
            report=report,
            item=item,
            quantity=random.randint(1, 4),
            doses=2 if item == SupplyItem.NALOXONE else 0,
            recipient=random.choice(Recipient.values),
        )


def count_plainly(
    campaign: Campaign, since: date | None = None, until: date | None = None
) -> dict[Cell, int]:
    """Count by walking over every visit, with sets for persons; only cells that are not zero."""
    people: dict[Cell, set[int]] = defaultdict(set)
    sums: Counter[Cell] = Counter()
    for visit in Visit.objects.filter(team__campaign=campaign):
        if (since and visit.day < since) or (until and visit.day > until):
            continue
        report = _current(visit)
        sites = ["", office_place(visit.team.office.code)]
        week = "{}-W{:02}".format(*visit.day.isocalendar())
        at = [(p, "") for p in [*sites, team_place(visit.team.code)]] + [(p, week) for p in sites]
        for where in at:
            for measure in _kinds_of_person(visit, report):
                people[Cell(measure, *where)].add(visit.contact_id)
            for measure, number in _numbers(report):
                sums[Cell(measure, *where)] += number
        for site in sites if report else []:
            sums[Cell(f"outcome_{report.disposition.lower()}", site)] += 1
            for kind in _kinds_of_visit(report):
                sums[Cell(f"{kind}_{_time_of_week(visit, report)}", site)] += 1
    counted = {cell: len(ids) for cell, ids in people.items()} | dict(sums)
    return {cell: count for cell, count in counted.items() if count}


def _current(visit: Visit) -> VisitReport | None:
    replaced = {report.supersedes_id for report in visit.reports.all()}
    left = [r for r in visit.reports.all() if r.pk not in replaced and not r.undone]
    assert len(left) <= 1
    return left[0] if left else None


def _attempted(report: VisitReport | None) -> bool:
    return bool(report) and report.disposition != "NOT_ATTEMPTED"


def _numbers(report: VisitReport | None) -> list[tuple[str, int]]:
    if not report:
        return []
    items = [pair for supply in report.supplies.all() for pair in _items(supply)]
    reached = ("visits_reached", int("reached" in _kinds_of_visit(report)))
    return [("logged", 1), ("attempts", int(_attempted(report))), reached, *items]


def _kinds_of_visit(report: VisitReport) -> list[str]:
    reached = report.disposition in ("CONTACT_PERSON", "CONTACT_HOUSEHOLD")
    return ["tried", "reached"] if reached else ["tried"] if _attempted(report) else []


def _time_of_week(visit: Visit, report: VisitReport) -> str:
    local = report.knocked_at.astimezone(ZoneInfo(visit.team.office.time_zone))
    part = "morning" if local.hour < 12 else "afternoon" if local.hour < 17 else "evening"
    return f"{visit.day:%a}_{part if local.date() == visit.day else 'unknown'}".lower()


def _kinds_of_person(visit: Visit, report: VisitReport | None) -> list[str]:
    kinds = ["assigned"] if _attempted(report) or visit.status != "CANCELLED" else []
    if not report:
        return kinds
    if _attempted(report):
        kinds.append("attempted")
    if report.disposition in ("CONTACT_PERSON", "CONTACT_HOUSEHOLD"):
        kinds.append("reached_any")
    if report.disposition == "CONTACT_PERSON":
        kinds.append("reached_direct")
    if report.response in ("WARM_HANDOFF", "ACCEPTED_REFERRAL"):
        kinds.append("accepted")
    if report.disposition in ("REFUSED_BY_PERSON", "REFUSED_BY_OTHER"):
        kinds.append("refused")
    if report.supplies.exists():
        kinds.append("supplied")
    return kinds


def _items(supply: SupplyGiven) -> list[tuple[str, int]]:
    if supply.item == "NALOXONE":
        return [("naloxone_kits", supply.quantity), ("naloxone_doses", supply.doses)]
    if supply.item == "TEST_STRIPS":
        return [("test_strips", supply.quantity)]
    return [("other_items", supply.quantity)]
