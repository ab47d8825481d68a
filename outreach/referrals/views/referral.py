"""One referral: where it stands, its story, and what happened next."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from contacts.access import require
from contacts.looks import log_look
from outreach.referrals import checks
from outreach.referrals.disclosing import NoConsentError, terms_in_force
from outreach.referrals.forms.recording import CheckForm, RecordForm
from outreach.referrals.forms.referring import shared_words
from outreach.referrals.models import Disclosure, ProviderLink, Referral
from outreach.referrals.moving import MeanwhileError, Word, last_event, move
from outreach.referrals.obstacle_words import WHY_NOT
from outreach.referrals.referring import chain_of
from outreach.referrals.transitions import OF_STAFF, NonsenseError, possible
from outreach.referrals.worklist import row_of, with_due

CHANGE = "referrals.change_referral"


def visible(request: HttpRequest, code: str) -> Referral:
    """Return the referral of that code, or answer 404."""
    found = with_due(Referral.objects.visible_to(request.user))
    related = "contact__office", "contact__address", "resource", "owner", "made_by"
    return get_object_or_404(found.select_related(*related), code=code)


@require_safe
@never_cache
@require("referrals.view_referral")
def referral(request: HttpRequest, code: str) -> HttpResponse:
    """Show one referral. The look is logged first."""
    one = visible(request, code)
    log_look(one.contact)
    return _page(request, one, _record_form(one))


@require_POST
@require(CHANGE)
def record(request: HttpRequest, code: str) -> HttpResponse:
    """Write down what happened to a referral, by whose word."""
    one, user = visible(request, code), request.user
    form = _record_form(one, request.POST)
    if not form.is_valid():
        log_look(one.contact)
        return _page(request, one, form, status=422)
    said = form.cleaned_data
    word = Word(said["source"], user, said["closure"], said["appointment_at"], said["seen"])
    try:
        move(one, said["deed"], word, timezone.now())
    except MeanwhileError:
        messages.warning(request, _("Something else happened meanwhile. Look at it again."))
    except NonsenseError:
        messages.error(request, _("That cannot follow on where it stands."))
    else:
        messages.success(request, _("Written down."))
    return redirect("referrals:referral", code)


@require_POST
@require(CHANGE)
def take(request: HttpRequest, code: str) -> HttpResponse:
    """Take a referral upon oneself, or give it back to the office."""
    user: Any = request.user
    one = visible(request, code)
    one.owner = None if request.POST.get("to") == "office" else user
    one.save(update_fields=["owner"])
    return redirect("referrals:referral", code)


@require_POST
@require(CHANGE)
def answer_check(request: HttpRequest, code: str, days: int) -> HttpResponse:
    """Write down whether service started and lasts, 30 or 90 days later."""
    one = visible(request, code)
    check = get_object_or_404(one.checks, days=days)
    form = CheckForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what was found, and who says so."))
    elif checks.answer_check(check, **form.cleaned_data, by=request.user, now=timezone.now()):
        messages.success(request, _("Written down."))
    else:
        messages.info(request, _("It is answered already, or no longer asked."))
    return redirect("referrals:referral", code)


def _record_form(one: Referral, data: Any = None) -> RecordForm:
    can = possible(one.state)
    deeds = [str(deed) for deed in OF_STAFF if deed in can]
    return RecordForm(data, deeds=deeds, initial={"seen": last_event(one), "source": "STAFF"})


def _page(request: HttpRequest, one: Referral, form: RecordForm, status: int = 200) -> HttpResponse:
    now = timezone.now()
    context = {
        "referral": one,
        "row": row_of(one, now),
        "events": one.events.select_related("by"),
        "chain": chain_of(one),
        "form": form,
        "checks": one.checks.all(),
        "check_form": CheckForm(),
        "now": now,
        "disclosures": Disclosure.objects.filter(referral_code=one.code),
        "links": ProviderLink.objects.live(now).filter(terms__referral=one),
        **_consent(one, now),
    }
    return render(request, "referrals/referral.html", context, status=status)


def _consent(one: Referral, now: Any) -> dict[str, Any]:
    try:
        terms = terms_in_force(one, now)
    except NoConsentError as error:
        return {"terms": None, "why_not": WHY_NOT[str(error)]}
    return {"terms": terms, "shared_words": shared_words(terms.shared), "why_not": ""}
