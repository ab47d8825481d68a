"""Two ways to lay a day's doors, side by side."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from contacts.access import require
from contacts.looks import log_list_look
from outreach.routing.arranging import bring_back, steps_of
from outreach.routing.differing import difference
from outreach.routing.forms import VersionForm
from outreach.routing.models import Arrangement, Plan
from outreach.routing.refusals import Refused
from outreach.routing.views.finding import with_plan
from outreach.routing.views.showing import addresses


@require_safe
@require("routing.change_plan")
@with_plan
def compare(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Show the plan beside what is proposed, or beside an earlier arrangement of it."""
    ways = [*plan.arrangements.filter(deed=Arrangement.Deed.PROPOSAL), *steps_of(plan)]
    if not plan.is_movable:
        return redirect(plan)
    other = _named(ways, request.GET.get("with", ""))
    context = {**addresses(plan), "ways": ways, "other": other}
    if other:
        try:
            found = difference(plan, other)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(plan)
        log_list_look([each.planned.enrollment.contact for each in found.changes], "plan")
        context |= {"difference": found, "is_proposal": other.deed == Arrangement.Deed.PROPOSAL}
    return render(request, "routing/compare_plans.html", context)


@require_POST
@require("routing.change_plan")
@with_plan
def take_up(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Lay the doors as proposed or as they lay earlier, or drop what was proposed."""
    other = plan.arrangements.filter(code=request.POST.get("with", "")).first()
    if other is None:
        messages.error(request, _("That arrangement is no longer there."))
        return redirect(plan)
    if "drop" in request.POST and other.deed == Arrangement.Deed.PROPOSAL:
        other.delete()
        messages.success(request, _("The routes stay as they are."))
        return redirect(plan)
    user: Any = request.user
    form = VersionForm(request.POST)
    try:
        version = form.cleaned_data["version"] if form.is_valid() else 0
        moved = bring_back(plan, other, version, user).moved
        said = ngettext("%(count)d door moved.", "%(count)d doors moved.", moved)
        messages.success(request, said % {"count": moved})
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(plan)


def _named(ways: list[Arrangement], code: str) -> Arrangement | None:
    """Return the way with that code, or the first where none is named; 404 if it is unknown."""
    if not code:
        return ways[0] if ways else None
    for way in ways:
        if way.code == code:
            return way
    raise Http404
