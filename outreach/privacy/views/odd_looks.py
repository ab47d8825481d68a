"""The weekly reports of odd looks."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contacts.access import require
from contacts.looks import log_deed
from outreach.accounts.models import User
from outreach.privacy.glass import REVIEW
from outreach.privacy.models import OddLooksReport
from outreach.privacy.odd_look_words import RULES

WEEKS = 12


@require_safe
@require(REVIEW)
def odd_looks(request: HttpRequest) -> HttpResponse:
    """Show the reports of the last weeks, each with who looked, newest first."""
    reports = list(OddLooksReport.objects.select_related("read_by")[:WEEKS])
    codes = {found["user"] for report in reports for found in report.findings}
    users = {user.code: user for user in User.objects.filter(code__in=codes)}
    context = {"reports": [(report, _by_user(report, users)) for report in reports]}
    return render(request, "privacy/odd_looks.html", context)


@require_POST
@require(REVIEW)
def read_odd_looks(request: Any, number: int) -> HttpResponse:
    """Note that someone looked into a week's report. Doing it again changes nothing."""
    report = get_object_or_404(OddLooksReport, pk=number)
    changed = OddLooksReport.objects.filter(pk=report.pk, read_at=None).update(
        read_by=request.user, read_at=timezone.now()
    )
    if changed:
        log_deed(report, "read_odd_looks", request.user)
    messages.success(request, _("Noted that you looked into it."))
    return redirect("privacy:odd_looks")


def _by_user(report: OddLooksReport, users: dict[str, User]) -> list[tuple[str, list[Any]]]:
    """Return who looked oddly, with each look's time, person and what makes it odd."""
    found = sorted(report.findings, key=lambda each: (each["user"], each["at"]))
    return [
        (str(users.get(code, code)), [_in_words(look) for look in looks])
        for code, looks in groupby(found, key=lambda each: each["user"])
    ]


def _in_words(look: dict[str, Any]) -> dict[str, Any]:
    return {
        "at": parse_datetime(look["at"]),
        "contact": look["contact"],
        "entry": look["entry"],
        "rules": [RULES[rule] for rule in look["rules"]],
    }
