"""The signed-in user's own start, the board and the page about oneself."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from contacts.access import require
from contacts.models import Office
from outreach.accounts.context import start_of
from outreach.accounts.forms import PreferencesForm
from outreach.accounts.people import role_of
from outreach.accounts.role_guide import GUIDES
from outreach.accounts.second_factor import has_second_factor
from outreach.accounts.sessions import places_of

GREETINGS: list[tuple[int, str | Promise]] = [
    (5, gettext_lazy("Good evening")),
    (12, gettext_lazy("Good morning")),
    (18, gettext_lazy("Good afternoon")),
    (24, gettext_lazy("Good evening")),
]


@require_safe
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Send the user to where their day begins: today's visits, the board or the dashboard."""
    return redirect(start_of(request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def me(request: HttpRequest) -> HttpResponse:
    """Show who the user is here and what they may see; save their language and colours."""
    user: Any = request.user
    form = PreferencesForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(user.language):
            messages.success(request, _("Saved."))
        return redirect("accounts:me")
    context = {
        "form": form,
        "offices": _offices_of(user),
        "guide": GUIDES.get(role_of(user)),
        "signed_in_at": places_of(request, user),
        "has_second_factor": has_second_factor(user),
    }
    return render(request, "accounts/me.html", context)


@require_safe
@require("routing.view_plan")
def board(request: HttpRequest) -> HttpResponse:
    """Show the office's day: each part of the work brings its own fragment."""
    now = timezone.now()
    offices = _offices_of(request.user)
    context = {
        "greeting": greeting(timezone.localtime(now).hour),
        "clocks": [{"office": one, "now": timezone.localtime(now, one.zone)} for one in offices],
    }
    return render(request, "accounts/board.html", context)


def greeting(hour: int) -> str | Promise:
    """Return the greeting for an hour of the day, 0 to 23."""
    return next(words for until, words in GREETINGS if hour < until)


def _offices_of(user: Any) -> list[Office]:
    return list(Office.objects.filter(staff=user))
