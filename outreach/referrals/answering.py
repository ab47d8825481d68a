"""What a provider answers by its link: about one referral, and in the table's words only."""

from datetime import datetime

from django.db import transaction

from outreach.referrals.codes import Closure, Source
from outreach.referrals.disclosing import terms_in_force
from outreach.referrals.models import ProviderLink, Referral
from outreach.referrals.moving import Word, move
from outreach.referrals.transitions import OF_PROVIDER, NonsenseError, possible

REASONS = (Closure.NO_CAPACITY, Closure.INELIGIBLE, Closure.REDIRECTED, Closure.DUPLICATE)


def offered(referral: Referral) -> list[str]:
    """Return what the provider may answer now."""
    can = possible(referral.state)
    return [deed for deed in OF_PROVIDER if deed in can]


@transaction.atomic
def answer(
    link: ProviderLink,
    deed: str,
    now: datetime,
    *,
    closure: str = "",
    appointment_at: datetime | None = None,
    seen: int | None = None,
) -> None:
    """Let the provider's answer happen. Of two at once, one does.

    Raises NoConsentError where the consent ended meanwhile, MeanwhileError where something else
    happened since the page was opened, and NonsenseError for what cannot be.
    """
    referral = link.terms.referral
    terms_in_force(Referral.objects.select_related("contact").get(pk=referral.pk), now)
    if deed not in OF_PROVIDER:
        raise NonsenseError(deed)
    word = Word(source=Source.PROVIDER, closure=closure, appointment_at=appointment_at, seen=seen)
    move(referral, deed, word, now)
