"""A request from a person, step by step to its end. What has ended never changes again."""

from datetime import datetime
from typing import Any

from django.db import transaction

from contacts.looks import log_deed
from contacts.models import Contact
from outreach.privacy.models import PersonRequest
from outreach.privacy.requesting import erase_now

Status = PersonRequest.Status


class NotNowError(Exception):
    """The request has ended, or is not that far yet."""


@transaction.atomic
def attach(request: PersonRequest, person: Contact, by: Any) -> None:
    """Write down whom the request is about; who asks has to be verified after that."""
    asked = _locked(request, Status.RECEIVED)
    asked.contact_code = person.code
    asked.save(update_fields=["contact_code"])
    log_deed(asked, "attach_person", by, contact=person.code)


@transaction.atomic
def verify(request: PersonRequest, proof: str, by: Any, now: datetime) -> None:
    """Write down how we know that it is them. Raises NotNowError where nobody was found yet."""
    asked = _locked(request, Status.RECEIVED)
    if not asked.contact_code:
        raise NotNowError
    asked.status, asked.proof = Status.VERIFIED, proof
    asked.verified_by, asked.verified_at = by, now
    asked.save()
    log_deed(asked, "verify_request", by, proof=proof)


@transaction.atomic
def refuse(request: PersonRequest, refusal: str, by: Any, now: datetime) -> None:
    """End the request with the reason why it is not met."""
    asked = _locked(request, Status.RECEIVED, Status.VERIFIED)
    asked.refusal = refusal
    _end(asked, Status.REFUSED, by, now)
    log_deed(asked, "refuse_request", by, refusal=refusal)


@transaction.atomic
def erase(request: PersonRequest, by: Any, now: datetime) -> None:
    """Erase the person now and end the request with the proof, or do neither."""
    asked = _locked(request, Status.VERIFIED)
    person = Contact.objects.still_known().filter(code=asked.contact_code).first()
    if asked.kind != PersonRequest.Kind.ERASURE or person is None:
        raise NotNowError
    asked.erasure = erase_now(person, now, by, no_contact=asked.no_contact)
    _end(asked, Status.DONE, by, now)


@transaction.atomic
def hand_over(request: PersonRequest, by: Any, now: datetime) -> None:
    """End a request to see what is held, once the file is with the person."""
    asked = _locked(request, Status.VERIFIED)
    if asked.kind != PersonRequest.Kind.ACCESS:
        raise NotNowError
    _end(asked, Status.DONE, by, now)
    log_deed(asked, "hand_over", by)


def _end(asked: PersonRequest, status: str, by: Any, now: datetime) -> None:
    asked.status, asked.ended_by, asked.ended_at = status, by, now
    asked.save()


def _locked(request: PersonRequest, *allowed: str) -> PersonRequest:
    asked = PersonRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if asked.status not in allowed:
        raise NotNowError
    return asked
