"""Offices and the postal codes that they cover, kept by administrators."""

from django.contrib import messages
from django.db import IntegrityError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contacts.access import require
from contacts.forms.offices import OfficeForm
from contacts.models import Office

PERMISSION = "contacts.change_office"


@require_safe
@require(PERMISSION)
def offices(request: HttpRequest) -> HttpResponse:
    """List the offices with how many people work there and how much they cover."""
    found = Office.objects.annotate(
        staff_count=Count("staff", distinct=True),
        area_count=Count("postal_areas", distinct=True),
    )
    return render(request, "contacts/offices.html", {"offices": found})


@require_http_methods(["GET", "HEAD", "POST"])
@require(PERMISSION)
def new_office(request: HttpRequest) -> HttpResponse:
    """Add an office."""
    return _write_office(request, Office())


@require_http_methods(["GET", "HEAD", "POST"])
@require(PERMISSION)
def edit_office(request: HttpRequest, office_code: str) -> HttpResponse:
    """Change an office's name, zone, phone and postal codes."""
    return _write_office(request, get_object_or_404(Office, code=office_code))


def _write_office(request: HttpRequest, office: Office) -> HttpResponse:
    name = office.name
    form = OfficeForm(request.POST if request.method == "POST" else None, instance=office)
    if form.is_valid():
        try:
            form.save()
        except IntegrityError:
            form.add_error(None, _("Someone else changed the offices just now. Try again."))
        else:
            messages.success(request, _("Saved."))
            return redirect("contacts:offices")
    context = {"form": form, "office_name": name}
    status = 422 if form.is_bound else 200
    return render(request, "contacts/write_office.html", context, status=status)
