"""Ending sessions, one's own and, for administrators, another person's; a lost second factor."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from contacts.access import require
from outreach.accounts.models import User
from outreach.accounts.reauthentication import require_recent_second_factor
from outreach.accounts.sessions import end, forget_second_factor


@require_POST
@login_required
def end_own(request: HttpRequest) -> HttpResponse:
    """End the posted session of one's own, or all but this one."""
    user: Any = request.user
    chosen = request.POST.get("session", "")
    mine = UserSession.objects.filter(user=user)
    if chosen:
        sessions = mine.filter(pk=int(chosen)) if chosen.isdecimal() else mine.none()
    else:
        sessions = mine.exclude(session_key=request.session.session_key)
    _say(request, end(request, user, sessions[:1000]))
    return redirect("accounts:me" if request.user.is_authenticated else "account_login")


@require_POST
@require("accounts.change_user")
@require_recent_second_factor
def end_sessions(request: HttpRequest, code: str) -> HttpResponse:
    """End every session of a person, such as one whose phone was lost."""
    found = get_object_or_404(User, code=code)
    _say(request, end(request, found, UserSession.objects.filter(user=found)))
    if not request.user.is_authenticated:
        return redirect("account_login")
    return redirect("accounts:person", code)


@require_http_methods(["GET", "HEAD", "POST"])
@require("accounts.change_user")
@require_recent_second_factor
def reset_second_factor(request: HttpRequest, code: str) -> HttpResponse:
    """Say what it means, then let a person who lost phone and codes set up another."""
    found = get_object_or_404(User, code=code, is_active=True)
    if request.method != "POST":
        return render(request, "accounts/reset_second_factor.html", {"person": found})
    forget_second_factor(request, found)
    if not request.user.is_authenticated:
        return redirect("account_login")
    words = _("%(name)s sets up a new second factor at the next sign-in.") % {"name": found}
    messages.success(request, words)
    return redirect("accounts:person", code)


def _say(request: HttpRequest, ended: int) -> None:
    words = ngettext("%(ended)d session ended.", "%(ended)d sessions ended.", ended)
    messages.success(request, words % {"ended": ended})
