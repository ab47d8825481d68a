"""The work list."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contacts.access import require
from contacts.looks import log_list_look
from outreach.referrals.worklist import LISTS, counts, row_of, work_list

ROWS = 50


@require_safe
@never_cache
@require("referrals.view_referral")
def referrals(request: HttpRequest) -> HttpResponse:
    """List who owes what by when, the latest on top. The look is logged first."""
    now = timezone.now()
    asked = request.GET.get("list", "open")
    chosen = asked if asked in LISTS else "open"
    found = work_list(request.user, chosen, now)
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    rows = [row_of(referral, now) for referral in page]
    log_list_look([row.referral.contact for row in rows], "referrals")
    numbers = counts(request.user, now)
    context = {
        "rows": rows,
        "page": page,
        "chosen": chosen,
        "links": [(each, numbers[name], name == chosen) for name, each in LISTS.items()],
    }
    return render(request, "referrals/referrals.html", context)
