"""Lists of leads: sending one, saying how it is read, and importing it."""

from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from contacts.access import require
from contacts.forms.imports import LeadImportForm, UploadForm, most_bytes_in_words
from contacts.imports import (
    ImportRefused,
    Preview,
    Table,
    guess_columns,
    preview,
    read_table,
    run_import,
    without_columns,
)
from contacts.lists import lists_visible_to
from contacts.models import LeadImport
from contacts.preview_words import preview_lines, preview_warnings
from contacts.uploads import is_too_large
from contacts.views.import_results import show_result

LISTS_SHOWN = 50
SAMPLES = 3
ROWS_FOR_SAMPLES = 30
PERMISSION = "contacts.import_contact"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@require(PERMISSION)
def imports(request: HttpRequest) -> HttpResponseBase:
    """List the imports and take a new list.

    The token is looked for inside, because Django reads the whole body to find it: a list that is
    too large is refused before that, on this same page.
    """
    if request.method == "POST" and is_too_large(request):
        return _show_imports(request, UploadForm(), _too_large(), 413)
    return _take_list(request)


@csrf_protect
def _take_list(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _show_imports(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    try:
        lead_import = _store(form, request.user) if form.is_valid() else None
    except ImportRefused as error:  # damaged further down than its head
        form.add_error("file", str(error))
        lead_import = None
    if lead_import is None:
        return _show_imports(request, form, status=422)
    if form.refused:
        messages.info(request, _("Left out: %s.") % ", ".join(form.refused))
    address = reverse("contacts:lead_import", args=[lead_import.code])
    return HttpResponseClientRedirect(address) if _is_htmx(request) else redirect(address)


def _show_imports(
    request: HttpRequest, form: UploadForm, problem: str = "", status: int = 200
) -> HttpResponse:
    lists = lists_visible_to(request.user).defer("content").select_related("office", "uploaded_by")
    context = {
        "form": form,
        "problem": problem,
        "lists": lists[:LISTS_SHOWN],
        "too_large_words": _too_large(),
    }
    if _is_htmx(request):
        # Only what went wrong is put in place, so that the chosen file stays chosen.
        return render(request, "contacts/parts/upload_problem.html", context)
    return render(request, "contacts/imports.html", context, status=status)


def _too_large() -> str:
    words = _("The list is too large: at most %(most)s can be read. Split it into parts.")
    return words % {"most": most_bytes_in_words()}


def _is_htmx(request: HttpRequest) -> bool:
    # django-htmx adds it to the request.
    return bool(request.htmx)  # type: ignore[attr-defined]


def _store(form: UploadForm, user: Any) -> LeadImport:
    file, table = form.cleaned_data["file"], form.table
    assert table is not None  # noqa: S101  # nosec B101 # the form is valid
    refused = list(form.refused)
    if refused:
        content = without_columns(table, refused)
    else:
        file.seek(0)
        content = file.read()
    columns = [column for column in table.columns if column not in refused]
    return LeadImport.objects.create(
        uploaded_by=user,
        file_name=file.name,
        content=content,
        columns=guess_columns(columns),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require(PERMISSION)
def lead_import(request: HttpRequest, list_code: str) -> HttpResponse:
    """Show how a list would be read and what would happen; import it; then show what came of it."""
    leads = get_object_or_404(lists_visible_to(request.user), code=list_code)
    if leads.status != LeadImport.Status.UPLOADED:
        return show_result(request, leads)
    table = read_table(bytes(leads.content or b""), leads.file_name)
    found, problem = _try_preview(request, leads, table)
    form = _form(request, leads, table, found)
    if not form.is_valid():
        return _show_list(request, leads, table, form, found, problem)
    changed = form.has_changed()
    form.save()
    if request.POST.get("deed") == "import":
        if changed:
            messages.warning(
                request, _("You changed something. Look at what will happen now, then confirm.")
            )
        else:
            _import(request, leads)
    return redirect("contacts:lead_import", list_code)


def _form(
    request: HttpRequest, leads: LeadImport, table: Table, found: Preview | None
) -> LeadImportForm:
    return LeadImportForm(
        request.POST if request.method == "POST" else None,
        instance=leads,
        user=request.user,
        columns=table.columns,
        differs=found.differs if found else {},
    )


def _try_preview(
    request: HttpRequest, leads: LeadImport, table: Table
) -> tuple[Preview | None, str]:
    try:
        return preview(leads, table, user=request.user), ""
    except ImportRefused as error:
        return None, str(error)


def _show_list(
    request: HttpRequest,
    leads: LeadImport,
    table: Table,
    form: LeadImportForm,
    found: Preview | None,
    problem: str,
) -> HttpResponse:
    samples = _samples(table)
    context = {
        "leads": leads,
        "form": form,
        "columns": [(field, samples[str(field.label)]) for field in form.column_fields()],
        "preview": found,
        "preview_lines": preview_lines(found) if found else [],
        "warnings": preview_warnings(found, leads.overwrite) if found else [],
        "problem": problem,
    }
    return render(request, "contacts/lead_import.html", context, status=422 if form.errors else 200)


def _samples(table: Table) -> dict[str, list[str]]:
    """Return the first few different values of each column."""
    samples: dict[str, list[str]] = {column: [] for column in table.columns}
    for _number, cells in islice(table.rows(), ROWS_FOR_SAMPLES):
        for column, cell in zip(table.columns, cells, strict=False):
            seen = samples[column]
            if cell.strip() and cell not in seen and len(seen) < SAMPLES:
                seen.append(cell)
    return samples


def _import(request: HttpRequest, leads: LeadImport) -> None:
    try:
        run_import(leads, request.user)
    except ImportRefused as error:
        messages.error(request, str(error))


@require_POST
@require(PERMISSION)
def discard_import(request: HttpRequest, list_code: str) -> HttpResponse:
    """Throw a list away that was not imported; its file goes with it."""
    lists = lists_visible_to(request.user).filter(status=LeadImport.Status.UPLOADED)
    get_object_or_404(lists, code=list_code).delete()
    messages.success(request, _("The list was thrown away. Nothing of it was imported."))
    return redirect("contacts:imports")
