"""What is done with a plan. Each deed names the version that its page showed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from contacts.access import require
from outreach.routing.arranging import undo
from outreach.routing.forms import ChosenForm, MoveForm, PinForm, VersionForm
from outreach.routing.models import Plan
from outreach.routing.moving import Moved, move_visits, pin_visits, split_visits, try_move
from outreach.routing.planning import cancel_search, make_plan
from outreach.routing.presenting import DayOfPlan
from outreach.routing.publishing import publish_plan, unpublish_plan
from outreach.routing.refusals import Refused
from outreach.routing.replanning import ask_for_rest
from outreach.routing.views.finding import with_plan
from outreach.routing.views.showing import addresses, answer


def _version(request: HttpRequest) -> int:
    """Return the version that the page showed; 0, which no plan has, where it does not say."""
    form = VersionForm(request.POST)
    return int(form.cleaned_data["version"]) if form.is_valid() else 0


def _attempt(request: HttpRequest, plan: Plan, deed: Callable[[], object]) -> HttpResponse:
    """Do it and answer, or say why it is not done."""
    try:
        deed()
    except Refused as refused:
        messages.error(request, str(refused))
    return answer(request, plan)


@require_POST
@require("routing.change_plan")
@with_plan
def again(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Plan the day anew around what is pinned, unless it is published or changed meanwhile."""
    user: Any = request.user
    version = _version(request) or None
    return _attempt(
        request,
        plan,
        lambda: make_plan(plan.campaign, plan.office, plan.day, user, replace=version),
    )


@require_POST
@require("routing.change_plan")
@with_plan
def rest(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Have the rest of today planned anew, as a proposal."""
    user: Any = request.user
    return _attempt(request, plan, lambda: ask_for_rest(plan, _version(request), user))


@require_POST
@require("routing.change_plan")
@with_plan
def cancel(request: HttpRequest, plan: Plan) -> HttpResponse:
    """End the search that runs; the best so far is kept."""
    if cancel_search(plan):
        messages.success(request, _("Ending the search. The best routes so far are kept."))
    return answer(request, plan)


@require_http_methods(["GET", "HEAD", "POST"])
@require("routing.publish_plan")
@with_plan
def publish(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Say what publishing means, and publish."""
    if request.method != "POST":
        return _before_publishing(request, plan)
    user: Any = request.user
    try:
        publish_plan(plan, _version(request), user)
        messages.success(request, _("Published. The teams see their doors now."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(plan)


def _before_publishing(request: HttpRequest, plan: Plan) -> HttpResponse:
    if plan.status != Plan.Status.DRAFT:
        return redirect(plan)
    context = {**addresses(plan), "shown": DayOfPlan(plan)}
    return render(request, "routing/publish_plan.html", context)


@require_POST
@require("routing.publish_plan")
@with_plan
def unpublish(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Take a published plan back, as long as no door of it is logged."""
    user: Any = request.user
    try:
        unpublish_plan(plan, _version(request), user)
        messages.success(request, _("A draft again. The teams no longer see these doors."))
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
        return answer(request, plan)
    user: Any = request.user
    data = form.cleaned_data

    def deed() -> None:
        keys = form.keys
        version, position = data["version"], data["position"]
        _tell(request, move_visits(plan, version, keys, form.route, position, user))

    return _attempt(request, plan, deed)


@require_POST
@require("routing.change_plan")
@with_plan
def try_it(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Say what moving the ticked doors would cost and break; nothing is moved."""
    form = MoveForm(request.POST, plan=plan)
    said: dict[str, Any] = {}
    if form.is_valid():
        data = form.cleaned_data
        try:
            said["moved"] = try_move(plan, data["version"], form.keys, form.route, data["position"])
        except Refused as refused:
            said["problem"] = str(refused)
    return render(request, "routing/try.html", said)


@require_POST
@require("routing.change_plan")
@with_plan
def split(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Split the ticked doors evenly among the teams."""
    form = ChosenForm(request.POST, plan=plan)
    if not form.is_valid():
        messages.error(request, form.problem)
        return answer(request, plan)
    user: Any = request.user
    version = form.cleaned_data["version"]
    return _attempt(
        request, plan, lambda: _tell(request, split_visits(plan, version, form.keys, user))
    )


@require_POST
@require("routing.change_plan")
@with_plan
def pin(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Pin the ticked doors to their team or place, or let them go."""
    form = PinForm(request.POST, plan=plan)
    if not form.is_valid():
        messages.error(request, form.problem)
        return answer(request, plan)
    user: Any = request.user
    data = form.cleaned_data

    def deed() -> None:
        count = pin_visits(plan, data["version"], form.keys, data["pin"], user)
        said = (
            ngettext("%(count)d door pinned.", "%(count)d doors pinned.", count)
            if data["pin"]
            else ngettext("%(count)d door let go.", "%(count)d doors let go.", count)
        )
        messages.success(request, said % {"count": count})

    return _attempt(request, plan, deed)


@require_POST
@require("routing.change_plan")
@with_plan
def undo_it(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Go one step back."""
    user: Any = request.user

    def deed() -> None:
        undone = undo(plan, _version(request), user)
        messages.success(request, _("Undone: %(deed)s.") % {"deed": undone.deed})

    return _attempt(request, plan, deed)


def _tell(request: HttpRequest, moved: Moved) -> None:
    message = ngettext("%(count)d door moved.", "%(count)d doors moved.", moved.count)
    messages.success(request, f"{message % {'count': moved.count}} {moved.cost}")
    for warning in moved.warnings:
        messages.warning(request, warning)
