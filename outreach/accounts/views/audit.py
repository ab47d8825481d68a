"""The audit, read by those who watch over it. Reading it is written down as well."""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Any

from auditlog import get_logentry_model
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from contacts.access import require
from contacts.parsing import defuse
from outreach.accounts.audit_filters import AuditFilter, one_page
from outreach.accounts.audit_words import deed_of, sentence
from outreach.accounts.models import AuditEntry, User
from outreach.accounts.reauthentication import require_recent_second_factor

PERMISSION = "accounts.view_auditentry"
_CODE = re.compile(r"[a-z2-7]{12}")
HEADER = ["code", "at", "who", "from", "deed", "what"]


@require_safe
@require(PERMISSION)
def audit(request: HttpRequest) -> HttpResponse:
    """Show a page of the audit in sentences."""
    filters = _filters(request, request.GET)
    entries, goes_on = one_page(filters.qs, request.GET.get("before", ""))
    _write_down(request, "read_audit", filters)
    context = {
        "form": filters.form,
        "rows": [(entry, sentence(entry)) for entry in entries],
        "goes_on": goes_on,
        "narrowed": any(filters.form.data.values()),
    }
    return render(request, "accounts/audit.html", context)


@require_POST
@require(PERMISSION)
@require_recent_second_factor
def export_audit(request: HttpRequest) -> StreamingHttpResponse:
    """Give what the filters keep as CSV, streamed, oldest first.

    They are posted: what has to wait for the second factor keeps its form, not its address's query.
    """
    filters = _filters(request, request.POST)
    _write_down(request, "export_audit", filters)
    entries = filters.qs.select_related("actor").order_by("pk").iterator(chunk_size=2_000)
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return StreamingHttpResponse(_lines(entries), "text/csv; charset=utf-8", headers=headers)


def _filters(request: HttpRequest, asked: QueryDict) -> AuditFilter:
    return AuditFilter(asked, AuditEntry.objects.all(), request=request)


def _write_down(request: HttpRequest, deed: str, filters: AuditFilter) -> None:
    entries = get_logentry_model()
    asked = ", ".join(_told(filters.form))
    entries.objects.create(
        content_type=ContentType.objects.get_for_model(User),
        object_pk="",
        object_repr=deed,
        action=AuditEntry.Action.ACCESS,
        additional_data={"deed": deed, **({"asked": asked[:200]} if asked else {})},
    )


def _told(form: Any) -> Iterator[str]:
    """Yield each condition. What fits no code may be a name, which must not enter here."""
    form.is_valid()
    for name in form.fields:
        value = form.cleaned_data.get(name)
        if form.data.get(name):
            told = getattr(value, "code", value)
            fits = value and (name != "code" or _is_code(value))
            yield f"{name} {told if fits else '…'}"


def _is_code(value: str) -> bool:
    """Tell whether the audit, which holds codes only, knows this one already."""
    about = AuditFilter({"code": value}, AuditEntry.objects.all())
    return bool(_CODE.fullmatch(value)) and about.qs.exists()


class _Echo:
    """Hands each written line on."""

    def write(self, line: str) -> str:
        return line


def _lines(entries: Iterable[AuditEntry]) -> Iterator[Any]:
    writer = csv.writer(_Echo())
    yield writer.writerow(HEADER)
    for entry in entries:
        who = entry.actor.code if entry.actor else ""
        cells = [entry.code, entry.timestamp.isoformat(), who, entry.remote_addr or ""]
        yield writer.writerow(map(defuse, [*cells, deed_of(entry), sentence(entry)]))
