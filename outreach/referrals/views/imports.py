"""Directories from elsewhere: sending one, seeing what it would change, and importing it."""

from io import BytesIO
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.access import require
from contacts.forms.imports import most_bytes_in_words
from contacts.imports import read_table
from contacts.looks import log_deed
from contacts.uploads import is_too_large
from outreach.referrals.exporting import export_package
from outreach.referrals.forms.imports import DirectoryImportForm, DirectoryUploadForm
from outreach.referrals.imports import DirectoryRefused, Reading, Report, run_reading
from outreach.referrals.imports.findtreatment import Listing
from outreach.referrals.models import DirectoryImport, Format, Source

PERMISSION = "referrals.import_resource"
IMPORTS_SHOWN = 30
PROBLEMS_SHOWN = 200
SAMPLES = 3


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@require(PERMISSION)
def imports(request: HttpRequest) -> HttpResponse:
    """List the imports and take a new file. What is too large is refused before it is read."""
    if request.method == "POST" and is_too_large(request):
        problem = _("The file is too large: at most %(most)s can be read.")
        words = problem % {"most": most_bytes_in_words()}
        return _show_imports(request, DirectoryUploadForm(), words, 413)
    return _take_file(request)


@csrf_protect
def _take_file(request: HttpRequest) -> HttpResponse:
    form = DirectoryUploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if not form.is_valid():
        return _show_imports(request, form, status=422 if form.is_bound else 200)
    user: Any = request.user
    data: dict[str, Any] = form.cleaned_data
    file = data["file"]
    file.seek(0)
    sent = DirectoryImport.objects.create(
        uploaded_by=user,
        file_name=file.name,
        content=file.read(),
        format=data["format"],
        source_name=data["source"],
        columns=data.get("columns", {}),
    )
    sent.is_whole = _seems_whole(sent)
    sent.save(update_fields=["is_whole"])
    return redirect("resources:resource_import", sent.code)


def _show_imports(
    request: HttpRequest, form: DirectoryUploadForm, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "problem": problem,
        "imports": _sent_by(request).defer("content", "problems")[:IMPORTS_SHOWN],
        "sources": Source.objects.all(),
    }
    return render(request, "referrals/imports.html", context, status=status)


def _sent_by(request: HttpRequest) -> Any:
    """Return all imports: the directory is everyone's who may import into it."""
    return DirectoryImport.objects.select_related("uploaded_by")


@require_http_methods(["GET", "HEAD", "POST"])
@require(PERMISSION)
def resource_import(request: HttpRequest, list_code: str) -> HttpResponse:
    """Show what an import would do; import it; then show what came of it."""
    sent = get_object_or_404(_sent_by(request), code=list_code)
    if sent.status == DirectoryImport.Status.DONE:
        return render(request, "referrals/import_result.html", {"sent": sent})
    samples = _samples(sent)
    data = request.POST if request.method == "POST" else None
    form = DirectoryImportForm(data, instance=sent, columns=list(samples))
    if form.is_valid():
        changed = form.has_changed()
        form.save()
        if request.POST.get("deed") == "import":
            _import(request, sent, changed)
        return redirect("resources:resource_import", list_code)
    report, problem = _try(sent)
    context = {
        "sent": sent,
        "form": form,
        "columns": [(field, samples[str(field.label)]) for field in form.column_fields()],
        "report": report,
        "problem": problem,
        "problems": report.problems[:PROBLEMS_SHOWN] if report else [],
    }
    status = 422 if form.errors else 200
    return render(request, "referrals/resource_import.html", context, status=status)


@require_POST
@require(PERMISSION)
def discard_import(request: HttpRequest, list_code: str) -> HttpResponse:
    """Throw a file away that was not imported."""
    waiting = _sent_by(request).filter(status=DirectoryImport.Status.UPLOADED)
    get_object_or_404(waiting, code=list_code).delete()
    messages.success(request, _("The file was thrown away. Nothing of it was imported."))
    return redirect("resources:imports")


@require_safe
@require(PERMISSION)
def export_resources(request: HttpRequest) -> FileResponse:
    """Hand out the whole directory as an HSDS package. The export is logged first."""
    user: Any = request.user
    log_deed(user, "export_resources")
    return FileResponse(export_package(), as_attachment=True, filename="resources-hsds.zip")


def _reading(sent: DirectoryImport) -> Reading:
    return Reading(
        format=sent.format,
        source=sent.source_name,
        content=BytesIO(bytes(sent.content or b"")),
        name=sent.file_name,
        is_whole=sent.is_whole,
        columns=sent.columns,
    )


def _try(sent: DirectoryImport) -> tuple[Report | None, str]:
    try:
        return run_reading(_reading(sent), timezone.now(), dry_run=True), ""
    except DirectoryRefused as error:
        return None, str(error)


def _import(request: HttpRequest, sent: DirectoryImport, changed: bool) -> None:
    if changed:
        words = _("You changed something. Look at what will happen now, then confirm.")
        messages.warning(request, words)
        return
    now = timezone.now()
    try:
        report = run_reading(_reading(sent), now)
    except DirectoryRefused as error:
        messages.error(request, str(error))
        return
    sent.status, sent.imported_at, sent.content = DirectoryImport.Status.DONE, now, None
    sent.counts = report.counts()
    sent.problems = [problem.as_list() for problem in report.problems[:PROBLEMS_SHOWN]]
    sent.save()
    log_deed(sent, "import_resources", **sent.counts)


def _seems_whole(sent: DirectoryImport) -> bool:
    """Say whether the file says of itself that it is a part of more."""
    if sent.format != Format.FINDTREATMENT:
        return True
    listing = Listing(BytesIO(bytes(sent.content or b"")), sent.file_name)
    try:
        for _row in listing.rows():
            pass
    except DirectoryRefused:
        return True
    return listing.is_whole()


def _samples(sent: DirectoryImport) -> dict[str, list[str]]:
    """Return the first different values of each column of a table; nothing for other formats."""
    if sent.format != Format.CSV:
        return {}
    table = read_table(bytes(sent.content or b""), sent.file_name)
    samples: dict[str, list[str]] = {column: [] for column in table.columns}
    for _number, cells in islice(table.rows(), 30):
        for column, cell in zip(table.columns, cells, strict=False):
            seen = samples[column]
            if cell.strip() and cell not in seen and len(seen) < SAMPLES:
                seen.append(cell)
    return samples
