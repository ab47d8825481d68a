"""The provider's page: a link, a code given separately, and one answer. No account.

Every way of not getting in shows the same page: whether the link was guessed, is over, was taken
back or only lacks its code, whoever asks learns nothing.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from contacts.looks import log_deed
from outreach.accounts.lockout import LockedError
from outreach.referrals import answering, links
from outreach.referrals.disclosing import NoConsentError, tell
from outreach.referrals.disclosure_wording import NOTICE
from outreach.referrals.forms.recording import AnswerForm, CodeForm
from outreach.referrals.forms.referring import shared_words
from outreach.referrals.models import Disclosure, ProviderLink
from outreach.referrals.moving import MeanwhileError, last_event
from outreach.referrals.transitions import NonsenseError


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code", "grant")
@never_cache
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the code; then show what was consented to, and take the answer."""
    now = timezone.now()
    if request.method != "POST":
        return _ask(request, CodeForm())
    if "grant" in request.POST:
        return _take(request, token, now)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _ask(request, form, 422)
    try:
        link = links.open_link(request, token, form.cleaned_data["code"], now)
        with timezone.override(_zone(link)):
            return _opened(request, link, now)
    except LockedError:
        return _ask(request, form, 429, _("Too many tries. Wait ten minutes, then try again."))
    except (links.NotOpenedError, NoConsentError):
        return _refused(request, form)


def _take(request: HttpRequest, token: str, now: datetime) -> HttpResponse:
    try:
        link = links.granted(token, request.POST["grant"], now)
        with timezone.override(_zone(link)):
            return _answered(request, link, now)
    except (links.NotOpenedError, NoConsentError):
        return _refused(request, CodeForm())


def _answered(request: HttpRequest, link: ProviderLink, now: datetime) -> HttpResponse:
    form = _form(link, request.POST)
    if not form.is_valid():
        return _opened(request, link, now, form)
    said = {name: form.cleaned_data[name] for name in ("closure", "appointment_at", "seen")}
    try:
        answering.answer(link, form.cleaned_data["deed"], now, **said)
    except (MeanwhileError, NonsenseError):
        wrong = _("Something else was written down meanwhile. Here is where it stands now.")
        return _opened(request, link, now, wrong=wrong)
    return render(request, "referrals/answered.html")


def _zone(link: ProviderLink) -> ZoneInfo:
    """Return the zone in which appointments are written: the office's, near the provider."""
    return link.terms.referral.contact.office.zone


def _form(link: ProviderLink, data: Any = None) -> AnswerForm:
    one = link.terms.referral
    start = {"seen": last_event(one), "grant": links.grant_for(link)}
    return AnswerForm(data, deeds=answering.offered(one), initial=start)


def _opened(
    request: HttpRequest,
    link: ProviderLink,
    now: datetime,
    form: AnswerForm | None = None,
    wrong: str = "",
) -> HttpResponse:
    """Show what the person let us share. It enters audit and accounting before it leaves."""
    link.terms.referral.refresh_from_db(fields=["status", "sub_status", "appointment_at"])
    log_deed(link.terms.referral.contact, "provider_opened", referral=link.terms.referral.code)
    said = tell(link.terms.referral, Disclosure.How.LINK, None, now)
    context = {
        "referral": link.terms.referral,
        "terms": link.terms,
        "zone_name": timezone.localtime(now).tzname(),
        "facts": list(zip(shared_words(list(said)), said.values(), strict=True)),
        "notice": NOTICE,
        "form": form or _form(link),
        "wrong": wrong,
    }
    status = 422 if form else 409 if wrong else 200
    return render(request, "referrals/opened.html", context, status=status)


def _refused(request: HttpRequest, form: CodeForm) -> HttpResponse:
    words = _(
        "This link and this code do not open anything. Links end after 30 days, and when the "
        "person takes the consent back. Ask whoever gave it to you for a new one."
    )
    return _ask(request, form, 422, words)


def _ask(request: HttpRequest, form: CodeForm, status: int = 200, wrong: str = "") -> HttpResponse:
    context = {"form": form, "wrong": wrong}
    return render(request, "referrals/answer.html", context, status=status)
