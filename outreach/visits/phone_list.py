"""The day's list as a phone keeps it: what a knock needs, and nothing that tells why.

No campaign, no priority, no phone number; of the script only what may be said to anyone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.crypto import salted_hmac

from contacts.consent_wording import VERSION, wording
from contacts.models import Language, Office
from contacts.note_words import faults_of
from outreach.campaigns.models import Team
from outreach.visits.caseload import Caseload
from outreach.visits.models import Visit, VisitReport
from outreach.visits.standing import earlier_reports

MOST_VISITS = 40
# A team that is out longer than its shift gets the list for an hour at a time.
LONGER = timedelta(hours=1)


@dataclass(frozen=True)
class PhoneList:
    """A user's doors of one day, at most 40: those still open go before those that are logged."""

    user: Any
    device: UUID
    day: date
    caseload: Caseload
    teams: list[Team]

    @property
    def visits(self) -> list[Visit]:
        """The visits that go on the phone, in the order of the route."""
        chosen = [*self.caseload.open, *self.caseload.done][:MOST_VISITS]
        return sorted(chosen, key=lambda visit: visit.number)

    @property
    def office(self) -> Office | None:
        """The office that sends the team out."""
        return self.teams[0].office if self.teams else None

    def ends_at(self, now: datetime) -> datetime:
        """Return when the list must be gone: at the end of the last shift, or soon after `now`."""
        ends = [_end_of(team, self.day) for team in self.teams]
        midnight = datetime.combine(self.day, time.max, now.tzinfo)
        planned = max(ends, default=now)
        return planned if planned > now else min(now + LONGER, midnight)

    def _user_key(self) -> str:
        """Return what tells the phone its users apart, and tells nobody who they are."""
        whose = f"{self.user.code} {self.device}"
        return salted_hmac("outreach.visits.phone_list", whose, algorithm="sha256").hexdigest()[:16]

    def as_json(self, now: datetime) -> dict[str, Any]:
        """Return the list in the form of docs/sync.md, with `now` in the office's time zone."""
        visits = self.visits
        campaigns = list({visit.enrollment.campaign_id: visit for visit in visits})
        earlier = earlier_reports(visits)
        office = self.office
        return {
            "as_of": now.isoformat(timespec="seconds"),
            "ends_at": self.ends_at(now).isoformat(timespec="seconds"),
            "day": self.day.isoformat(),
            "user": {"label": _label(self.user), "key": self._user_key()},
            "team": self.teams[0].name if self.teams else "",
            "office": {"name": office.name, "phone": office.phone} if office else {},
            "language": self.user.language,
            "consent": _consent_words(),
            "scripts": _scripts(visits),
            "more": len(self.caseload.visits) - len(visits),
            "more_done": len(self.caseload.done) - sum(map(_is_logged, visits)),
            "visits": [
                _door(visit, campaigns.index(visit.enrollment.campaign_id), earlier)
                for visit in visits
            ],
        }


def _door(visit: Visit, script: int, earlier: dict[int, list[VisitReport]]) -> dict[str, Any]:
    contact, address = visit.contact, visit.contact.address
    head = {"code": visit.code, "number": visit.number, "status": visit.status}
    place = {
        "street": address.street,
        "unit": address.unit,
        "city": address.city,
        "state": address.state,
        "zip": address.postal_code,
    } if address else {}  # fmt: skip
    if contact.stopped:
        return _without_nothing(head | place | {"status": "STOP"})
    report = next(iter(visit.current_reports), None)
    best = (contact.available_from, contact.available_to)
    notes = [address.note if address else "", contact.note]
    known = {
        "name": contact.name,
        "language": contact.language,
        "place": [round(part, 5) for part in address.place] if address and address.place else None,
        "at": _clock(visit.expected_at),
        "best": [f"{moment:%H:%M}" for moment in best if moment],
        "note": " · ".join(filter(None, [_discreet(n) for n in notes])),
        "hazards": [flag.kind for flag in visit.hazards],
        "tries": visit.tries,
        "earlier": [[r.visit.day.isoformat(), r.disposition] for r in earlier.get(contact.pk, [])],
        "logged": _logged(report) if report else None,
    }
    return _without_nothing(head | place | known) | {"script": script}


def _is_logged(visit: Visit) -> bool:
    return visit.status == Visit.Status.LOGGED


def _discreet(note: str) -> str:
    """Return the note, or nothing where it tells what it must not; the desk is told to mend it."""
    return "" if faults_of(note) else note


def _logged(report: VisitReport) -> dict[str, str]:
    at = report.received_at.isoformat(timespec="seconds")
    return {"disposition": report.disposition, "at": at}


def _without_nothing(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], 0)}


def _scripts(visits: Iterable[Visit]) -> list[dict[str, str]]:
    """Return what may be said to anyone, by language, once for each campaign of the visits."""
    campaigns = {visit.enrollment.campaign_id: visit.enrollment.campaign for visit in visits}
    return [
        {script.language: script.to_anyone_else for script in campaign.scripts.all()}
        for campaign in campaigns.values()
    ]


def _consent_words() -> dict[str, Any]:
    words = {code: wording(VERSION, code) for code in Language.values}
    return {"version": VERSION, "wordings": {code: text for code, text in words.items() if text}}


def _end_of(team: Team, day: date) -> datetime:
    hours = team.hours_on(day, team.office.zone)
    return hours[1] if hours else datetime.combine(day, team.campaign.visiting_to, team.office.zone)


def _label(user: Any) -> str:
    """Return the first name and the initial: enough to see whose list it is."""
    return f"{user.first_name} {user.last_name[:1]}.".strip() if user.last_name else user.first_name


def _clock(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%H:%M}" if moment else ""
