"""Parts of other pages that referrals bring; each is a page of its own where it is opened alone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contacts.access import require
from contacts.fragments import render_fragment
from contacts.looks import log_look
from contacts.models import Contact
from outreach.referrals.models import Referral
from outreach.referrals.worklist import counts, row_of, with_due


@require_safe
@never_cache
@require("referrals.view_referral")
def board(request: HttpRequest) -> HttpResponse:
    """Show how many referrals are overdue and open."""
    return render_fragment(request, "referrals/board.html", counts(request.user, timezone.now()))


@require_safe
@require("referrals.view_referral")
def of_contact(request: HttpRequest, code: str) -> HttpResponse:
    """Show one person's referrals. The look is logged first."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user), code=code)
    log_look(contact)
    now = timezone.now()
    mine = Referral.objects.visible_to(request.user).filter(contact=contact)
    found = with_due(mine).select_related("resource", "contact")
    context = {"contact": contact, "rows": [row_of(one, now) for one in found]}
    return render_fragment(request, "referrals/of_contact.html", context)
