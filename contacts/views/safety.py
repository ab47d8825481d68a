"""Safety flags of a door: one person proposes, a second one confirms, and they expire."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contacts.access import require
from contacts.forms.safety import SafetyFlagForm
from contacts.models import Address, SafetyFlag
from contacts.views.people import visible_contact


@require_POST
@require("contacts.change_contact")
def propose_safety_flag(request: HttpRequest, code: str) -> HttpResponse:
    """Propose a flag for the door of a contact; it waits for a second person."""
    door = _door(request, code)
    form = SafetyFlagForm(request.POST, address=door)
    if form.is_valid():
        user: Any = request.user
        flag = form.save(commit=False)
        flag.address, flag.raised_by = door, user
        with transaction.atomic():
            # An expired flag of the same kind makes room for what is seen now.
            door.safety_flags.filter(kind=flag.kind).delete()
            flag.save()
        messages.success(request, _("Proposed. A second person must confirm it."))
    else:
        messages.error(request, _("This flag stands already, or is not one of the list."))
    return redirect("contacts:contact", code)


@require_POST
@require("contacts.change_contact")
def confirm_safety_flag(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Confirm a flag that someone else proposed."""
    flag = _flag(request, code, kind)
    if flag.raised_by_id == request.user.pk:
        messages.error(request, _("You proposed this flag: someone else must confirm it."))
    elif flag.confirmed_by_id is None:
        user: Any = request.user
        flag.confirmed_by = user
        flag.save(update_fields=["confirmed_by"])
        messages.success(request, _("Confirmed."))
    return redirect("contacts:contact", code)


@require_POST
@require("contacts.change_contact")
def remove_safety_flag(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Take a flag off that is no longer true."""
    _flag(request, code, kind).delete()
    messages.success(request, _("The flag was taken off."))
    return redirect("contacts:contact", code)


def _door(request: HttpRequest, code: str) -> Address:
    contact = visible_contact(request, code)
    if contact.address is None:
        raise Http404
    return contact.address


def _flag(request: HttpRequest, code: str, kind: str) -> SafetyFlag:
    return get_object_or_404(SafetyFlag, address=_door(request, code), kind=kind)
