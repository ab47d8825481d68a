"""What came of an imported list: its counts, its refused rows, its open questions, its undoing."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from contacts.access import prove_again, require
from contacts.comparing import compare
from contacts.imports import ImportRefused, decide_row, refused_rows_csv, undo_import
from contacts.lists import lists_visible_to
from contacts.looks import log_deed, log_list_look
from contacts.models import Contact, LeadImport, LeadImportRow

PERMISSION = "contacts.import_contact"
PAIRS_A_PAGE = 20
REFUSED_SHOWN = 50
Outcome = LeadImportRow.Outcome


def show_result(request: HttpRequest, leads: LeadImport) -> HttpResponse:
    """Show the counts, the first refused rows, and one page of the possible duplicates."""
    asked = leads.rows.filter(outcome=Outcome.ASKED)
    page = Paginator(asked, PAIRS_A_PAGE).get_page(request.GET.get("page"))
    known = _known(request, page)
    log_list_look(known.values(), "duplicates")
    pairs = [(row, known.get(row.match_id)) for row in page]
    refused = leads.rows.filter(outcome=Outcome.REFUSED)
    return render(
        request,
        "contacts/import_result.html",
        {
            "leads": leads,
            "pairs": [(row, match, match and compare(leads, row, match)) for row, match in pairs],
            "page_obj": page,
            "refused": refused[:REFUSED_SHOWN],
            "refused_count": refused.count(),
            "refused_shown": REFUSED_SHOWN,
        },
    )


@require_safe
@require(PERMISSION)
@prove_again
def refused_rows(request: HttpRequest, list_code: str) -> HttpResponse:
    """Give the refused rows as a file that can be mended and sent again."""
    leads = _imported(request, list_code)
    log_deed(leads, "refused_rows")
    headers = {"Content-Disposition": f'attachment; filename="refused-{leads.code}.csv"'}
    return HttpResponse(refused_rows_csv(leads), "text/csv; charset=utf-8", headers=headers)


@require_POST
@require(PERMISSION)
def decide(request: HttpRequest, list_code: str, number: int) -> HttpResponse:
    """Record that a row is someone known (`same=yes`), or another person."""
    leads = _imported(request, list_code)
    row = get_object_or_404(leads.rows.select_related("match"), number=number)
    same_person = request.POST.get("same") == "yes"
    if same_person and not _may_see(request, row.match):
        raise Http404
    try:
        decide_row(row, same_person=same_person, user=request.user)
        messages.success(request, _("Merged.") if same_person else _("Added as another person."))
    except ImportRefused as error:
        messages.error(request, str(error))
    return redirect(_questions(leads))


@require_POST
@require(PERMISSION)
def decide_all(request: HttpRequest, list_code: str) -> HttpResponse:
    """Add all remaining possible duplicates as other people."""
    leads = _imported(request, list_code)
    added = 0
    for row in leads.rows.filter(outcome=Outcome.ASKED).select_related("match"):
        try:
            decide_row(row, same_person=False, user=request.user)
            added += 1
        except ImportRefused as error:
            messages.error(request, _("Row %(row)d: %(why)s") % {"row": row.number, "why": error})
    said = ngettext("%d was added as another person.", "%d were added as other people.", added)
    messages.success(request, said % added)
    return redirect(_questions(leads))


@require_POST
@require(PERMISSION)
def undo(request: HttpRequest, list_code: str) -> HttpResponse:
    """Take a whole import back, or say what depends on it."""
    leads = _imported(request, list_code)
    try:
        undo_import(leads)
        messages.success(request, _("The import was undone."))
    except ImportRefused as error:
        messages.error(request, str(error))
    return redirect("contacts:lead_import", list_code)


def _imported(request: HttpRequest, list_code: str) -> LeadImport:
    lists = lists_visible_to(request.user).filter(status=LeadImport.Status.DONE)
    return get_object_or_404(lists, code=list_code)


def _questions(leads: LeadImport) -> str:
    return reverse("contacts:lead_import", args=[leads.code]) + "#questions"


def _may_see(request: HttpRequest, person: Contact | None) -> bool:
    people = Contact.objects.visible_to(request.user)
    return person is not None and people.filter(pk=person.pk).exists()


def _known(request: HttpRequest, rows: Iterable[LeadImportRow]) -> dict[int | None, Contact]:
    """Return, by key, those whom these rows may be and whom the user may see."""
    people = Contact.objects.visible_to(request.user).filter(pk__in=[r.match_id for r in rows])
    known = people.select_related("address").prefetch_related("phones")
    return {person.pk: person for person in known}
