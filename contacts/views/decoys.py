"""Decoys and their alerts, for administrators."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts import decoys as rules
from contacts.access import require
from contacts.forms.people import ContactForm, PhonesForm
from contacts.keeping import keep_contact
from contacts.models import Contact, Decoy, DecoyAlert, Office

PERMISSION = "contacts.plant_decoy"


@require_safe
@require(PERMISSION)
def decoys(request: HttpRequest) -> HttpResponse:
    """Show the alerts, those nobody looked into first, and the decoys by their codes."""
    closed = DecoyAlert.objects.exclude(looked_into_at=None)
    context = {
        "alerts": rules.open_alerts(),
        "closed": closed.select_related("decoy__contact__office", "by", "looked_into_by")[:20],
        "decoys": Decoy.objects.select_related("contact__office").order_by("-planted_at"),
    }
    return render(request, "contacts/decoys.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(PERMISSION)
def plant_decoy(request: HttpRequest) -> HttpResponse:
    """Write down someone who does not exist. It must look like everyone else."""
    user: Any = request.user
    data = request.POST if request.method == "POST" else None
    form = ContactForm(data, instance=Contact(), user=user, offices=Office.objects.all())
    phones: Any = PhonesForm(data, instance=Contact(), prefix="phones")
    if data is not None and form.is_valid() & phones.is_valid():
        with transaction.atomic():
            kept = keep_contact(form, phones)
            if kept:
                rules.plant(kept, user)
        if kept:
            messages.success(request, _("Planted. Whoever opens it raises an alert here."))
            return redirect("contacts:decoys")
    context = {"form": form, "phones": phones}
    status = 422 if data is not None else 200
    return render(request, "contacts/plant_decoy.html", context, status=status)


@require_POST
@require(PERMISSION)
def look_into_alert(request: HttpRequest, number: int) -> HttpResponse:
    """Close an alert, because someone looked into it."""
    rules.look_into(get_object_or_404(DecoyAlert, pk=number), request.user)
    messages.success(request, _("Noted that you looked into it."))
    return redirect("contacts:decoys")
