"""Plans a day from the command line, with the same planner as the page."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contacts.models import Office
from outreach.campaigns.models import Campaign
from outreach.routing.models import Plan
from outreach.routing.planning import prepare_plan
from outreach.routing.presenting import DayOfPlan
from outreach.routing.publishing import publish_plan
from outreach.routing.refusals import Refused
from outreach.routing.solver import Effort
from outreach.routing.solving import say_it_failed, solve_waiting

# What PyVRP's random numbers start from has 32 bits.
LARGEST_SEED = 2**32 - 1


def a_day(text: str) -> date:
    """Read a day as ISO 8601 writes it."""
    return date.fromisoformat(text)


class Command(BaseCommand):
    """Plans at once, without the worker. A draft is planned again; a published plan never."""

    help = "Plan the routes of a day for one office of a campaign, or for each of its offices."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the campaign, the day and how hard to try."""
        parser.add_argument("--campaign", required=True, metavar="SLUG")
        parser.add_argument("--date", required=True, type=a_day, metavar="DAY", help="YYYY-MM-DD")
        parser.add_argument("--office", metavar="CODE", help="default: every office of it")
        parser.add_argument("--seconds", type=float, default=10, help="longest search an office")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--publish", action="store_true", help="publish what was planned")

    def handle(self, *args: Any, **options: Any) -> None:
        """Plan each office; those that can be are planned even where another cannot."""
        if not options["seconds"] > 0:
            raise CommandError("--seconds must be more than 0.")
        if not 0 <= options["seed"] <= LARGEST_SEED:
            raise CommandError(f"--seed must be from 0 to {LARGEST_SEED}.")
        campaign = Campaign.objects.filter(slug=options["campaign"]).first()
        if campaign is None:
            raise CommandError(f"There is no campaign {options['campaign']}.")
        refusals = []
        for office in self._offices(campaign, options["office"]):
            try:
                self._plan(campaign, office, options)
            except Refused as refused:
                refusals.append(f"{office.code}: {refused}")
        if refusals:
            raise CommandError("\n".join(refusals))

    def _offices(self, campaign: Campaign, code: str | None) -> list[Office]:
        offices = list(campaign.offices.all())
        chosen = [office for office in offices if code in (None, office.code)]
        if not chosen:
            known = ", ".join(office.code for office in offices) or "none"
            raise CommandError(f"{campaign.slug} has no office {code}. Its offices: {known}.")
        return chosen

    def _plan(self, campaign: Campaign, office: Office, options: dict[str, Any]) -> None:
        old = Plan.objects.filter(campaign=campaign, office=office, day=options["date"]).first()
        version = old.version if old else None
        plan, is_new_work = prepare_plan(campaign, office, options["date"], replace=version)
        effort = Effort(seconds=options["seconds"], seed=options["seed"])
        if not is_new_work or not self._solve(plan, effort):
            raise Refused("This day is being planned by someone else right now.")
        if options["publish"]:
            publish_plan(plan, plan.version)
        self._print(plan)

    def _solve(self, plan: Plan, effort: Effort) -> bool:
        try:
            return solve_waiting(plan, effort)
        except BaseException:
            # Also by Ctrl-C: nobody else would say so, and the page would wait for it.
            say_it_failed(plan)
            raise

    def _print(self, plan: Plan) -> None:
        shown = DayOfPlan(plan)
        self.stdout.write(f"{plan.office.code} {plan.day}: {plan.get_status_display()}")
        for team in shown.teams:
            minutes = team.seconds // 60
            self.stdout.write(
                f"  {team.route.team.name:<24} {len(team.stops):>4} doors {minutes:>5} min"
            )
        if shown.saves:
            self.stdout.write(
                f"  {shown.driving} of driving, {shown.saves} less than in list order"
            )
        reasons = [str(each.get_left_out_display()) for each in shown.left_out]
        for reason in sorted(set(reasons)):
            self.stdout.write(f"  left out: {reason:<14} {reasons.count(reason):>4}")
