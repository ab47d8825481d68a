"""Requests from people: to be erased, or to see what is held about them; each to its end."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.access import require
from contacts.looks import log_deed, log_look
from contacts.models import Contact
from outreach.accounts.reauthentication import require_recent_second_factor
from outreach.privacy import answering
from outreach.privacy.files import TYPES, stream_file
from outreach.privacy.finding import FIND, find_people, looked_too_often
from outreach.privacy.forms.requests import FindForm, RefuseForm, RequestForm, VerifyForm
from outreach.privacy.models import PersonRequest

HANDLE = "privacy.handle_request"


@require_safe
@require(HANDLE)
def requests(request: HttpRequest) -> HttpResponse:
    """List the requests, those that must be answered first on top."""
    ended = Q(status__in=["DONE", "REFUSED"])
    context = {
        "waiting": PersonRequest.objects.exclude(ended).order_by("due_on", "pk"),
        "ended": PersonRequest.objects.filter(ended).order_by(F("ended_at").desc())[:50],
    }
    return render(request, "privacy/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(HANDLE)
def new_request(request: Any) -> HttpResponse:
    """Write down that a person asks for something."""
    form = RequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.instance.recorded_by = request.user
        asked = form.save()
        messages.success(request, _("Written down. Find the person next."))
        return redirect("privacy:request", asked.code)
    return render(request, "privacy/new_request.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@require(HANDLE)
def request(request: HttpRequest, code: str) -> HttpResponse:
    """Show one request and its next step; with POST, look for the person by what they told."""
    asked = get_object_or_404(PersonRequest, code=code)
    form = FindForm(request.POST or None)
    found: list[Contact] | None = None
    if request.method == "POST" and form.is_valid():
        if looked_too_often(request.user, timezone.now()):
            return render(request, "429.html", status=429)
        found = find_people(form.cleaned_data)
        log_deed(asked, FIND, request.user, found=len(found))
        if len(found) == 1:
            return _attach(request, asked, found[0])
    person = _person(asked)
    if person:
        log_look(person)
    context = {
        "asked": asked,
        "person": person,
        "find_form": form,
        "found": found,
        "verify_form": VerifyForm(),
        "refuse_form": RefuseForm(),
    }
    return render(request, "privacy/request.html", context)


def _attach(request: HttpRequest, asked: PersonRequest, person: Contact) -> HttpResponse:
    return _step(
        request,
        asked,
        lambda: answering.attach(asked, person, request.user),
        _("Found. Make sure that it is them who is asking."),
    )


def _person(asked: PersonRequest) -> Contact | None:
    if not asked.contact_code or not asked.is_open:
        return None
    people = Contact.objects.still_known().select_related("office")
    return people.filter(code=asked.contact_code).first()


def _step(
    request: HttpRequest, asked: PersonRequest, deed: Callable[[], None], done: str
) -> HttpResponse:
    """Do one step and say so; where someone else was quicker, say that instead."""
    try:
        deed()
        messages.success(request, done)
    except answering.NotNowError:
        messages.warning(request, _("That is not possible now. Look at where the request stands."))
    return redirect("privacy:request", asked.code)


@require_POST
@require(HANDLE)
def verify_request(request: HttpRequest, code: str) -> HttpResponse:
    """Write down how we know that it is them."""
    asked = get_object_or_404(PersonRequest, code=code)
    form = VerifyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose how you know that it is them."))
        return redirect("privacy:request", code)
    proof, now = form.cleaned_data["proof"], timezone.now()
    return _step(
        request,
        asked,
        lambda: answering.verify(asked, proof, request.user, now),
        _("Verified."),
    )


@require_POST
@require(HANDLE)
def refuse_request(request: HttpRequest, code: str) -> HttpResponse:
    """End a request with the reason why it is not met."""
    asked = get_object_or_404(PersonRequest, code=code)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose why it is refused."))
        return redirect("privacy:request", code)
    refusal, now = form.cleaned_data["refusal"], timezone.now()
    return _step(
        request,
        asked,
        lambda: answering.refuse(asked, refusal, request.user, now),
        _("Refused. Tell the person why, and that they may complain."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require(HANDLE)
@require_recent_second_factor
def erase_person(request: HttpRequest, code: str) -> HttpResponse:
    """Say what is erased, then erase the person everywhere."""
    asked = get_object_or_404(PersonRequest, code=code, kind=PersonRequest.Kind.ERASURE)
    if request.method == "POST":
        return _step(
            request,
            asked,
            lambda: answering.erase(asked, request.user, timezone.now()),
            _("Erased. The proof is below."),
        )
    if asked.status != PersonRequest.Status.VERIFIED:
        return redirect("privacy:request", code)
    context = {"asked": asked, "person": _person(asked)}
    return render(request, "privacy/erase_person.html", context)


@require_POST
@require(HANDLE)
@require_recent_second_factor
def person_file(request: HttpRequest, code: str) -> HttpResponseBase:
    """Hand out everything held about a verified person, as a page or as JSON."""
    asked = get_object_or_404(PersonRequest, code=code, kind=PersonRequest.Kind.ACCESS)
    person = _person(asked)
    kind = request.POST.get("kind", "html")
    if asked.status != PersonRequest.Status.VERIFIED or person is None or kind not in TYPES:
        messages.warning(request, _("That is not possible now. Look at where the request stands."))
        return redirect("privacy:request", code)
    # Before the first byte leaves; where they cannot be written, none does.
    log_look(person)
    log_deed(asked, "subject_access", request.user, contact=person.code, format=kind)
    response = StreamingHttpResponse(
        stream_file(person, kind, timezone.now()),
        content_type=TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="doorstep-{asked.code}.{kind}"'},
    )
    patch_cache_control(response, no_store=True, private=True)
    return response


@require_POST
@require(HANDLE)
def hand_over(request: HttpRequest, code: str) -> HttpResponse:
    """End a request to see what is held, once the file is with the person."""
    asked = get_object_or_404(PersonRequest, code=code, kind=PersonRequest.Kind.ACCESS)
    return _step(
        request,
        asked,
        lambda: answering.hand_over(asked, request.user, timezone.now()),
        _("Done. Delete the file from this computer once the person has it."),
    )
