"""Templates and sequences: what we write, and after what."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contacts.access import require
from outreach.messaging.forms.writing import SequenceForm, StepFormSet, TemplateForm
from outreach.messaging.models import Sequence, Template
from outreach.messaging.segments import length
from outreach.messaging.starting import start_words

TEMPLATES, SEQUENCES = "messaging.change_template", "messaging.change_sequence"


@require_safe
@require(TEMPLATES)
def templates(request: HttpRequest) -> HttpResponse:
    """List the messages that can be sent more than once, and the sequences that send them."""
    sequences = Sequence.objects.visible_to(request.user).prefetch_related(
        "steps__template", "campaigns"
    )
    context = {
        "templates": [(one, _newest(one)) for one in Template.objects.order_by("use", "name")],
        "sequences": [(one, start_words(one.starts_after)) for one in sequences],
    }
    return render(request, "messaging/templates.html", context)


def _newest(template: Template) -> list[tuple[Any, Any]]:
    found = {one.language: one for one in template.wordings.order_by("version")}
    return [(one, length(one.words)) for one in found.values()]


@require_http_methods(["GET", "HEAD", "POST"])
@require(TEMPLATES)
def new_template(request: HttpRequest) -> HttpResponse:
    """Write a message that can be sent more than once."""
    return _template(request, Template())


@require_http_methods(["GET", "HEAD", "POST"])
@require(TEMPLATES)
def template(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a message; what was sent keeps the wording that it had."""
    return _template(request, get_object_or_404(Template, slug=slug))


def _template(request: HttpRequest, one: Template) -> HttpResponse:
    form = TemplateForm(request.POST or None, instance=one)
    if request.method == "POST" and form.is_valid():
        form.save(by=request.user)
        messages.success(request, _("Saved."))
        return redirect("messaging:templates")
    history = one.wordings.select_related("made_by").order_by("-made_at") if one.pk else []
    context = {"form": form, "template": one, "history": history}
    status = 422 if form.errors else 200
    return render(request, "messaging/template.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@require(SEQUENCES)
def new_sequence(request: HttpRequest) -> HttpResponse:
    """Make a sequence."""
    return _sequence(request, Sequence())


@require_http_methods(["GET", "HEAD", "POST"])
@require(SEQUENCES)
def sequence(request: HttpRequest, number: int) -> HttpResponse:
    """Change a sequence; what is owed already keeps its day."""
    mine = Sequence.objects.visible_to(request.user)
    return _sequence(request, get_object_or_404(mine, pk=number))


def _sequence(request: HttpRequest, one: Sequence) -> HttpResponse:
    data = request.POST or None
    form = SequenceForm(data, instance=one, user=request.user)
    steps = StepFormSet(data, instance=one, prefix="steps")
    if request.method == "POST" and form.is_valid() & steps.is_valid():
        with transaction.atomic():
            steps.instance = form.save()
            steps.save()
        messages.success(request, _("Saved."))
        return redirect("messaging:templates")
    owed: Any = one.steps.aggregate(n=Count("follow_ups"))["n"] if one.pk else 0
    context = {"form": form, "steps": steps, "sequence": one, "owed": owed}
    status = 200 if data is None else 422
    return render(request, "messaging/sequence.html", context, status=status)
