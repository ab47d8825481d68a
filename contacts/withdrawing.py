"""Taking back the consent to text messages, by whatever way a person says so."""

from typing import Any

from contacts.models import Consent, ConsentWithdrawal, Contact


def open_text_consents(contact: Contact) -> list[Consent]:
    """Return what the person agreed to be texted and has not taken back."""
    return list(contact.consents.filter(channel=Consent.Channel.SMS, withdrawal__isnull=True))


def withdraw_texts(contact: Contact, how: str, recorded_by: Any) -> int:
    """Record that no text is wanted any more; return how many consents that takes back.

    Two who record it at once write it once.
    """
    taken_back = 0
    for consent in open_text_consents(contact):
        _record, is_new = ConsentWithdrawal.objects.get_or_create(
            consent=consent, defaults={"how": how, "recorded_by": recorded_by}
        )
        taken_back += is_new
    return taken_back
