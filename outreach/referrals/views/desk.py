"""Referring from a desk: making, consent, the provider's link."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from contacts.access import require
from contacts.looks import CONSENT, log_deed, log_look
from contacts.models import ConsentWithdrawal, Contact
from outreach.referrals import disclosing, disclosure_wording, links
from outreach.referrals.codes import Deed
from outreach.referrals.forms.referring import consent_form, shared_words
from outreach.referrals.mailing import mail_link
from outreach.referrals.models import Disclosure, ProviderLink
from outreach.referrals.obstacle_words import WHY_NOT
from outreach.referrals.qr import qr_of
from outreach.referrals.refer_page import ReferPage
from outreach.referrals.transitions import TABLE
from outreach.referrals.views.referral import CHANGE, visible


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@require(CHANGE)
def new_referral(request: HttpRequest, code: str) -> HttpResponse:
    """Refer one person: choose a resource, then share or only tell."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user), code=code)
    log_look(contact)
    return _refer(request, ReferPage(request, contact))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@require(CHANGE)
def refer_again(request: HttpRequest, code: str) -> HttpResponse:
    """Refer the same person elsewhere, after a referral that came to nothing."""
    one = visible(request, code)
    log_look(one.contact)
    return _refer(request, ReferPage(request, one.contact, previous=one))


def _refer(request: HttpRequest, page: ReferPage) -> HttpResponse:
    if page.carry_out():
        messages.success(request, page.done)
        return redirect("referrals:referral", page.made.code)
    if page.resource is None:
        return page.choose(reverse("contacts:contact", args=[page.contact.code]))
    template = "referrals/new_referral.html"
    return render(request, template, page.context, status=422 if page.failed else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@require(CHANGE)
def consent(request: HttpRequest, code: str) -> HttpResponse:
    """Read out what would be shared, and keep that the person agreed."""
    one, now = visible(request, code), timezone.now()
    if not one.is_open:
        messages.error(request, str(WHY_NOT["OVER"]))
        return redirect("referrals:referral", code)
    log_look(one.contact, CONSENT)
    recipient = disclosing.recipient_of(one.resource)
    form = consent_form(request, one.contact, recipient, now)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("shared", "days", "language", "how")}
        with transaction.atomic():
            disclosing.give_consent(one, **said, by=request.user, now=now)
            if one.state in TABLE[Deed.SEND]:
                disclosing.send(one, request.user, now)
        messages.success(request, _("Kept. Now give the provider a link."))
        return redirect("referrals:referral", code)
    status = 422 if form.errors else 200
    context = {"referral": one, "form": form, "recipient": recipient}
    return render(request, "referrals/consent.html", context, status=status)


@require_POST
@require(CHANGE)
def revoke(request: HttpRequest, code: str) -> HttpResponse:
    """Take the consent back, as the person asked: links end at once."""
    one = visible(request, code)
    how = request.POST.get("how")
    how = how if how in ConsentWithdrawal.How.values else ConsentWithdrawal.How.IN_PERSON
    if disclosing.revoke(one, how, request.user, timezone.now()):
        messages.success(request, _("Taken back. Nothing more is told, and no link opens."))
    else:
        messages.info(request, _("There is no consent to take back."))
    return redirect("referrals:referral", code)


@require_POST
@never_cache
@require(CHANGE)
def make_link(request: HttpRequest, code: str) -> HttpResponse:
    """Make a link for the provider, and show it and its code this once."""
    one, now = visible(request, code), timezone.now()
    kinds = ProviderLink.By
    by = kinds.PRINT if request.POST.get("by") == kinds.PRINT else kinds.EMAIL
    try:
        link, secret = links.make_link(one, by, request.user, now)
    except disclosing.NoConsentError as error:
        messages.error(request, str(WHY_NOT[str(error)]))
        return redirect("referrals:referral", code)
    log_deed(one.contact, "make_link", referral=one.code)
    address = links.address_of_link(link)
    context = {
        "referral": one,
        "link": link,
        "address": address,
        "qr": qr_of(address) if by == kinds.PRINT else "",
        "secret": secret,
        "mailed": mail_link(link, one.resource, address) if by == kinds.EMAIL else "",
    }
    return render(request, "referrals/link.html", context)


@require_POST
@never_cache
@require(CHANGE)
def told(request: HttpRequest, code: str) -> HttpResponse:
    """Show what may be said on the phone, after entering it in the accounting."""
    one = visible(request, code)
    log_deed(one.contact, "tell_provider", referral=one.code)
    try:
        said = disclosing.tell(one, Disclosure.How.SPOKEN, request.user, timezone.now())
    except disclosing.NoConsentError as error:
        messages.error(request, str(WHY_NOT[str(error)]))
        return redirect("referrals:referral", code)
    facts = list(zip(shared_words(list(said)), said.values(), strict=True))
    context = {"referral": one, "facts": facts, "notice": disclosure_wording.NOTICE}
    return render(request, "referrals/told.html", context)
