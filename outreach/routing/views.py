"""Pages of plans. An office that is not the user's own does not exist: 404."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from typing import Any, Concatenate

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.access import require
from contacts.models import Office
from outreach.campaigns.models import Campaign
from outreach.routing.forms import MoveForm, PlanForm, VersionForm
from outreach.routing.models import Plan
from outreach.routing.moving import Moved, move_visits
from outreach.routing.planning import is_stuck, make_plan
from outreach.routing.presenting import DayOfPlan
from outreach.routing.publishing import publish_plan
from outreach.routing.refusals import Refused

# A worker that is there takes a plan within a second or two.
WORKER_MISSING_AFTER = timedelta(seconds=8)


def _campaign_of(request: HttpRequest, slug: str) -> Campaign:
    return get_object_or_404(Campaign.objects.visible_to(request.user), slug=slug)


def _offices_of(request: HttpRequest, campaign: Campaign) -> list[Office]:
    user: Any = request.user
    return list(campaign.offices.filter(staff=user))


def _office_of(request: HttpRequest, campaign: Campaign) -> Office:
    """Return the office that the address names, or the user's first."""
    offices = _offices_of(request, campaign)
    code = request.GET.get("office")
    for office in offices:
        if code in (None, office.code):
            return office
    raise Http404


def with_plan[**P](
    view: Callable[Concatenate[HttpRequest, Plan, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Give the view the plan that the address names, on the clock of its office; 404 without."""

    @wraps(view)
    def found(
        request: HttpRequest, slug: str, day: date, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        office = _office_of(request, _campaign_of(request, slug))
        plans = Plan.objects.visible_to(request.user).select_related("campaign", "office")
        plan = get_object_or_404(
            plans.select_related("made_by", "published_by"),
            campaign__slug=slug,
            office=office,
            day=day,
        )
        with timezone.override(office.zone):
            return view(request, plan, *args, **kwargs)

    return found


@require_http_methods(["GET", "HEAD", "POST"])
@require("routing.view_plan")
def plans(request: HttpRequest, slug: str) -> HttpResponse:
    """List the campaign's days, and start planning another."""
    campaign = _campaign_of(request, slug)
    form = PlanForm(request.POST or None, campaign=campaign, user=request.user)
    if request.method == "POST" and form.is_valid():
        existing = _planned_already(request, campaign, form)
        if existing:
            return existing
        try:
            return redirect(_make(request, campaign, form))
        except Refused as refused:
            form.add_error(None, str(refused))
    listed = (
        Plan.objects.visible_to(request.user)
        .filter(campaign=campaign)
        .select_related("campaign", "office", "published_by")
        .annotate(
            doors=Count("planned_visits", filter=Q(planned_visits__left_out="")),
            without=Count("planned_visits", filter=~Q(planned_visits__left_out="")),
        )
    )
    context = {"campaign": campaign, "form": form, "plans": listed[:60]}
    return render(request, "routing/plans.html", context)


def _planned_already(
    request: HttpRequest, campaign: Campaign, form: PlanForm
) -> HttpResponse | None:
    """Open the day instead of planning it a second time."""
    data = form.cleaned_data
    ready = (Plan.Status.DRAFT, Plan.Status.PUBLISHED)
    plan = Plan.objects.filter(campaign=campaign, status__in=ready, **data).first()
    if plan is None:
        return None
    messages.info(request, _("This day is planned already."))
    return redirect(plan)


def _make(request: HttpRequest, campaign: Campaign, form: PlanForm) -> Plan:
    user: Any = request.user
    if not user.has_perm("routing.change_plan"):
        raise Http404
    return make_plan(campaign, form.cleaned_data["office"], form.cleaned_data["day"], user)


@require_safe
@require("routing.view_plan")
def plan(request: HttpRequest, slug: str, day: date) -> HttpResponse:
    """Show an office's day: its routes in lists and on a map, its progress, or how to plan it."""
    campaign = _campaign_of(request, slug)
    office = _office_of(request, campaign)
    offices = _offices_of(request, campaign)
    plans_of_office = Plan.objects.visible_to(request.user).filter(office=office)
    found = plans_of_office.filter(campaign=campaign, day=day).select_related(
        "campaign", "office", "made_by", "published_by"
    )
    shown = found.first()
    user: Any = request.user
    context = {"campaign": campaign, "office": office, "offices": offices, "day": day}
    context["can_change"] = user.has_perm("routing.change_plan")
    with timezone.override(office.zone):
        if shown is None:
            form = PlanForm(
                campaign=campaign, user=request.user, initial={"day": day, "office": office.code}
            )
            return render(request, "routing/no_plan.html", {**context, "form": form})
        return render(request, "routing/plan.html", {**context, **_shown(shown)})


def _shown(plan: Plan) -> dict[str, Any]:
    """Return what a plan's page shows, by its state, with the addresses of its deeds."""
    if plan.is_being_planned or plan.status == Plan.Status.FAILED:
        return _progress(plan)
    shown = DayOfPlan(plan)
    return {
        **_addresses(plan),
        "shown": shown,
        "form": MoveForm(plan=plan, initial={"version": plan.version}),
        "map_data": shown.map_data(),
    }


def _addresses(plan: Plan) -> dict[str, Any]:
    return {
        "plan": plan,
        "again_url": plan.address("routing:plan_again"),
        "move_url": plan.address("routing:move_visits"),
        "progress_url": plan.address("routing:plan_progress"),
        "publish_url": plan.address("routing:publish_plan"),
    }


def _progress(plan: Plan) -> dict[str, Any]:
    now = timezone.now()
    waits = plan.status == Plan.Status.WAITING and now - plan.made_at > WORKER_MISSING_AFTER
    stuck = is_stuck(plan, now)
    return {**_addresses(plan), "is_stuck": stuck, "worker_is_missing": waits}


@require_safe
@require("routing.view_plan")
@with_plan
def plan_progress(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Tell a page that waits how far planning is; have it load the routes when they are there."""
    if not getattr(request, "htmx", False):
        return redirect(plan)
    if plan.is_being_planned:
        return render(request, "routing/progress.html", _progress(plan))
    return HttpResponse(headers={"HX-Redirect": plan.get_absolute_url()})


@require_POST
@require("routing.change_plan")
@with_plan
def plan_again(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Plan the day anew, unless it is published or someone changed it meanwhile."""
    form = VersionForm(request.POST)
    user: Any = request.user
    version = form.cleaned_data["version"] if form.is_valid() else None
    try:
        make_plan(plan.campaign, plan.office, plan.day, user, replace=version)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(plan)


@require_http_methods(["GET", "HEAD", "POST"])
@require("routing.publish_plan")
@with_plan
def publish(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Say what publishing means, and publish."""
    if request.method != "POST":
        if plan.status != Plan.Status.DRAFT:
            return redirect(plan)
        context = {**_addresses(plan), "shown": DayOfPlan(plan)}
        return render(request, "routing/publish_plan.html", context)
    user: Any = request.user
    form = VersionForm(request.POST)
    try:
        publish_plan(plan, form.cleaned_data["version"] if form.is_valid() else 0, user)
        messages.success(request, _("Published. The teams see their doors now."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(plan)


@require_POST
@require("routing.change_plan")
@with_plan
def move(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Move the ticked doors to another team or place, or out."""
    form = MoveForm(request.POST, plan=plan)
    if not form.is_valid():
        messages.error(request, form.problem)
        return redirect(plan)
    try:
        _tell(request, _move(plan, form, request.user))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(plan)


def _move(plan: Plan, form: MoveForm, user: Any) -> Moved:
    data = form.cleaned_data
    keys = [each.pk for each in data["visit"]]
    return move_visits(plan, data["version"], keys, form.route, data["position"], user)


def _tell(request: HttpRequest, moved: Moved) -> None:
    message = ngettext("%(count)d door moved.", "%(count)d doors moved.", moved.count)
    messages.success(request, message % {"count": moved.count})
    for warning in moved.warnings:
        messages.warning(request, warning)


@require_safe
@require("routing.view_plan")
@with_plan
def route_sheet(request: HttpRequest, plan: Plan, code: str) -> HttpResponse:
    """Show a team's route for printing. It says nothing of why the team goes there."""
    route = get_object_or_404(plan.routes.select_related("team"), code=code)
    stops = (
        route.planned_visits.select_related("enrollment__contact__address")
        .prefetch_related("enrollment__contact__address__safety_flags")
        .order_by("position")
    )
    context = {"plan": plan, "route": route, "stops": stops, "today": timezone.localdate()}
    return render(request, "routing/route_sheet.html", context)


@require_safe
@require("routing.view_plan")
def board_plans(request: HttpRequest) -> HttpResponse:
    """Give the board today's plans of the user's offices; a fragment, not a page."""
    if not getattr(request, "htmx", False):
        return redirect("accounts:board")
    today = timezone.localdate()
    running = Campaign.objects.visible_to(request.user).filter(
        status=Campaign.Status.RUNNING, starts_on__lte=today, ends_on__gte=today
    )
    plans = (
        Plan.objects.visible_to(request.user)
        .filter(day=today, campaign__in=running)
        .select_related("campaign", "office")
        .annotate(doors=Count("planned_visits", filter=Q(planned_visits__left_out="")))
        .order_by("campaign__name", "office__name")
    )
    planned = {each.campaign_id for each in plans}
    unplanned = [campaign for campaign in running if campaign.pk not in planned]
    context = {"plans": plans, "unplanned": unplanned, "today": today}
    return render(request, "routing/board_plans.html", context)
