"""The consent to text messages that a report carries, kept by its exact wording."""

from typing import Any

from contacts.identity import phone_key
from contacts.models import Consent, ConsentWithdrawal, Phone
from outreach.visits.models import VisitReport


def keep_consent(report: VisitReport, given: dict[str, Any] | None) -> None:
    """Append the consent of `report`, and withdraw what an earlier report of the visit claimed.

    A correction that says the same again keeps the first record as it stands.
    """
    earlier = Consent.objects.filter(
        contact=report.visit.contact,
        evidence__in=report.visit.reports.values("pk"),
        withdrawal__isnull=True,
    )
    key = phone_key(given["phone"].as_e164) if given else ""
    repeated = False
    for consent in earlier.select_related("phone"):
        if (
            consent.phone
            and consent.phone.key == key
            and given
            and consent.wording == given["wording"]
            and set(consent.purposes) == set(given["purposes"])
        ):
            repeated = True
        else:
            how = ConsentWithdrawal.How.IN_PERSON
            ConsentWithdrawal.objects.create(consent=consent, how=how, recorded_by=report.author)
    if given and not repeated:
        _append(report, given, key)


def _append(report: VisitReport, given: dict[str, Any], key: str) -> None:
    """Keep the number too, which the contact may only now have told."""
    contact = report.visit.contact
    phone, _created = Phone.objects.get_or_create(
        contact=contact, key=key, defaults={"number": given["phone"]}
    )
    Consent.objects.create(
        contact=contact,
        phone=phone,
        channel=Consent.Channel.SMS,
        purposes=given["purposes"],
        wording=given["wording"],
        wording_version=given["version"],
        language=given["language"],
        how=Consent.How.IN_PERSON,
        given_at=report.knocked_at,
        recorded_by=report.author,
        evidence=report.pk,
    )
