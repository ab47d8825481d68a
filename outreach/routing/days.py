"""A day at an office on the solver's clock: whole seconds since 1970, whatever the clocks do."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from contacts.models import Contact, Language, Office
from outreach.campaigns.models import Campaign, Enrollment, Team
from outreach.routing.models import Plan
from outreach.routing.problem import Break, Door, Shift, Window
from outreach.routing.sources import travel_times
from outreach.routing.speeds import BY_HOUR, Pace, pace_of
from outreach.routing.travel import TravelTimes

# Whoever may go alone may be sent alone; who is in a team is not always told.
PEOPLE_IF_NOT_TOLD = 2
# The parts of a day begin at these hours, and end where the next begins.
NOON, EVENING = time(12), time(17)
# A shift may last past midnight, and a route laid by hand longer still.
DAYS_DRIVEN = 3


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


def parts_of_day(campaign: Campaign, day: date, zone: ZoneInfo) -> list[Window]:
    """Return the morning, afternoon and evening of that day, as far as the campaign visits."""
    hours = visiting_hours(campaign, day, zone)
    noon, evening = instant(day, NOON, zone), instant(day, EVENING, zone)
    edges = [hours.opens, *(at for at in (noon, evening) if hours.opens < at < hours.closes)]
    ends = [*edges[1:], hours.closes]
    return [Window(opens, closes) for opens, closes in zip(edges, ends, strict=True)]


def untried_parts(
    campaign: Campaign, day: date, zone: ZoneInfo, tries: list[datetime]
) -> list[Window]:
    """Return the parts of the day in which nobody knocked yet; none where it makes no odds."""
    local = [at.astimezone(zone).time() for at in tries]
    knocked = [instant(day, at, zone) for at in local]
    untried = [
        part
        for part in parts_of_day(campaign, day, zone)
        if not any(part.opens <= at < part.closes for at in knocked)
    ]
    return untried if knocked else []


def travel_times_of(plan: Plan, shifts: Sequence[Shift] = ()) -> TravelTimes:
    """Return where the plan's travel times come from, for a search among these shifts if any."""
    zone = plan.office.zone
    hours = [visiting_hours(plan.campaign, plan.day, zone)]
    hours = [Window(each.hours.opens, each.back_by) for each in shifts] or hours
    opens, closes = min(each.opens for each in hours), max(each.closes for each in hours)
    return travel_times(pace_on(plan.day, zone), Window(opens, closes))


def pace_on(day: date, zone: ZoneInfo) -> Pace:
    """Return how fast one drives from the morning of that day on, by the clocks of the zone."""
    days = [day + timedelta(days=number) for number in range(DAYS_DRIVEN)]
    return pace_of(
        [(instant(each, time(hour), zone), speed) for each in days for hour, speed in BY_HOUR]
    )


def shift_of(team: Team, plan: Plan, now: datetime | None = None) -> Shift | None:
    """Return the team's shift on the plan's day, from when it was planned if it had begun.

    `now` takes the place of that time. None if it was over by then, or the team lacks a shift or
    a start place.
    """
    day, zone = plan.day, plan.office.zone
    hours = team.hours_on(day, zone)
    if hours is None or team.start is None:
        return None
    begins, ends = (int(at.timestamp()) for at in hours)
    opens, closes = max(begins, int((now or plan.made_at).timestamp())), ends
    back = team.latest_return
    if opens >= closes:
        return None
    return Shift(
        team.pk,
        team.start,
        Window(opens, closes),
        end=team.end,
        latest_return=_in_shift(team, back, day, zone) if back else None,
        breaks=_breaks(team, day, zone),
        most_visits=team.most_visits,
        languages=frozenset(team.languages or Language.values),
        people=team.memberships.count() or PEOPLE_IF_NOT_TOLD,
    )


def _breaks(team: Team, day: date, zone: ZoneInfo) -> tuple[Break, ...]:
    if team.break_from is None or team.break_to is None:
        return ()
    opens, closes = (_in_shift(team, at, day, zone) for at in (team.break_from, team.break_to))
    return (Break(Window(opens, closes), team.break_minutes * 60),)


def _in_shift(team: Team, at: time, day: date, zone: ZoneInfo) -> int:
    return instant(team.date_of(at, day), at, zone)


def door_of(
    enrollment: Enrollment, plan: Plan, tries: list[datetime], *, in_pairs: bool = False
) -> Door:
    """Return what the solver must know of a visit; its key is the enrollment's.

    `tries` are the knocks so far, of any campaign: the campaign's hours of rest count from the
    last, and a part of the day in which nobody knocked is preferred.
    """
    contact, campaign, zone = enrollment.contact, plan.campaign, plan.office.zone
    windows = [visiting_hours(campaign, plan.day, zone), *_own_times(contact, plan.day, zone)]
    if tries:
        rested = int(max(tries).timestamp()) + campaign.hours_between_attempts * 3600
        windows.append(Window(rested, windows[0].closes))
    return Door(
        key=enrollment.pk,
        place=contact.address.place if contact.address else None,
        windows=tuple(windows),
        seconds=campaign.minutes_a_visit * 60,
        priority=contact.priority,
        preferred=tuple(untried_parts(campaign, plan.day, zone, tries)),
        language=contact.language,
        people=2 if in_pairs else 1,
        group=contact.address_id,
    )


def _own_times(contact: Contact, day: date, zone: ZoneInfo) -> list[Window]:
    if contact.available_from is None or contact.available_to is None:
        return []
    return [
        Window(instant(day, contact.available_from, zone), instant(day, contact.available_to, zone))
    ]
