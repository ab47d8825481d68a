"""The planned days of a campaign, and today's on the board."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from contacts.access import require
from contacts.fragments import render_fragment
from outreach.accounts.models import User
from outreach.campaigns.models import Campaign
from outreach.routing.forms import PlanForm
from outreach.routing.models import Plan
from outreach.routing.planning import make_plan, make_plans
from outreach.routing.refusals import Refused
from outreach.routing.views.finding import campaign_of


@require_http_methods(["GET", "HEAD", "POST"])
@require("routing.view_plan")
def plans(request: HttpRequest, slug: str) -> HttpResponse:
    """List the campaign's days, and start planning another, or several."""
    campaign = campaign_of(request, slug)
    form = PlanForm(request.POST or None, campaign=campaign, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            return _plan(request, campaign, form)
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


def _plan(request: HttpRequest, campaign: Campaign, form: PlanForm) -> HttpResponse:
    """Plan one day or several; open a day instead of planning it a second time."""
    data, user = form.cleaned_data, request.user
    if (data["days"] or 1) > 1:
        return _plan_several(request, campaign, form)
    ready = (Plan.Status.DRAFT, Plan.Status.PUBLISHED)
    same = Plan.objects.filter(
        campaign=campaign, status__in=ready, office=data["office"], day=data["day"]
    ).first()
    if same:
        messages.info(request, _("This day is planned already."))
        return redirect(same)
    return redirect(make_plan(campaign, data["office"], data["day"], _planner(user)))


def _plan_several(request: HttpRequest, campaign: Campaign, form: PlanForm) -> HttpResponse:
    data = form.cleaned_data
    made = make_plans(campaign, data["office"], data["day"], data["days"], _planner(request.user))
    message = ngettext(
        "%(count)d day is being planned. Urgent doors go first.",
        "%(count)d days are being planned, one after the other. Urgent doors go first.",
        len(made),
    )
    messages.success(request, message % {"count": len(made)})
    return redirect("routing:plans", campaign.slug)


def _planner(user: object) -> User:
    if not isinstance(user, User) or not user.has_perm("routing.change_plan"):
        raise Http404
    return user


@require_safe
@require("routing.view_plan")
def board_plans(request: HttpRequest) -> HttpResponse:
    """Give the board today's plans of the user's offices: a fragment of it."""
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
    return render_fragment(request, "routing/board_plans.html", context)
