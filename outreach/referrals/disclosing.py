"""Consent to tell a provider: given, asked for again at every telling, taken back; the accounting.

42 CFR part 2 as if it applied: nothing about a person goes to a provider without it.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from contacts.models import Consent, ConsentWithdrawal
from outreach.referrals.codes import Deed, Shared
from outreach.referrals.disclosure_wording import VERSION, wording
from outreach.referrals.models import Disclosure, DisclosureTerms, ProviderLink, Referral, Resource
from outreach.referrals.moving import Word, move
from outreach.referrals.transitions import TABLE


class NoConsentError(Exception):
    """Nothing may be told, and why.

    NONE was given, it was REVOKED, it EXPIRED, the person is STOPPED, or the referral is OVER.
    """


def recipient_of(resource: Resource) -> str:
    """Return whom the person allows us to tell: the organization, and which of its services."""
    names = [resource.organization_name, resource.name]
    return ", ".join(dict.fromkeys(name for name in names if name))[:300]


def wording_for(
    recipient: str, shared: Sequence[str], days: int, language: str, now: datetime
) -> str:
    """Return the text that is read out, and kept where the person agrees."""
    until = timezone.localdate(now) + timedelta(days=days)
    return wording(
        VERSION,
        language,
        programme=settings.PROGRAMME_NAME,
        recipient=recipient,
        shared=shared,
        until=until,
    )


@transaction.atomic
def give_consent(
    referral: Referral,
    shared: Sequence[str],
    days: int,
    language: str,
    how: str,
    by: Any,
    now: datetime,
) -> DisclosureTerms:
    """Append the consent that the person just gave, with its terms. Earlier ones end by it."""
    kept = [code for code in Shared.values if code in shared]
    recipient = recipient_of(referral.resource)
    for old in referral.terms.filter(consent__withdrawal__isnull=True):
        _end(old, how, by, now)
    consent = Consent.objects.create(
        contact=referral.contact,
        channel=Consent.Channel.DISCLOSURE,
        wording=wording_for(recipient, kept, days, language, now),
        wording_version=VERSION,
        language=language,
        how=how,
        given_at=now,
        recorded_by=by,
    )
    return DisclosureTerms.objects.create(
        consent=consent,
        referral=referral,
        recipient=recipient,
        shared=kept,
        expires_on=timezone.localdate(now) + timedelta(days=days),
    )


def terms_in_force(referral: Referral, now: datetime) -> DisclosureTerms:
    """Return by what the provider may be told now. Raises NoConsentError with the reason's code."""
    if referral.contact.stopped:
        raise NoConsentError("STOPPED")
    known = referral.terms.select_related("consent__withdrawal")
    terms = known.order_by("-consent__given_at", "-pk").first()
    if terms is None:
        raise NoConsentError("NONE")
    if obstacle := terms.obstacle(timezone.localdate(now)):
        raise NoConsentError(obstacle)
    return terms


def terms_for_telling(referral: Referral, now: datetime) -> DisclosureTerms:
    """Return by what the provider may be told of a referral that is still open.

    Consent is for one purpose, which is over with the referral. Raises NoConsentError.
    """
    known = Referral.objects.only("status", "sub_status").get(pk=referral.pk)
    if not known.is_open:
        raise NoConsentError("OVER")
    return terms_in_force(referral, now)


def send(referral: Referral, by: Any, now: datetime) -> None:
    """Ask the provider, by the consent in force. Raises NoConsentError and NonsenseError."""
    terms_in_force(referral, now)
    move(referral, Deed.SEND, Word(by=by), now)


@transaction.atomic
def tell(referral: Referral, how: str, by: Any, now: datetime) -> dict[str, str]:
    """Enter a telling in the accounting, and only then return what may be told, by its code.

    Raises NoConsentError.
    """
    terms = terms_for_telling(referral, now)
    Disclosure.objects.create(
        contact=referral.contact,
        person_key=referral.contact.identity_key or "",
        referral_code=referral.code,
        recipient=terms.recipient,
        purpose=terms.purpose,
        shared=terms.shared,
        wording_version=terms.consent.wording_version,
        how=how,
        at=now,
        by=by,
    )
    return {code: text for code in terms.shared if (text := _SAID[code](referral))}


@transaction.atomic
def revoke(referral: Referral, how: str, by: Any, now: datetime) -> bool:
    """Take back every consent of a referral, and end its links; False where there is none."""
    waiting = list(referral.terms.filter(consent__withdrawal__isnull=True))
    for terms in waiting:
        _end(terms, how, by, now)
    if waiting and referral.state in TABLE[Deed.REVOKE]:
        move(referral, Deed.REVOKE, Word(by=by), now)
    return bool(waiting)


def end_links(referral: Referral, now: datetime) -> int:
    """Let no link about this referral open any more; return how many that ends."""
    links = ProviderLink.objects.filter(terms__referral=referral, ended_at__isnull=True)
    return links.update(ended_at=now)


def _end(terms: DisclosureTerms, how: str, by: Any, now: datetime) -> None:
    ConsentWithdrawal.objects.get_or_create(
        consent_id=terms.consent_id,
        defaults={"withdrawn_at": now, "how": how, "recorded_by": by},
    )
    ProviderLink.objects.filter(terms=terms, ended_at__isnull=True).update(ended_at=now)


def _door(referral: Referral) -> str:
    address = referral.contact.address
    return f"{address.door}, {address.city} {address.postal_code}" if address else ""


def _phones(referral: Referral) -> str:
    return ", ".join(phone.number.as_national for phone in referral.contact.phones.all())


_SAID: dict[str, Any] = {
    Shared.NAME: lambda referral: referral.contact.name,
    Shared.PHONE: _phones,
    Shared.LANGUAGE: lambda referral: str(referral.contact.get_language_display()),
    Shared.ADDRESS: _door,
    Shared.TRANSPORT: lambda referral: str(referral.get_transport_display()),
}


def remove_old_disclosures(today: date) -> int:
    """Remove what the accounting need no longer keep; return how much it was."""
    removed, _by_table = Disclosure.objects.filter(kept_until__lt=today).delete()
    return removed
