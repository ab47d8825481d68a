"""Breaking the glass, what is behind it, and the review by someone else."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.access import require
from contacts.looks import BREAK_GLASS, log_deed, log_look
from contacts.models import Contact
from outreach.accounts.reauthentication import require_recent_second_factor
from outreach.privacy import glass as rules
from outreach.privacy.finding import find_people
from outreach.privacy.forms.glass import BreakGlassForm, ReviewForm
from outreach.privacy.models import DAYS_TO_REVIEW, MINUTES_OPEN, BrokenGlass

BREAK = "privacy.break_glass"


@require_http_methods(["GET", "HEAD", "POST"])
@require(BREAK)
@require_recent_second_factor
def break_glass(request: Any) -> HttpResponse:
    """Ask whom one must see and why; with POST, open exactly that person for half an hour."""
    now = timezone.now()
    form = BreakGlassForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if rules.tried_too_often(request.user, now):
            form.add_error(None, _("You tried too often today. Call an administrator."))
            status = 429
        elif form.is_valid() and (person := _find(request.user, form)):
            told = form.cleaned_data
            broken = rules.break_glass(person, request.user, told["reason"], told["words"])
            return redirect("privacy:behind_glass", broken.code)
    context = {
        "form": form,
        "open": rules.still_open(request.user, now),
        "minutes": MINUTES_OPEN,
        "days": DAYS_TO_REVIEW,
    }
    return render(request, "privacy/break_glass.html", context, status=status)


def _find(user: Any, form: BreakGlassForm) -> Contact | None:
    """Return the one person who was told of; else say in the form's errors why there is none."""
    found = find_people(form.cleaned_data)
    log_deed(user, "find_behind_glass", user, found=len(found))
    if len(found) == 1:
        return found[0]
    form.add_error(
        None,
        _("More than one person fits. Give the code, or the name with the street and ZIP code.")
        if found
        else _("Nobody fits all of that. Nothing was opened."),
    )
    return None


@require_safe
@require(BREAK)
def behind_glass(request: HttpRequest, code: str) -> HttpResponse:
    """Show the person to whoever broke the glass, for half an hour; each look is written down."""
    open_now = rules.still_open(request.user, timezone.now())
    broken = get_object_or_404(open_now, code=code)
    person: Any = broken.contact
    log_look(person, BREAK_GLASS, why=broken.code)
    door = person.address
    flags = door.safety_flags.select_related("raised_by", "confirmed_by") if door else []
    context = {
        "glass": broken,
        "contact": person,
        "revealed": {"phones", "address"},
        "safety_flags": [flag for flag in flags if flag.is_current],
    }
    return render(request, "privacy/behind_glass.html", context)


@require_safe
@require(rules.REVIEW)
def glass_reviews(request: Any) -> HttpResponse:
    """List what must be reviewed, the late on top, and what was."""
    reviewed = BrokenGlass.objects.exclude(finding="").order_by("-reviewed_at")
    own = BrokenGlass.objects.filter(finding="", broken_by=request.user)
    context = {
        "waiting": rules.to_review(request.user),
        "reviewed": reviewed.select_related("broken_by", "reviewed_by", "contact")[:50],
        "own": own.count(),
        "review_form": ReviewForm(),
    }
    return render(request, "privacy/glass_reviews.html", context)


@require_POST
@require(rules.REVIEW)
def review_glass(request: HttpRequest, code: str) -> HttpResponse:
    """Write down what a second person found about one broken glass."""
    broken = get_object_or_404(BrokenGlass, code=code)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what you found."))
        return redirect("privacy:glass_reviews")
    try:
        rules.review(broken, request.user, form.cleaned_data["finding"], timezone.now())
        messages.success(request, _("Written down."))
    except rules.OwnGlassError:
        messages.error(request, _("You broke it yourself: someone else must review it."))
    except rules.ReviewedAlreadyError:
        messages.warning(request, _("Someone else reviewed it meanwhile."))
    return redirect("privacy:glass_reviews")
