"""One person's story, and writing a person down or mending what is written."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.access import require
from contacts.forms.people import ContactForm, PhonesForm
from contacts.forms.safety import SafetyFlagForm
from contacts.forms.stopping import StopForm
from contacts.keeping import keep_contact
from contacts.looks import EDIT, REVEAL, log_list_look, log_look
from contacts.models import Contact, ReviewFlag
from contacts.stopping import stop_contact as stop
from contacts.stopping import what_stopping_cancels
from contacts.withdrawing import open_text_consents

# The field in which each kind of review flag is mended first.
MENDED_FIRST = {
    "PHONE_UNUSABLE": "number",
    "NO_STREET": "street",
    "NO_PLACE": "latitude",
    "PLACE_DOUBTFUL": "latitude",
    "POSTAL_CODE_DOUBTFUL": "postal_code",
    "TIMES_UNUSABLE": "available_from",
    "PRIORITY_UNKNOWN": "priority",
    "LANGUAGE_UNKNOWN": "language",
    "NOTE_DEFUSED": "note",
    "NOTE_TELLS": "note",
}
WITH_DOOR = ("office", "address", "lead_import")


def visible_contact(request: HttpRequest, code: str) -> Contact:
    """Return the contact of that code, or answer 404 where it is not the user's to see."""
    people = Contact.objects.visible_to(request.user).select_related(*WITH_DOOR)
    return get_object_or_404(people, code=code)


@require_safe
@require("contacts.view_contact")
def contact(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is known about a person and what happened so far."""
    person = visible_contact(request, code)
    log_look(person)
    return show_contact(request, person)


@require_POST
@require("contacts.view_contact")
def reveal(request: HttpRequest, code: str, fact: str) -> HttpResponse:
    """Show what is masked, the phones or the address, this once; without htmx on the whole page."""
    person = visible_contact(request, code)
    if fact not in REVEAL:
        raise Http404
    log_look(person, REVEAL[fact])
    if getattr(request, "htmx", False):
        context = {"contact": person, "revealed": {fact}}
        return render(request, f"contacts/parts/facts.html#{fact}", context)
    return show_contact(request, person, {fact})


def show_contact(
    request: HttpRequest, person: Contact, revealed: frozenset[str] | set[str] = frozenset()
) -> HttpResponse:
    """Draw the page of a person whose look is written down; `revealed` is not masked."""
    door = person.address
    flags = door.safety_flags.select_related("raised_by", "confirmed_by") if door else []
    return render(
        request,
        "contacts/contact.html",
        {
            "contact": person,
            "revealed": revealed,
            "can_reveal": True,
            "today": timezone.localdate(timezone=person.office.zone),
            "safety_flags": [flag for flag in flags if flag.is_current],
            "safety_form": SafetyFlagForm(address=door),
            "consents": person.consents.select_related("phone", "recorded_by", "withdrawal"),
            "texts_agreed": bool(open_text_consents(person)),
            "household": _household(request, person),
            "stop_form": StopForm(),
            "cancels": what_stopping_cancels(person),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require("contacts.add_contact")
def new_contact(request: HttpRequest) -> HttpResponse:
    """Write a person down by hand."""
    return _write_contact(request, Contact(), "contacts/new_contact.html")


@require_http_methods(["GET", "HEAD", "POST"])
@require("contacts.change_contact")
def edit_contact(request: HttpRequest, code: str) -> HttpResponse:
    """Mend what is written about a person; what that settles is no longer flagged."""
    person = visible_contact(request, code)
    if person.stopped:
        messages.error(request, _("Nothing is changed about someone who must not be contacted."))
        return redirect("contacts:contact", code)
    log_look(person, EDIT)
    return _write_contact(request, person, "contacts/edit_contact.html")


def _write_contact(request: HttpRequest, person: Contact, template: str) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = ContactForm(data, instance=person, user=request.user)
    phones: Any = PhonesForm(data, instance=person, prefix="phones")
    valid = form.is_valid() & phones.is_valid() if data is not None else False
    if valid and (kept := keep_contact(form, phones)):
        messages.success(request, _("Saved."))
        return redirect("contacts:contact", kept.code)
    _point_at(request.GET.get("mend", ""), form, phones)
    status = 422 if data is not None else 200
    context = {"form": form, "phones": phones, "contact": person}
    return render(request, template, context, status=status)


def _point_at(problem: str, form: ContactForm, phones: Any) -> None:
    """Put the cursor where a review flag of this kind is mended."""
    if problem in MENDED_FIRST:
        name = MENDED_FIRST[problem]
        holder = phones.forms[0] if name == "number" else form
        holder.fields[name].widget.attrs["autofocus"] = True


@require_POST
@require("contacts.change_contact")
def settle_flag(request: HttpRequest, code: str, problem: str) -> HttpResponse:
    """Take a review flag off, because someone looked and it is right as it is."""
    person = visible_contact(request, code)
    get_object_or_404(ReviewFlag, contact=person, problem=problem).delete()
    messages.success(request, _("Settled: it stays as it is."))
    return redirect("contacts:contact", code)


@require_http_methods(["GET", "HEAD", "POST"])
@require("contacts.stop_contact")
def stop_contact(request: HttpRequest, code: str) -> HttpResponse:
    """Record that a person must not be contacted, after saying what that cancels."""
    person = visible_contact(request, code)
    form = StopForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        stop(person, form.cleaned_data["reason"])
        messages.success(request, _("Done. Nothing open is left, and no list brings them back."))
        return redirect("contacts:contact", code)
    log_look(person)
    context = {"contact": person, "stop_form": form, "cancels": what_stopping_cancels(person)}
    status = 422 if form.is_bound else 200
    return render(request, "contacts/stop_contact.html", context, status=status)


def _household(request: HttpRequest, person: Contact) -> Any:
    if person.address is None:
        return []
    people = Contact.objects.visible_to(request.user)
    others = list(people.filter(address=person.address).exclude(pk=person.pk))
    log_list_look(others, "household")
    return others
