"""The same figures counted slowly and obviously: a set for persons, a loop for everything else."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from contacts.models import Consent, LeadImportRow
from outreach.campaigns.models import Campaign, Enrollment
from outreach.messaging.models import Text
from outreach.referrals.models import Referral
from outreach.statistics.cells import Cell, office_place, team_place
from outreach.visits.models import Visit, VisitReport


@dataclass
class Row:
    """Something that happened to a person, on a day, by a team."""

    kind: str
    person: int
    team: object
    day: date
    report: VisitReport | None = None
    about: dict = field(default_factory=dict)


def count_plainly(
    campaign: Campaign,
    since: date | None = None,
    until: date | None = None,
    as_of: datetime | None = None,
) -> dict[Cell, int]:
    """Return every count that is not zero, by campaign, office, team and week."""
    rows = list(rows_of(campaign, as_of or datetime.now(UTC)))
    rows = [r for r in rows if not (since and r.day < since) and not (until and r.day > until)]
    counted = {}
    for (place, week), some in cells_of(rows).items():
        for measure, number in counts_of(some).items():
            counted[Cell(measure, place, week)] = number
        if not place.startswith("team:") and not week:
            for measure, number in outcomes_of(some).items():
                counted[Cell(measure, place, week)] = number
    return {cell: number for cell, number in counted.items() if number}


def cells_of(rows: list[Row]) -> dict[tuple[str, str], list[Row]]:
    cells = defaultdict(list)
    for row in rows:
        week = "{}-W{:02}".format(*row.day.isocalendar())
        office = office_place(row.team.office.code)
        for cell in (("", ""), ("", week), (office, ""), (office, week)):
            cells[cell].append(row)
        cells[team_place(row.team.code), ""].append(row)
    return cells


def rows_of(campaign: Campaign, as_of: datetime):
    visits = list(Visit.objects.filter(team__campaign=campaign))
    yield from with_first_attempts(campaign, list(visit_rows(visits)))
    yield from team_days(visits)
    homes = first_teams(visits)
    for row in [*referral_rows(campaign, as_of), *message_rows(campaign)]:
        if row.person in homes:
            row.team = homes[row.person]
            row.day = row.day.astimezone(ZoneInfo(row.team.office.time_zone)).date()
            # Nobody wrote down which campaign asked.
            if row.kind != "consent" or row.day >= campaign.starts_on:
                yield row


def visit_rows(visits: list[Visit]):
    for visit in visits:
        report = current(visit)
        yield Row("visit", visit.contact_id, visit.team, visit.day, report, {"visit": visit})
        for supply in report.supplies.all() if report else []:
            about = {"supply": supply}
            yield Row("supply", visit.contact_id, visit.team, visit.day, report, about)


def current(visit: Visit) -> VisitReport | None:
    replaced = {report.supersedes_id for report in visit.reports.all()}
    left = [r for r in visit.reports.all() if r.pk not in replaced and not r.undone]
    assert len(left) <= 1
    return left[0] if left else None


def attempted(report: VisitReport | None) -> bool:
    return bool(report) and report.disposition != "NOT_ATTEMPTED"


def assigned(row: Row) -> bool:
    return attempted(row.report) or row.about["visit"].status != "CANCELLED"


def local(report: VisitReport, visit: Visit) -> datetime:
    return report.knocked_at.astimezone(ZoneInfo(visit.team.office.time_zone))


def is_timed(row: Row) -> bool:
    return local(row.report, row.about["visit"]).date() == row.day


def with_first_attempts(campaign: Campaign, rows: list[Row]) -> list[Row]:
    entered = dict(
        Enrollment.objects.filter(campaign=campaign).values_list("contact", "enrolled_at")
    )
    tried = [row for row in rows if row.kind == "visit" and attempted(row.report)]
    for person in {row.person for row in tried}:
        theirs = [row for row in tried if row.person == person]
        first = min(theirs, key=lambda row: (row.day, row.report.knocked_at))
        if is_timed(first):
            waited = first.report.knocked_at - entered[person]
            first.about["waited"] = max(waited, timedelta(0))
    return rows


def first_teams(visits: list[Visit]) -> dict[int, object]:
    found = {}
    counted = [v for v in visits if attempted(current(v)) or v.status != "CANCELLED"]
    for visit in sorted(
        counted, key=lambda v: (v.day, v.team.office.name, v.team.name, v.team.pk), reverse=True
    ):
        found[visit.contact_id] = visit.team
    return found


def team_days(visits: list[Visit]):
    days = defaultdict(list)
    for visit in visits:
        if attempted(report := current(visit)):
            days[visit.team, visit.day].append((visit, report))
    for (team, day), done in days.items():
        knocks = [r.knocked_at for v, r in done if local(r, v).date() == day]
        if team.shift_from and team.shift_to:
            start, end = (datetime.combine(day, at) for at in (team.shift_from, team.shift_to))
            spent = (end - start) % timedelta(days=1)
        else:
            spent = max(knocks) - min(knocks) if knocks else timedelta(0)
        minutes = int(spent.total_seconds()) // 60 * max(team.members.count(), 1)
        yield Row("shift", 0, team, day, about={"minutes": minutes})


def referral_rows(campaign: Campaign, as_of: datetime):
    for referral in Referral.objects.filter(enrollment__campaign=campaign):
        if referral.status == "entered-in-error" or referral.closure == "DUPLICATE":
            continue
        events = list(referral.events.order_by("at", "pk"))
        out = [e for e in events if e.status not in ("draft", "cancelled", "entered-in-error")]
        if not out or out[0].at > as_of:
            continue
        about = {"referral": referral, "left": out[0].at, "as_of": as_of}
        came = [
            event
            for event in events
            if event.at <= as_of
            and (
                event.sub_status in ("INTAKE_ATTENDED", "SERVICE_STARTED")
                or event.closure in ("INTAKE_ONLY", "SERVICE_STARTED")
            )
        ]
        about["came"] = came[0] if came else None
        yield Row("referral", referral.contact_id, None, out[0].at, about=about)


def message_rows(campaign: Campaign):
    enrolled = set(Enrollment.objects.filter(campaign=campaign).values_list("contact", flat=True))
    for consent in Consent.objects.filter(channel="SMS"):
        if consent.contact_id in enrolled:
            about = {"back": hasattr(consent, "withdrawal")}
            yield Row("consent", consent.contact_id, None, consent.given_at, about=about)
    for text in Text.objects.filter(follow_up__enrollment__campaign=campaign):
        if text.status in ("ACCEPTED", "DELIVERED", "UNDELIVERED") and text.contact_id:
            about = {"status": text.status}
            yield Row("text", text.contact_id, None, text.claimed_at, about=about)
    for row in LeadImportRow.objects.filter(lead_import__campaign=campaign.slug, outcome="MERGED"):
        if row.match_id and row.lead_import.imported_at:
            yield Row("merged", row.match_id, None, row.lead_import.imported_at)


def counts_of(rows: list[Row]) -> dict[str, int]:
    of_kind = defaultdict(list)
    for row in rows:
        of_kind[row.kind].append(row)
    logged = [row for row in of_kind["visit"] if row.report]
    tried = [row for row in logged if attempted(row.report)]
    return {
        **people(of_kind["visit"], logged, tried),
        **visits(logged, tried),
        **supplies(of_kind["supply"]),
        **referrals(of_kind["referral"]),
        **messages(of_kind),
        "staff_hours": sum(row.about["minutes"] for row in of_kind["shift"]),
        "merged": len(of_kind["merged"]),
    }


def persons(rows) -> int:
    return len({row.person for row in rows})


def ended(rows: list[Row], *dispositions: str) -> list[Row]:
    return [row for row in rows if row.report.disposition in dispositions]


def answered(rows: list[Row], *responses: str) -> list[Row]:
    return [row for row in rows if row.report.response in responses]


def people(given: list[Row], logged: list[Row], tried: list[Row]) -> dict[str, int]:
    met = {row.person for row in ended(tried, "CONTACT_PERSON", "CONTACT_HOUSEHOLD")}
    gone = {
        row.person
        for row in ended(tried, "MOVED", "UNKNOWN_AT_ADDRESS", "VACANT", "DECEASED")
        if row.person not in met
    }
    yes = ("WARM_HANDOFF", "ACCEPTED_REFERRAL")
    informed = (*yes, "FOLLOW_UP_REQUESTED", "INFORMATION_ONLY")
    return {
        "assigned": persons(row for row in given if assigned(row)),
        "attempted": persons(tried),
        "located": len({row.person for row in tried} - gone),
        "reached_any": len(met),
        "reached_direct": persons(ended(tried, "CONTACT_PERSON")),
        "educated": persons(answered(tried, *informed)),
        "offered": persons(answered(tried, *informed, "ALREADY_IN_SERVICES", "DECLINED")),
        "accepted": persons(answered(tried, *yes)),
        "declined": persons(answered(tried, "DECLINED")),
        "refused": persons(ended(tried, "REFUSED_BY_PERSON", "REFUSED_BY_OTHER")),
    }


def visits(logged: list[Row], tried: list[Row]) -> dict[str, int]:
    day = timedelta(hours=24)
    first = [row.about["waited"] for row in tried if "waited" in row.about]
    hours = [waited.total_seconds() / 3600 for waited in first]
    return {
        "attempts": len(tried),
        "visits_reached": len(ended(tried, "CONTACT_PERSON", "CONTACT_HOUSEHOLD")),
        "encounters_person": len(ended(tried, "CONTACT_PERSON")),
        "encounters_household": len(ended(tried, "CONTACT_HOUSEHOLD")),
        "logged": len(logged),
        "aborted": len(ended(logged, "ABORTED_SAFETY")),
        "crises": sum(row.report.crisis_escalated for row in logged),
        "prompt": sum(
            is_timed(r) and r.report.received_at - r.report.knocked_at <= day for r in logged
        ),
        "no_response": len(answered(ended(tried, "CONTACT_PERSON"), "")),
        "first_attempts": len(first),
        "first_within_72": sum(waited <= 3 * day for waited in first),
        "first_hours": int(median(hours) + 0.5) if hours else 0,
    }


def supplies(rows: list[Row]) -> dict[str, int]:
    def total(*items: str, what: str = "quantity") -> int:
        given = [row.about["supply"] for row in rows]
        return sum(getattr(each, what) for each in given if each.item in items)

    kits = [row for row in rows if row.about["supply"].item == "NALOXONE"]
    return {
        "naloxone_kits": total("NALOXONE"),
        "naloxone_doses": total("NALOXONE", what="doses"),
        "test_strips": total("TEST_STRIPS"),
        "other_items": total("RESOURCE_CARD", "DISPOSAL_POUCH"),
        "supplied": persons(rows),
        "naloxone_recipients": len({(r.person, r.about["supply"].recipient) for r in kits}),
    }


GROUPS = {
    "treatment": ["TREATMENT"],
    "health": ["HEALTH", "MENTAL_HEALTH"],
    "harm_reduction": ["HARM_REDUCTION"],
    "peer_support": ["PEER_SUPPORT"],
    "social": [
        "HOUSING", "FOOD", "TRANSPORT", "ID_DOCUMENTS", "EMPLOYMENT", "LEGAL", "CHILDCARE"
    ],
    "other": ["OTHER"],
}  # fmt: skip


def referrals(rows: list[Row]) -> dict[str, int]:
    month = timedelta(days=30)
    over = [row for row in rows if row.about["left"] + month <= row.about["as_of"]]
    linked = [row for row in rows if row.about["came"]]
    soon = [r for r in over if r.about["came"] and r.about["came"].at <= r.about["left"] + month]
    known = [
        row
        for row in over
        if row.about["came"] or row.about["referral"].closure not in ("", "UNABLE_TO_CONTACT")
    ]
    counts = {
        "referred": persons(rows),
        "linked": persons(linked),
        "referrals": len(rows),
        "referrals_over_30": len(over),
        "linked_30": len(soon),
        "loops_closed": len(known),
    }
    for who in ("PROVIDER", "PERSON", "STAFF"):
        mine = [row for row in soon if row.about["came"].source == who]
        counts[f"linked_30_by_{who.lower()}"] = len(mine)
    for group, kinds in GROUPS.items():
        mine = [r for r in rows if r.about["referral"].resource.kind in kinds]
        counts[f"referrals_{group}"] = len(mine)
    for days in (30, 90):
        due = [
            check
            for row in linked
            for check in row.about["referral"].checks.all()
            if check.days == days and check.due_at <= row.about["as_of"]
        ]
        counts[f"due_{days}"] = len(due)
        counts[f"kept_{days}"] = sum(check.answer == "LASTS" for check in due)
    return counts


def messages(of_kind: dict[str, list[Row]]) -> dict[str, int]:
    texts = [row.about["status"] for row in of_kind["text"]]
    return {
        "consented": persons(of_kind["consent"]),
        "opted_out": persons(row for row in of_kind["consent"] if row.about["back"]),
        "texts_sent": len(texts),
        "texts_delivered": texts.count("DELIVERED"),
        "texts_undelivered": texts.count("UNDELIVERED"),
    }


def outcomes_of(rows: list[Row]) -> dict[str, int]:
    counts = defaultdict(int)
    for row in rows:
        if row.kind != "visit" or not row.report:
            continue
        disposition = row.report.disposition
        counts[f"outcome_{disposition.lower()}"] += 1
        if attempted(row.report):
            counts[f"tried_{time_of_week(row)}"] += 1
        if disposition in ("CONTACT_PERSON", "CONTACT_HOUSEHOLD"):
            counts[f"reached_{time_of_week(row)}"] += 1
    return counts


def time_of_week(row: Row) -> str:
    at = local(row.report, row.about["visit"])
    part = "morning" if at.hour < 12 else "afternoon" if at.hour < 17 else "evening"
    return f"{row.day:%a}_{part if at.date() == row.day else 'unknown'}".lower()
