"""What a coordinator records of a person's consents, away from the door."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts.access import require
from contacts.forms.withdrawing import WithdrawalForm
from contacts.looks import log_look
from contacts.views.people import visible_contact
from contacts.withdrawing import open_text_consents, withdraw_texts


@require_http_methods(["GET", "HEAD", "POST"])
@require("contacts.change_contact")
def withdraw_consent(request: HttpRequest, code: str) -> HttpResponse:
    """Record that a person takes back the consent to be texted, however they said so."""
    person = visible_contact(request, code)
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if withdraw_texts(person, form.cleaned_data["how"], request.user):
            messages.success(request, _("Recorded. No text is sent to them any more."))
        return redirect("contacts:contact", code)
    log_look(person)
    context = {"contact": person, "form": form, "consents": open_text_consents(person)}
    status = 422 if form.is_bound else 200
    return render(request, "contacts/withdraw_consent.html", context, status=status)
