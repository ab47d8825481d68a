"""What a phone asks for before it goes offline: its registration, and the day's list."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contacts.looks import log_deed, log_list_look
from outreach.accounts.sessions import device_name
from outreach.campaigns.models import Team
from outreach.visits.authors import author_token
from outreach.visits.caseload import caseload_of
from outreach.visits.clients import client_of, is_taken, told_of
from outreach.visits.devices import is_revoked, note_list, received_of, register
from outreach.visits.models import Device, DeviceDay
from outreach.visits.phone_list import PhoneList
from outreach.visits.phrases import new_phrase
from outreach.visits.sealing_keys import current_key
from outreach.visits.sent import SCHEMA
from outreach.visits.working_day import working_day


@dataclass(frozen=True)
class Refused(Exception):  # noqa: N818 - it reads as what happened
    """This phone gets nothing, in the words and codes of docs/sync.md."""

    status: int
    reason: str
    code: str

    def answer(self) -> JsonResponse:
        """Return it as an answer."""
        return JsonResponse({"error": self.reason, "code": self.code}, status=self.status)


@require_safe
def sync_caseload(request: HttpRequest) -> JsonResponse:
    """Give the day's list to a registered phone. The download is written down first."""
    client = client_of(request.headers.get("X-Client"))
    user: Any = request.user
    try:
        number = _admitted(request, request.headers.get("X-Device"), client)
        device = _registered(user, number)
    except Refused as refused:
        return refused.answer()
    now = timezone.localtime()
    day = working_day(user, now)
    listed = PhoneList(user, device.number, day, caseload_of(user, day), _teams(user))
    log_list_look([visit.contact for visit in listed.visits], "phone_list")
    register(user, device.number, device.label, client, now)
    note_list(device, day, listed.ends_at(now), now)
    key = current_key(now)
    return JsonResponse(
        {
            "schema": SCHEMA,
            "client": told_of(client),
            "author": author_token(user, device.number, day),
            "seal": {"key_id": key.name, "public_key": key.public_key},
            "receipt": _receipt(device, day),
        }
        | listed.as_json(now)
    )


@require_POST
def register_device(request: HttpRequest) -> JsonResponse:
    """Register a phone for the user and issue five words, which are kept nowhere."""
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        told = None
    told = told if isinstance(told, dict) else {}
    client = client_of(told.get("client"))
    try:
        number = _admitted(request, told.get("device"), client)
    except Refused as refused:
        return refused.answer()
    label = device_name(request.headers.get("User-Agent", ""))
    device = register(request.user, number, label, client, timezone.now())
    log_deed(device, "register_device")
    return JsonResponse({"device": str(number), "label": label, "phrase": new_phrase()})


def _admitted(request: HttpRequest, told: Any, client: int) -> UUID:
    """Return the number of a phone that may have what it asks for. Raises Refused."""
    user: Any = request.user
    if not user.is_authenticated:
        raise Refused(401, _("Sign in to see the day's list."), "sign_in")
    if not user.has_perm("visits.log_visit"):
        raise Refused(404, _("There is no list for you."), "no_list")
    try:
        number = UUID(str(told))
    except ValueError as error:
        raise Refused(400, _("The device has no number."), "device") from error
    if is_revoked(number):
        raise Refused(410, _("This phone was revoked."), "revoked")
    if not is_taken(client):
        raise Refused(426, _("Update the app."), "update")
    return number


def _registered(user: Any, number: UUID) -> Device:
    device = Device.objects.filter(number=number, user=user).first()
    if device is None:
        raise Refused(409, _("Register this phone first."), "device")
    return device


def _receipt(device: Device, day: date) -> dict[str, int]:
    told = DeviceDay.objects.filter(device=device, day=day).first()
    received = received_of(device.user, device.number, day)
    return {"logged": max(told.logged if told else 0, received), "received": received}


def _teams(user: Any) -> list[Team]:
    teams = Team.objects.filter(members=user, is_active=True)
    return list(teams.select_related("office", "campaign"))
