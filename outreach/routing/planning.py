"""Planning an office's day: what must hold before it, and handing it to the worker."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.models import Office
from outreach.accounts.models import User
from outreach.campaigns.models import Campaign, Team
from outreach.routing.days import today_of
from outreach.routing.models import Plan, Search
from outreach.routing.refusals import Refused, changed_meanwhile, published_already
from outreach.routing.wanting import wanting_visit

# The worker needs seconds. After this the plan may be handed to it again.
STUCK_AFTER = timedelta(minutes=2)


def make_plan(
    campaign: Campaign,
    office: Office,
    day: date,
    user: User | None = None,
    now: datetime | None = None,
    replace: int | None = None,
) -> Plan:
    """Have the worker plan the office's day and return the plan, which fills soon after.

    A draft is planned again only if `replace` is its version. Asking again while it is being
    planned returns the same plan. Raises Refused with the reason, and then writes nothing.
    """
    from outreach.routing.tasks import solve_plan

    with transaction.atomic():
        plan, is_new_work = prepare_plan(campaign, office, day, user, now, replace)
        if is_new_work:
            # In the same transaction: there is never a waiting plan that no task will take.
            solve_plan.enqueue(plan.pk, plan.version)
    plan.refresh_from_db()
    return plan


def make_plans(
    campaign: Campaign,
    office: Office,
    first: date,
    days: int,
    user: User | None = None,
    now: datetime | None = None,
) -> list[Plan]:
    """Have the worker plan the next `days` visiting days from `first` on, one after the other.

    What is urgent goes first: each day takes the most urgent doors that the days before it could
    not hold. Days that are planned already stay as they are and are stepped over. Raises Refused
    where not even one day can be planned, and then writes nothing.
    """
    from outreach.routing.tasks import solve_days

    planned: list[tuple[Plan, bool]] = []
    with transaction.atomic():
        for day in _visiting_days(campaign, office, first, days):
            planned.append(prepare_plan(campaign, office, day, user, now))
        new = [[plan.pk, plan.version] for plan, is_new_work in planned if is_new_work]
        if new:
            solve_days.enqueue(new)
    for plan, _is_new in planned:
        plan.refresh_from_db()
    return [plan for plan, _is_new in planned]


def _visiting_days(campaign: Campaign, office: Office, first: date, days: int) -> list[date]:
    """Return the next days on which the campaign visits and that have no plan yet."""
    taken = set(
        Plan.objects.filter(campaign=campaign, office=office, day__gte=first)
        .exclude(status=Plan.Status.FAILED)
        .values_list("day", flat=True)
    )
    chosen: list[date] = []
    day = max(first, campaign.starts_on)
    while len(chosen) < days and day <= campaign.ends_on:
        if str(day.isoweekday()) in campaign.visiting_days and day not in taken:
            chosen.append(day)
        day += timedelta(days=1)
    if not chosen:
        raise Refused(_("There is no visiting day left to plan from then on."))
    return chosen


@transaction.atomic
def prepare_plan(
    campaign: Campaign,
    office: Office,
    day: date,
    user: User | None = None,
    now: datetime | None = None,
    replace: int | None = None,
) -> tuple[Plan, bool]:
    """Return the day's plan, waiting to be solved, and whether this call made it wait."""
    now = now or timezone.now()
    plan = Plan.objects.filter(campaign=campaign, office=office, day=day).first()
    if plan and plan.is_being_planned and not is_stuck(plan, now):
        return plan, False
    if plan:
        _refuse_to_replace(plan, replace)
    _refuse_campaign(campaign, office)
    _refuse_day(campaign, office, day, now)
    _refuse_teams(teams_of(campaign, office), office, day, now)
    if not wanting_visit(campaign, office, day, now).exists():
        raise Refused(_("No contact of %(office)s is waiting for a visit.") % {"office": office})
    if plan:
        return _start_again(plan, user, now), True
    waiting = {"made_by": user, "made_at": now}
    plan, is_new = Plan.objects.get_or_create(
        campaign=campaign, office=office, day=day, defaults=waiting
    )
    if is_new:
        _ask_for_search(plan, user, now)
    return plan, is_new


def is_stuck(plan: Plan, now: datetime) -> bool:
    """Tell whether the worker that had the plan, or should have taken it, must be gone."""
    if not plan.is_being_planned:
        return False
    search = plan.searches.filter(version=plan.version).first()
    heard = max(plan.made_at, search.heard_at) if search else plan.made_at
    # One of several days waits for those before it.
    waits = plan.status == Plan.Status.WAITING and is_anyone_searching(plan, now)
    return now - heard > STUCK_AFTER and not waits


def is_anyone_searching(plan: Plan, now: datetime) -> bool:
    """Tell whether a worker was heard of lately that searches for another day of the office."""
    running = Search.objects.filter(state=Search.State.SEARCHING, plan__office=plan.office_id)
    return running.exclude(plan=plan).filter(heard_at__gt=now - STUCK_AFTER).exists()


def cancel_search(plan: Plan) -> bool:
    """Ask the worker to end with the best that it has; tell whether there was one to ask."""
    running = plan.searches.filter(state__in=[Search.State.WAITING, Search.State.SEARCHING])
    return bool(running.update(is_cancelled=True))


def _ask_for_search(plan: Plan, user: User | None, now: datetime) -> None:
    Search.objects.create(plan=plan, version=plan.version, by=user, asked_at=now, heard_at=now)


def teams_of(campaign: Campaign, office: Office) -> list[Team]:
    """Return the office's teams that go out for the campaign."""
    return list(campaign.teams.filter(office=office, is_active=True).order_by("name", "pk"))


def _start_again(plan: Plan, user: User | None, now: datetime) -> Plan:
    changed = Plan.objects.filter(pk=plan.pk, version=plan.version).update(
        status=Plan.Status.WAITING,
        version=plan.version + 1,
        message="",
        made_by=user,
        made_at=now,
        changed_by=None,
        changed_at=None,
    )
    plan.refresh_from_db()
    if not changed:
        raise changed_meanwhile(plan)
    _ask_for_search(plan, user, now)
    return plan


def _refuse_to_replace(plan: Plan, replace: int | None) -> None:
    if plan.status == Plan.Status.PUBLISHED:
        raise published_already(plan)
    if plan.status == Plan.Status.DRAFT and replace is None:
        raise Refused(_("This day is planned already. Open its draft to plan it again."))
    if plan.status == Plan.Status.DRAFT and replace != plan.version:
        raise changed_meanwhile(plan)


def _refuse_campaign(campaign: Campaign, office: Office) -> None:
    if campaign.status != Campaign.Status.RUNNING:
        raise Refused(
            _("%(campaign)s is not running. Start the campaign before you plan a day.")
            % {"campaign": campaign}
        )
    if not campaign.offices.filter(pk=office.pk).exists():
        raise Refused(
            _("%(office)s takes no part in %(campaign)s.")
            % {"office": office, "campaign": campaign}
        )


def _refuse_day(campaign: Campaign, office: Office, day: date, now: datetime) -> None:
    shown = date_format(day, "DATE_FORMAT")
    if day < today_of(office, now):
        raise Refused(_("%(day)s is over. Choose today or a later day.") % {"day": shown})
    if not campaign.starts_on <= day <= campaign.ends_on:
        raise Refused(
            _("%(day)s is outside the campaign, which runs from %(first)s to %(last)s.")
            % {
                "day": shown,
                "first": date_format(campaign.starts_on, "DATE_FORMAT"),
                "last": date_format(campaign.ends_on, "DATE_FORMAT"),
            }
        )
    if str(day.isoweekday()) not in campaign.visiting_days:
        raise Refused(
            _("The campaign makes no visits on a %(weekday)s.") % {"weekday": date_format(day, "l")}
        )


def _refuse_teams(teams: list[Team], office: Office, day: date, now: datetime) -> None:
    if not teams:
        raise Refused(_("No team of %(office)s goes out. Add a team first.") % {"office": office})
    without_shift = [team.name for team in teams if team.shift_from is None]
    if without_shift:
        raise Refused(
            ngettext(
                "%(teams)s has no shift. Set one before you plan.",
                "%(teams)s have no shift. Set theirs before you plan.",
                len(without_shift),
            )
            % {"teams": get_text_list(without_shift, _("and"))}
        )
    without_start = [team.name for team in teams if team.start is None]
    if without_start:
        raise Refused(
            ngettext(
                "%(teams)s has no start place. Set one before you plan.",
                "%(teams)s have no start place. Set theirs before you plan.",
                len(without_start),
            )
            % {"teams": get_text_list(without_start, _("and"))}
        )
    ends = [hours[1] for team in teams if (hours := team.hours_on(day, office.zone))]
    if day == today_of(office, now) and all(end <= now for end in ends):
        raise Refused(_("Today's shifts are over. Choose a later day."))
