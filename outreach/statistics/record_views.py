"""Exports of records by code, for those who see these people anyway."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts.access import require
from contacts.looks import log_list_look
from contacts.models import Contact
from outreach.accounts.reauthentication import require_recent_second_factor
from outreach.statistics.audit import log_export
from outreach.statistics.files import FORMATS
from outreach.statistics.forms import RecordExportForm, SaveForm
from outreach.statistics.periods import first_days
from outreach.statistics.record_files import About, record_file
from outreach.statistics.records import RECORDS
from outreach.statistics.saving import saved_exports

# A row is an object with all that belongs to it, all of them in memory at once, and the audit entry
# names each person.
LONGEST = 10_000


@require_http_methods(["GET", "HEAD", "POST"])
@require("statistics.export_records")
@require_recent_second_factor
def export_records(request: HttpRequest) -> HttpResponse:
    """Say what an export of records holds; with POST, give the file."""
    initial = first_days(request.user) | request.GET.dict()
    form = RecordExportForm(request.POST or None, user=request.user, initial=initial)
    if form.is_valid():
        asked = form.cleaned_data
        period = asked["campaign"], asked["since"], asked["until"]
        found = RECORDS[asked["records"]]().asked(request.user, *period)
        rows = found.count()
        if 0 < rows <= LONGEST:
            return _download(request.user, asked, found, rows)
        form.add_error(None, _too_many(rows) if rows else _("There are none in this period."))
    kinds = [(label, RECORDS[kind]().get_export_headers()) for kind, label in form.RECORDS]
    context = {
        "form": form,
        "kinds": kinds,
        "saving": SaveForm(),
        "saved": saved_exports(request.user),
    }
    return render(request, "statistics/export_records.html", context)


def _too_many(rows: int) -> str:
    return _("These are %(rows)s records; a file takes %(longest)s. Choose a shorter period.") % {
        "rows": rows,
        "longest": LONGEST,
    }


def _download(user: Any, asked: dict[str, Any], found: QuerySet[Any], rows: int) -> HttpResponse:
    kind, records, campaign = asked["format"], asked["records"], asked["campaign"]
    period: dict[str, date] = {"since": asked["since"], "until": asked["until"]}
    people = Contact.objects.filter(pk__in=found.order_by().values("contact")).only("code")
    log_list_look(people, "export_records")
    log_export(campaign, "export_records", user, **period, records=records, format=kind, rows=rows)
    about: About = {
        "file": f"Doorstep {records}, by code",
        "campaign": campaign.slug,
        **{name: str(day) for name, day in period.items()},
        "offices": " ".join(user.offices.order_by("code").values_list("code", flat=True)),
        "rows": rows,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "columns_version": RECORDS[records].VERSION,
    }
    content = record_file(RECORDS[records]().export(found), kind, about)
    name = f"doorstep-{records}_{campaign.slug}_{period['since']}_{period['until']}.{kind}"
    return HttpResponse(
        content,
        content_type=FORMATS[kind].content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
