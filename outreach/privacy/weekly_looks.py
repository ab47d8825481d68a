"""The week's looks, read from the audit, and the report of those that are odd."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from auditlog import get_logentry_model
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.access import who_may
from contacts.identity import home_street_key
from contacts.looks import BREAK_GLASS, CLOSE
from contacts.models import Contact, Office
from contacts.telling import tell_those_who_may
from outreach.campaigns.models import Enrollment
from outreach.privacy.models import OddLooksReport, PersonRequest
from outreach.privacy.odd_looks import Look, odd_ones
from outreach.visits.models import Visit

WEEK = timedelta(days=7)
REVIEW = "privacy.review_broken_glass"


def report_last_week() -> OddLooksReport | None:
    """Make the report of the last whole week, once, and tell those who read it.

    None where it was made before.
    """
    today = timezone.now().astimezone(UTC).date()
    monday = today - timedelta(days=today.weekday() + 7)
    if OddLooksReport.objects.filter(monday=monday).exists():
        return None
    report = report_week(monday)
    if report.findings:
        words = _("The report of last week's odd looks is there. Sign in and open Odd looks.")
        tell_those_who_may(REVIEW, _("Doorstep: look at a report"), words)
    return report


def report_week(monday: date) -> OddLooksReport:
    """Return the report of the week from that Monday (UTC), made now unless there is one."""
    looks = looks_of_week(monday)
    findings = [
        {
            "entry": look.entry,
            "user": look.user,
            "contact": look.contact,
            "at": look.at.isoformat(),
            "rules": [rule.value for rule in rules],
        }
        for look, rules in odd_ones(looks)
    ]
    report, _made = OddLooksReport.objects.get_or_create(
        monday=monday, defaults={"looks": len(looks), "findings": findings}
    )
    return report


def looks_of_week(monday: date) -> list[Look]:
    """Return each close look of the seven days from that Monday (UTC) at someone still known.

    A look was theirs where the work gave a reason: for an agent a visit of that week by one of
    their teams; for others a person of their office who is in a campaign or was written down that
    week, or a request that they answer. Whoever broke the glass answers for that by itself.
    """
    start = datetime.combine(monday, time(), UTC)
    entries = list(
        get_logentry_model()
        .objects.filter(
            timestamp__gte=start,
            timestamp__lt=start + WEEK,
            additional_data__deed__in=sorted(CLOSE),
            actor__isnull=False,
        )
        .select_related("actor")
        .order_by("pk")
    )
    pairs = [(entry, code) for entry in entries for code in _codes(entry)]
    people = _people({code for _entry, code in pairs})
    reasons = _Reasons(start, people.values())
    return [
        _look(entry, people[code], reasons.cover(entry, people[code]))
        for entry, code in pairs
        if code in people
    ]


def _codes(entry: Any) -> Iterator[str]:
    several = entry.additional_data.get("contacts")
    yield from several if several is not None else [entry.object_repr]


def _people(codes: Iterable[str]) -> dict[str, Contact]:
    found = Contact.objects.still_known().select_related("office", "address")
    return {person.code: person for person in found.filter(code__in=list(codes))}


def _look(entry: Any, person: Contact, was_theirs: bool) -> Look:
    door = person.address
    return Look(
        entry=entry.code,
        user=entry.actor.code,
        user_surname=entry.actor.last_name,
        user_street=entry.actor.home_street_key,
        contact=person.code,
        contact_surname=person.family_name,
        contact_street=home_street_key(door.street, door.postal_code) if door else "",
        at=timezone.localtime(entry.timestamp, person.office.zone),
        was_theirs=was_theirs,
    )


class _Reasons:
    """What gave whom a reason to look at whom, asked once for the whole week."""

    def __init__(self, start: datetime, people: Iterable[Contact]) -> None:
        self._start = start
        ids = [person.pk for person in people]
        days = (start.date() - timedelta(days=1), start.date() + WEEK)
        self._visits = set(
            Visit.objects.filter(contact__in=ids, day__range=days).values_list(
                "team__members", "contact"
            )
        )
        enrolled = Enrollment.objects.filter(contact__in=ids)
        self._enrolled = set(enrolled.values_list("contact", flat=True))
        self._staff: dict[int, set[int]] = defaultdict(set)
        offices = Office.objects.filter(staff__in=who_may("contacts.view_contact"))
        for office, user in offices.values_list("pk", "staff"):
            self._staff[office].add(user)
        self._answering = set(who_may("privacy.handle_request").values_list("pk", flat=True))
        codes = [person.code for person in people]
        self._asked = set(
            PersonRequest.objects.filter(contact_code__in=codes).values_list(
                "contact_code", flat=True
            )
        )

    def cover(self, entry: Any, person: Contact) -> bool:
        """Tell whether the entry's user had a reason to look at this person."""
        if entry.additional_data["deed"] == BREAK_GLASS:
            return True
        if (entry.actor_id, person.pk) in self._visits:
            return True
        if person.code in self._asked and entry.actor_id in self._answering:
            return True
        is_new = self._start - WEEK <= person.created_at
        is_known = person.pk in self._enrolled or is_new
        return is_known and entry.actor_id in self._staff[person.office_id]
