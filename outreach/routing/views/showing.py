"""A day's plan as a page, as the parts of it that a change renews, and on paper."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from contacts.access import require
from contacts.looks import log_list_look
from outreach.routing.arranging import steps_of
from outreach.routing.days import today_of
from outreach.routing.forms import MoveForm, PlanForm
from outreach.routing.models import Arrangement, Plan, PlannedVisit, Route
from outreach.routing.planning import is_anyone_searching, is_stuck
from outreach.routing.presenting import DayOfPlan
from outreach.routing.refusals import changed_meanwhile
from outreach.routing.views.finding import campaign_of, office_of, offices_of, with_plan
from outreach.routing.watching import also_watching

# A worker that is there takes a plan within a second or two.
WORKER_MISSING_AFTER = timedelta(seconds=8)
DEEDS = (
    "plan_again",
    "plan_rest",
    "cancel_search",
    "move_visits",
    "try_move",
    "split_visits",
    "pin_visits",
    "undo_move",
    "plan_progress",
    "plan_pulse",
    "compare_plans",
    "take_up",
    "publish_plan",
    "unpublish_plan",
    "all_sheets",
)


@require_safe
@require("routing.view_plan")
def plan(request: HttpRequest, slug: str, day: date) -> HttpResponse:
    """Show an office's day: its routes in lists and on a map, its progress, or how to plan it."""
    campaign = campaign_of(request, slug)
    office = office_of(request, campaign)
    found = Plan.objects.visible_to(request.user).filter(office=office, campaign=campaign, day=day)
    people = ("made_by", "published_by", "changed_by")
    shown = found.select_related("campaign", "office", *people).first()
    context = {"campaign": campaign, "office": office, "day": day}
    context["offices"] = offices_of(request, campaign)
    with timezone.override(office.zone):
        if shown is None:
            initial = {"day": day, "office": office.code}
            form = PlanForm(campaign=campaign, user=request.user, initial=initial)
            return render(request, "routing/no_plan.html", {**context, "form": form})
        if getattr(request, "htmx", False) and shown.is_movable:
            return render_parts(request, shown)
        return render(request, "routing/plan.html", {**context, **context_of(request, shown)})


def render_parts(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Answer a change with what it renews on the page: lists, teams, map, and what is said."""
    return render(request, "routing/plan_parts.html", context_of(request, plan))


def answer(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Answer a deed: the parts of the page that htmx asked for, or the page."""
    plan.refresh_from_db()
    if getattr(request, "htmx", False) and plan.is_movable:
        return render_parts(request, plan)
    if getattr(request, "htmx", False):
        return HttpResponse(headers={"HX-Redirect": plan.get_absolute_url()})
    return redirect(plan)


def context_of(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    """Return what a plan's page shows, by its state, with the addresses of its deeds."""
    user: Any = request.user
    common = {**addresses(plan), "can_change": user.has_perm("routing.change_plan")}
    if not plan.is_movable:
        return {**common, **_progress(plan)}
    shown = DayOfPlan(plan, user)
    log_list_look([each.enrollment.contact for each in shown.visits], "plan")
    return {
        **common,
        "shown": shown,
        "form": MoveForm(plan=plan, initial={"version": plan.version}),
        "map_data": shown.map_data(),
        "pins": PlannedVisit.Pin,
        "step": steps_of(plan).first(),
        "proposal": plan.arrangements.filter(deed=Arrangement.Deed.PROPOSAL).first(),
        "is_today": plan.day == today_of(plan.office, timezone.now()),
        "is_over": plan.day < today_of(plan.office, timezone.now()),
        "rest": plan.searches.filter(is_rest_of_day=True).first(),
    }


def addresses(plan: Plan) -> dict[str, Any]:
    """Return the plan, with the addresses of what can be done with it."""
    urls = {name: plan.address(f"routing:{name}") for name in DEEDS}
    return {"plan": plan, "urls": urls}


def _progress(plan: Plan) -> dict[str, Any]:
    now = timezone.now()
    search = plan.searches.filter(version=plan.version, is_rest_of_day=False).first()
    waits = plan.status == Plan.Status.WAITING and now - plan.made_at > WORKER_MISSING_AFTER
    behind = waits and is_anyone_searching(plan, now)
    return {
        **addresses(plan),
        "search": search,
        "is_stuck": is_stuck(plan, now),
        "is_behind_others": behind,
        "worker_is_missing": waits and not behind,
    }


@require_safe
@require("routing.view_plan")
@with_plan
def plan_progress(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Tell a page that waits how far planning is; have it load the routes when they are there."""
    if not getattr(request, "htmx", False):
        return redirect(plan)
    if plan.is_being_planned:
        return render(request, "routing/progress.html", _progress(plan))
    rest = plan.searches.filter(is_rest_of_day=True).first()
    if rest and rest.is_running and not rest.is_silent:
        context = {**addresses(plan), "rest": rest}
        return render(request, "routing/rest_progress.html", context)
    return HttpResponse(headers={"HX-Redirect": plan.get_absolute_url()})


@require_safe
@require("routing.view_plan")
@with_plan
def plan_pulse(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Tell a page who else has the plan open, and who changed it since; names no contact."""
    if not getattr(request, "htmx", False):
        return redirect(plan)
    user: Any = request.user
    is_old = request.GET.get("version") != str(plan.version)
    context = {
        **addresses(plan),
        "others": also_watching(plan, user, timezone.now()),
        "change": changed_meanwhile(plan) if is_old else None,
        "step": steps_of(plan).first() if is_old else None,
    }
    return render(request, "routing/pulse.html", context)


@require_safe
@require("routing.view_plan")
@with_plan
def route_sheet(request: HttpRequest, plan: Plan, code: str) -> HttpResponse:
    """Show a team's route for printing. It says nothing of why the team goes there."""
    route = get_object_or_404(plan.routes.select_related("team"), code=code)
    return _sheets(request, plan, [route])


@require_safe
@require("routing.view_plan")
@with_plan
def all_sheets(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Show the sheets of all teams that go out, each on a page of its own."""
    routes = plan.routes.select_related("team").filter(planned_visits__isnull=False)
    return _sheets(request, plan, list(routes.distinct()))


def _sheets(request: HttpRequest, plan: Plan, routes: list[Route]) -> HttpResponse:
    # Paper must not send a team to someone who asked since the plan was made not to be contacted.
    sheets = [
        (
            route,
            route.planned_visits.filter(enrollment__contact__stopped="")
            .select_related("enrollment__contact__address")
            .prefetch_related("enrollment__contact__address__safety_flags")
            .order_by("position"),
        )
        for route in routes
    ]
    seen = [stop.enrollment.contact for _route, stops in sheets for stop in stops]
    log_list_look(seen, "route_sheet")
    context = {"plan": plan, "sheets": sheets, "today": timezone.localdate()}
    context["route"] = routes[0] if len(routes) == 1 else None
    return render(request, "routing/route_sheet.html", context)
