"""Logging a visit, correcting it, taking it back, and asking the coordinator for something."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from contacts.access import require
from contacts.consent_wording import VERSION, purposes_of, wording
from contacts.looks import log_look
from contacts.models import Consent, Language
from contacts.note_faults import told
from contacts.note_words import faults_of
from outreach.visits import codelists
from outreach.visits.answers import data_from, data_of, moment_of
from outreach.visits.forms import ContactRequestForm
from outreach.visits.models import Visit
from outreach.visits.page_events import report_kind, send_event
from outreach.visits.receiving import APPLIED, CONFLICT, DUPLICATE, QUARANTINED, Verdict
from outreach.visits.standing import last_report
from outreach.visits.views.agent import get_own_visit

STEPS = ("spoke", "later", "moved", "no", "note", "more")
STEP_OF = {
    **dict.fromkeys(codelists.ANY_REACH, "spoke"),
    **dict.fromkeys(codelists.ADDRESS_FAILED, "moved"),
    **dict.fromkeys(codelists.REFUSED, "no"),
    codelists.Disposition.NOT_HOME: "later",
    codelists.Disposition.NO_ANSWER: "note",
}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@require("visits.log_visit")
def log_visit(request: HttpRequest, code: str) -> HttpResponse:
    """Show the tiles, or one tile's short questions, and store what was answered.

    A visit that is logged already is corrected: the sheet starts from its last report.
    """
    visit = get_own_visit(request, code)
    if request.method != "POST":
        if visit.contact.stopped:
            return redirect("visits:visit", code)
        return _sheet(request, visit, request.GET.get("step", ""), _start_from(visit))
    data = data_from(request.POST)
    step = STEP_OF.get(data.get("disposition", ""), "more")
    if faults := _note_faults(request, data):
        return _sheet(request, visit, step, data, note_faults=faults)
    verdict = _send(request, visit, report_kind(visit), data)
    if verdict.stored:
        return _saved(request, visit, verdict)
    messages.error(request, verdict.reason)
    return _sheet(request, visit, step, data, verdict.field)


@require_POST
@require("visits.log_visit")
def undo_log(request: HttpRequest, code: str) -> HttpResponse:
    """Take the visit's last report back: the door is open again and the history keeps both."""
    visit = get_own_visit(request, code)
    verdict = _send(request, visit, "visit_report_correction", {"undone": True})
    visit.refresh_from_db(fields=["status"])
    if verdict.verdict not in (APPLIED, DUPLICATE):
        messages.error(request, verdict.reason)
    elif visit.status == Visit.Status.OPEN:
        messages.success(request, _("Taken back. The door is open again."))
    else:
        messages.success(request, _("Taken back. Nobody needs to go there again."))
    return redirect("visits:today")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@require("visits.log_visit")
def ask_coordinator(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a correction of the contact or for another visit; the coordinator decides."""
    visit = get_own_visit(request, code)
    form = ContactRequestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        data = {name: request.POST.get(name, "") for name in form.fields}
        verdict = _send(request, visit, "contact_request", data)
        if verdict.stored:
            messages.success(request, _("Your coordinator will see this."))
            return redirect("visits:visit", code)
        messages.error(request, verdict.reason)
        form = ContactRequestForm(data)
    page = {"visit": visit, "form": form, "event": uuid4()}
    return render(request, "visits/ask_coordinator.html", page)


def _send(request: HttpRequest, visit: Visit, kind: str, data: dict[str, Any]) -> Verdict:
    return send_event(request.user, visit, _event_number(request), kind, data, timezone.now())


def _event_number(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("event", ""))
    except ValueError:
        return uuid4()


def _note_faults(request: HttpRequest, data: dict[str, Any]) -> str:
    """Say once what does not belong into the note; whoever then sends it again means it."""
    note = str(data.get("note") or "")
    found = [] if note == request.POST.get("note_seen", "") else faults_of(note)
    return told(found) if found else ""


def _saved(request: HttpRequest, visit: Visit, verdict: Verdict) -> HttpResponse:
    if verdict.verdict in (QUARANTINED, CONFLICT):
        reason = _("Kept for your coordinator to decide: %(reason)s") % {"reason": verdict.reason}
        messages.warning(request, reason)
        return redirect("visits:today")
    return HttpResponseRedirect(f"{reverse('visits:today')}?saved={visit.code}")


def _start_from(visit: Visit) -> dict[str, Any]:
    last = last_report(visit)
    return data_of(last) if last and not last.undone else {}


def _sheet(
    request: HttpRequest,
    visit: Visit,
    step: str,
    data: dict[str, Any],
    wrong: str = "",
    note_faults: str = "",
) -> HttpResponse:
    log_look(visit.contact)
    known = step if step in STEPS else "tiles"
    page = {
        "visit": visit,
        "step": known,
        "data": data,
        "wrong": wrong,
        "note_faults": note_faults,
        "come_back_at": _come_back(data),
        "given": {supply["item"]: supply for supply in data.get("supplies", [])},
        "event": uuid4(),
        "codes": codelists,
        "correcting": bool(visit.current_reports),
    }
    page |= _consent_parts(visit, data.get("consent") or {})
    status = 422 if request.method == "POST" else 200
    return render(request, f"visits/log/{known}.html", page, status=status)


def _come_back(data: dict[str, Any]) -> datetime | None:
    """Return the time as a time: a report holds one, a form that was sent back its text."""
    moment = data.get("come_back_at")
    return moment_of(moment) if isinstance(moment, str) else moment


def _consent_parts(visit: Visit, given: dict[str, Any]) -> dict[str, Any]:
    """Return what the question about text messages shows, with what was answered so far."""
    phones = visit.contact.phones.all()
    number = given.get("phone", "")
    # Whoever corrects says again what was read out then, and not what would be read out today.
    version = given.get("version", "")
    version = version if purposes_of(version) else VERSION
    return {
        "phones": phones,
        "phone": number,
        "other_phone": "" if number in {str(phone.number) for phone in phones} else number,
        "version": version,
        "wordings": [(code, label, wording(version, code)) for code, label in Language.choices],
        "purposes": [each for each in Consent.Purpose.choices if each[0] in purposes_of(version)],
        "agreed": given.get("purposes", []),
        "wording_language": given.get("language") or visit.contact.language,
    }
