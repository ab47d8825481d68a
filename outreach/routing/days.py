"""A day at an office on the solver's clock: whole seconds since 1970, whatever the clocks do."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

from contacts.models import Contact, Office
from outreach.campaigns.models import Campaign, Enrollment, Team
from outreach.routing.models import Plan
from outreach.routing.timetable import Door, Shift, Window


def today_of(office: Office, now: datetime) -> date:
    """Return the date at the office."""
    return timezone.localdate(now, timezone=office.zone)


def instant(day: date, at: time, zone: ZoneInfo) -> int:
    """Return the second at which the clocks of the zone show that time on that day."""
    return int(datetime.combine(day, at, tzinfo=zone).timestamp())


def moment(second: int) -> datetime:
    """Return the aware time of a second since 1970."""
    return datetime.fromtimestamp(second, tz=UTC)


def visiting_hours(campaign: Campaign, day: date, zone: ZoneInfo) -> Window:
    """Return the hours of that day in which the campaign visits."""
    return Window(
        instant(day, campaign.visiting_from, zone), instant(day, campaign.visiting_to, zone)
    )


def shift_of(team: Team, plan: Plan) -> Shift | None:
    """Return the team's shift on the plan's day, from when it was planned if it had begun.

    None if it was over by then, or the team lacks a shift or a start place.
    """
    if team.shift_from is None or team.shift_to is None or team.start is None:
        return None
    zone = plan.office.zone
    opens = instant(plan.day, team.shift_from, zone)
    closes = instant(plan.day, team.shift_to, zone)
    opens = max(opens, int(plan.made_at.timestamp()))
    return Shift(team.pk, team.start, Window(opens, closes)) if opens < closes else None


def door_of(enrollment: Enrollment, plan: Plan, last_attempt: datetime | None) -> Door:
    """Return what the solver must know of a visit; its key is the enrollment's."""
    contact, campaign, zone = enrollment.contact, plan.campaign, plan.office.zone
    windows = [visiting_hours(campaign, plan.day, zone), *_own_times(contact, plan.day, zone)]
    if last_attempt:
        rested = int(last_attempt.timestamp()) + campaign.hours_between_attempts * 3600
        windows.append(Window(rested, windows[0].closes))
    return Door(
        key=enrollment.pk,
        place=contact.address.place if contact.address else None,
        windows=tuple(windows),
        seconds=campaign.minutes_a_visit * 60,
        priority=contact.priority,
    )


def _own_times(contact: Contact, day: date, zone: ZoneInfo) -> list[Window]:
    if contact.available_from is None or contact.available_to is None:
        return []
    return [
        Window(instant(day, contact.available_from, zone), instant(day, contact.available_to, zone))
    ]
