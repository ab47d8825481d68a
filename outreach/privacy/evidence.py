"""Evidence that someone consented or said no: kept four years without the name, then removed."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from contacts.models import Consent, Contact
from outreach.privacy.models import ConsentEvidence

YEARS_KEPT = 4


def keep_evidence(people: Sequence[int], at: datetime) -> None:
    """Write down what these contacts consented to, and that they said no, by keyed hashes only.

    Call it inside the transaction that erases them. The years count from `at`, the erasure.
    """
    until = kept_until(timezone.localdate(at))
    consents = Consent.objects.filter(contact__in=people).select_related(
        "contact", "phone", "withdrawal"
    )
    stopped = Contact.objects.filter(pk__in=people, stopped=Contact.StopReason.DO_NOT_CONTACT)
    ConsentEvidence.objects.bulk_create(
        [
            *(_of_consent(consent, until) for consent in consents),
            *(
                _of_opt_out(person, key, until)
                for person in stopped.prefetch_related("phones")
                for key in [phone.key for phone in person.phones.all()] or [""]
            ),
        ]
    )


def remove_old_evidence(today: date) -> int:
    """Remove the evidence whose years are over; return how much it was."""
    removed, _by_table = ConsentEvidence.objects.filter(kept_until__lt=today).delete()
    return removed


def kept_until(day: date) -> date:
    """Return the same day four years later; 1 March stands for 29 February."""
    try:
        return day.replace(year=day.year + YEARS_KEPT)
    except ValueError:
        return date(day.year + YEARS_KEPT, 3, 1)


def _of_consent(consent: Consent, until: date) -> ConsentEvidence:
    withdrawal = getattr(consent, "withdrawal", None)
    return ConsentEvidence(
        kind=ConsentEvidence.Kind.CONSENT,
        person_key=consent.contact.identity_key or "",
        phone_key=consent.phone.key if consent.phone else "",
        channel=consent.channel,
        purposes=consent.purposes,
        wording_version=consent.wording_version,
        language=consent.language,
        how=consent.how,
        given_at=consent.given_at,
        withdrawn_at=withdrawal and withdrawal.withdrawn_at,
        withdrawn_how=withdrawal.how if withdrawal else "",
        kept_until=until,
    )


def _of_opt_out(person: Contact, phone_key: str, until: date) -> ConsentEvidence:
    return ConsentEvidence(
        kind=ConsentEvidence.Kind.OPT_OUT,
        person_key=person.identity_key or "",
        phone_key=phone_key,
        withdrawn_at=person.stopped_at,
        kept_until=until,
    )
