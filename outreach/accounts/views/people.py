"""Who may sign in, for administrators."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.access import require
from outreach.accounts import roles
from outreach.accounts.forms import PersonForm
from outreach.accounts.models import User
from outreach.accounts.people import LastAdministratorError, password_path, role_of, switch
from outreach.accounts.reauthentication import require_recent_second_factor
from outreach.accounts.role_guide import GUIDES
from outreach.accounts.second_factor import has_second_factor

ROWS = 50
OFF = "off"


@require_safe
@require("accounts.view_user")
def people(request: HttpRequest) -> HttpResponse:
    """List who may sign in, with their roles, offices and last sign-in."""
    chosen = request.GET.get("role", "")
    found = User.objects.filter(_condition(chosen)).order_by("first_name", "last_name", "pk")
    found = found.prefetch_related("groups", "offices")
    context = {
        "page": Paginator(found, ROWS).get_page(request.GET.get("page")),
        "lists": _lists(chosen),
        "labels": roles.LABELS,
    }
    return render(request, "accounts/people.html", context)


def _condition(chosen: str) -> Q:
    if chosen == OFF:
        return Q(is_active=False)
    return Q(is_active=True, groups__name=chosen) if chosen in roles.LABELS else Q(is_active=True)


def _lists(chosen: str) -> list[dict[str, Any]]:
    names = {"": _("Everyone"), **roles.LABELS, OFF: _("Switched off")}
    counts = User.objects.aggregate(
        **{
            f"n{i}": Count("pk", filter=_condition(code), distinct=True)
            for i, code in enumerate(names)
        }
    )
    return [
        {"code": code, "label": label, "count": counts[f"n{i}"], "chosen": code == chosen}
        for i, (code, label) in enumerate(names.items())
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@require("accounts.add_user")
@require_recent_second_factor
@never_cache
def invite(request: HttpRequest) -> HttpResponse:
    """Add a person with one role, and show the link with which they set their password."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.keep():
        return _show_link(request, form.instance)
    return render(request, "accounts/invite.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@require("accounts.change_user")
@require_recent_second_factor
def person(request: HttpRequest, code: str) -> HttpResponse:
    """Show a person, and change name, role and offices."""
    found = get_object_or_404(User, code=code)
    form = PersonForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid() and form.keep():
        messages.success(request, _("Saved. It holds from their next click on."))
        return redirect("accounts:person", code)
    kept = get_object_or_404(User, code=code)
    context = {
        "form": form,
        "person": kept,
        "guide": GUIDES.get(role_of(kept)),
        "sessions": UserSession.objects.filter(user=kept).count(),
        "has_second_factor": has_second_factor(kept),
    }
    return render(request, "accounts/person.html", context)


@require_POST
@require("accounts.change_user")
@require_recent_second_factor
@never_cache
def password_link(request: HttpRequest, code: str) -> HttpResponse:
    """Make a link with which a person sets a new password; shown once, kept nowhere."""
    return _show_link(request, get_object_or_404(User, code=code, is_active=True))


def _show_link(request: HttpRequest, person: User) -> HttpResponse:
    link = request.build_absolute_uri(password_path(person))
    return render(request, "accounts/password_link.html", {"person": person, "link": link})


@require_http_methods(["GET", "HEAD", "POST"])
@require("accounts.change_user")
@require_recent_second_factor
def switch_off(request: HttpRequest, code: str) -> HttpResponse:
    """Say what switching off means, then end a person's access."""
    found = get_object_or_404(User, code=code)
    if request.method == "POST":
        try:
            switch(found, on=False)
        except LastAdministratorError:
            refusal = _("Nobody else is an administrator. Make another one first.")
            messages.error(request, refusal)
            return redirect("accounts:person", code)
        messages.success(request, _("%(name)s can no longer sign in.") % {"name": found})
        return redirect("accounts:people")
    return render(request, "accounts/switch_off.html", {"person": found})


@require_POST
@require("accounts.change_user")
@require_recent_second_factor
def switch_on(request: HttpRequest, code: str) -> HttpResponse:
    """Let a person sign in again, with the password that they had."""
    found = get_object_or_404(User, code=code)
    switch(found, on=True)
    messages.success(request, _("%(name)s can sign in again.") % {"name": found})
    return redirect("accounts:person", code)
