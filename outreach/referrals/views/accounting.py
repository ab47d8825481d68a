"""What was told about a referral, looked up after the referral and its person are gone."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from contacts.access import require
from contacts.looks import log_deed
from outreach.referrals.forms.referring import shared_words
from outreach.referrals.models import Disclosure


class CodeForm(forms.Form):
    """A referral's code, or the number of one disclosure."""

    code = forms.CharField(
        label=_("Code of the referral, or number of the disclosure"), max_length=20
    )


# Posted, so that the code is in no address and no log of one.
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@require("privacy.handle_request")
def disclosures(request: HttpRequest) -> HttpResponse:
    """Show what was told, to whom and when, by a code. The look is logged first."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    found: list[tuple[Disclosure, list[str]]] | None = None
    if form.is_valid():
        code = form.cleaned_data["code"].strip()
        rows = list(_of(code))
        user: Any = request.user
        codes = sorted({row.referral_code for row in rows})
        log_deed(user, "find_disclosures", referrals=" ".join(codes), found=len(rows))
        found = [(row, shared_words(row.shared)) for row in rows]
    context = {"form": form, "found": found}
    status = 422 if form.errors else 200
    return render(request, "referrals/disclosures.html", context, status=status)


def _of(code: str) -> Any:
    rows = Disclosure.objects.filter(referral_code=code)
    if not rows.exists() and code.isascii() and code.isdigit() and len(code) < 18:
        rows = Disclosure.objects.filter(pk=int(code))
    return rows.select_related("by")
