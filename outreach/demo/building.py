"""Makes the demo as its users would: import leads, enroll, log two weeks of visits, plan today."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from io import BytesIO
from random import Random
from zoneinfo import ZoneInfo

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from contacts.imports import guess_columns, read_table, run_import
from contacts.models import Address, Contact, LeadImport, Office, SafetyFlag
from outreach.accounts import roles
from outreach.accounts.append_only import install_triggers, remove_triggers
from outreach.accounts.models import User
from outreach.campaigns.enrolling import enroll
from outreach.campaigns.models import Campaign
from outreach.demo.cities import BUSY, CITIES, doors_around
from outreach.demo.directory import make_directory
from outreach.demo.history import make_history
from outreach.demo.leads import lead_list
from outreach.demo.phoning import make_phones
from outreach.demo.programme import SLUG, Branch, SignIn, demo_random, make_programme
from outreach.demo.referring import make_referrals
from outreach.demo.texting import make_texts, send_past_texts
from outreach.demo.watching import make_watching
from outreach.routing.days import today_of
from outreach.routing.models import Plan
from outreach.routing.planning import prepare_plan
from outreach.routing.publishing import publish_plan
from outreach.routing.solver import Effort
from outreach.routing.solving import solve_waiting
from outreach.statistics.snapshots import refresh_snapshot

DOORS_AN_OFFICE = 110
DOGS_AN_OFFICE = 4
SEARCH = Effort(seconds=None, iterations=400, seed=1)
# The day begins last in the westernmost office.
LATEST_ZONE = ZoneInfo("America/Phoenix")


class SomethingElseHere(Exception):  # noqa: N818 - it reads as what is the case
    """The database holds what is not the demo's; invented people never mix with real ones."""


def build_demo(say: Callable[[str], object]) -> list[SignIn]:
    """Make the demo, unless today's is there already, and return one sign-in a role.

    A demo of an earlier day is made anew, because its routes were for that day. Raises
    SomethingElseHere where the database holds anything else.
    """
    today = timezone.localdate(timezone=LATEST_ZONE)
    if not Office.objects.exists() and not User.objects.exists():
        return _build(today, say)
    if not _is_demo():
        raise SomethingElseHere(
            "This database is in use. The demo wants one of its own: "
            "set VAR_DIR to an empty folder, or DATABASE_URL to an empty database."
        )
    if (
        Campaign.objects.get(slug=SLUG)
        .plans.filter(day__gte=today, status=Plan.Status.PUBLISHED)
        .exists()
    ):
        return _sign_ins()
    say("Making the demo anew for today ...")
    _empty()
    return _build(today, say)


def _empty() -> None:
    # Of invented people even the audit may go.
    remove_triggers()
    call_command("flush", interactive=False, verbosity=0)
    install_triggers()


@transaction.atomic
def _build(today: date, say: Callable[[str], object]) -> list[SignIn]:
    """Make everything, or nothing where it is interrupted."""
    random = demo_random()
    campaign, branches, sign_ins = make_programme(today)
    make_texts(campaign)
    make_directory(branches)
    for branch in branches:
        _import_leads(branch, random)
        here = today_of(branch.office, timezone.now())
        people = Contact.objects.filter(office=branch.office)
        enroll(campaign, people, by=branch.coordinator)
        _raise_flags(branch, random)
        reports = make_history(campaign, branch, here, random)
        doors = _plan_today(campaign, branch, here)
        _draft_tomorrow(campaign, branch, here)
        say(f"{branch.office}: {people.count()} people, {reports} visits, {doors} doors today")
    say(f"{make_referrals(branches, demo_random())} referrals")
    send_past_texts(branches, today, random)
    make_watching(branches, today, random)
    home = branches[0]
    make_phones(home, today_of(home.office, timezone.now()), timezone.now(), random)
    refresh_snapshot(campaign)
    return sign_ins


def _import_leads(branch: Branch, random: Random) -> None:
    # More where more is done, so that it does not run out of doors.
    count = round(DOORS_AN_OFFICE * max(1, 1.25 * BUSY[branch.office.code]))
    doors = doors_around(branch.areas, count, random)
    name = f"leads-{branch.office.code}.csv"
    table = read_table(BytesIO(lead_list(doors, random)), name)
    lead_import = LeadImport(
        file_name=name,
        uploaded_by=branch.coordinator,
        office=branch.office,
        columns=guess_columns(table.columns),
    )
    run_import(lead_import, branch.coordinator, table)


def _raise_flags(branch: Branch, random: Random) -> None:
    """Warn of a few dogs, each confirmed by a second person."""
    addresses = Address.objects.filter(residents__office=branch.office).order_by("pk").distinct()
    for address in random.sample(list(addresses), DOGS_AN_OFFICE):
        SafetyFlag.objects.create(
            address=address,
            kind=SafetyFlag.Kind.DOG,
            source=SafetyFlag.Source.VISIT,
            raised_by=branch.teams[0].members.order_by("pk")[0],
            confirmed_by=branch.coordinator,
        )


def _plan_today(campaign: Campaign, branch: Branch, day: date) -> int:
    """Plan as a coordinator would before the shifts, whatever the hour of the demo."""
    morning = datetime.combine(day, time(7), tzinfo=branch.office.zone)
    plan, _is_new = prepare_plan(campaign, branch.office, day, branch.coordinator, morning)
    solve_waiting(plan, SEARCH)
    plan.refresh_from_db()
    publish_plan(plan, plan.version, branch.coordinator, morning)
    return plan.planned_visits.filter(visit__isnull=False).count()


def _draft_tomorrow(campaign: Campaign, branch: Branch, today: date) -> None:
    """Leave a draft for a coordinator to move doors in."""
    evening = datetime.combine(today, time(18), tzinfo=branch.office.zone)
    tomorrow = today + timedelta(days=1)
    plan, _is_new = prepare_plan(campaign, branch.office, tomorrow, branch.coordinator, evening)
    solve_waiting(plan, SEARCH)


def _is_demo() -> bool:
    """Whether the database holds the demo's offices and campaign and nothing else."""
    ours = {code for code, _city, _state in CITIES}
    offices = set(Office.objects.values_list("code", flat=True))
    return offices == ours and set(Campaign.objects.values_list("slug", flat=True)) == {SLUG}


def _sign_ins() -> list[SignIn]:
    firsts = [
        (role, User.objects.filter(groups__name=role).order_by("pk")) for role in roles.LABELS
    ]
    return [SignIn(role, users[0].email) for role, users in firsts]
