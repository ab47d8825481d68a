"""The provider's link: signed, expiring, for one referral, opened with a code given separately.

What protects it, in this order: a guessed link has no valid signature, so that the database is not
asked; the code is counted before it is compared, by link and by address; every way of not getting
in gives the same answer and costs the same hash. See SECURITY.md.
"""

from datetime import date, datetime, time, timedelta
from functools import cache
from secrets import choice
from typing import Any

from allauth.core.internal.ratelimit import truncate_ip
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string

from outreach.accounts import lockout
from outreach.accounts.sign_in_audit import address_of
from outreach.referrals.disclosing import end_links, terms_for_telling
from outreach.referrals.models import ProviderLink, Referral

SALT = "outreach.referrals.links"
GRANT_SALT = "outreach.referrals.links.opened"
DAYS = 30
GRANT_SECONDS = 30 * 60
# No letter that is taken for another one: 31 to the eighth power is 850 thousand million.
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 8
# Wrong codes after which a link is over for good, however slowly they came.
MOST_FAILURES = 20


class NotOpenedError(Exception):
    """The link and the code do not open anything. Nobody is told which of them is wrong."""


@transaction.atomic
def make_link(referral: Referral, by: str, user: Any, now: datetime) -> tuple[ProviderLink, str]:
    """Return a new link and its code, which is shown this once. Older links end.

    It opens for DAYS, and never longer than the consent lasts. Raises NoConsentError. Neither the
    link nor the code says anything about the person.
    """
    terms = terms_for_telling(referral, now)
    end_links(referral, now)
    code = "".join(choice(LETTERS) for _each in range(CODE_LENGTH))
    link = ProviderLink.objects.create(
        terms=terms,
        code_hash=make_password(code),
        by=by,
        made_by=user,
        made_at=now,
        expires_at=min(now + timedelta(days=DAYS), _end_of(terms.expires_on)),
    )
    return link, f"{code[:4]}-{code[4:]}"


def _end_of(day: date) -> datetime:
    """Return when a day is over, by the clock that ends consents."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def address_of_link(link: ProviderLink) -> str:
    """Return the whole address to hand over."""
    token = signing.Signer(salt=SALT).sign(link.key)
    site: str = settings.PUBLIC_URL.rstrip("/")
    return site + reverse("referrals:answer", args=[token])


def open_link(request: HttpRequest, token: str, code: str, now: datetime) -> ProviderLink:
    """Return the link that token and code open together. Raises NotOpenedError and LockedError."""
    counts = _counts(request, token)
    lockout.begin(counts)
    link = _live(token, now)
    typed = "".join(letter for letter in code.upper() if letter.isalnum())[: CODE_LENGTH + 1]
    # Compared with nothing where there is no link: the answer takes as long.
    fits = check_password(typed, link.code_hash if link else _nobodys_hash())
    if link is None or not fits:
        lockout.failed(counts)
        _count_failure(link)
        raise NotOpenedError
    lockout.succeeded(counts)
    ProviderLink.objects.filter(pk=link.pk).update(opened_at=now)
    return link


def grant_for(link: ProviderLink) -> str:
    """Return what the opened page sends along with an answer, in place of the code."""
    return signing.dumps(link.key, salt=GRANT_SALT)


def granted(token: str, grant: str, now: datetime) -> ProviderLink:
    """Return the link that was opened a moment ago. Raises NotOpenedError."""
    try:
        key = signing.loads(grant, salt=GRANT_SALT, max_age=GRANT_SECONDS)
    except signing.BadSignature as error:
        raise NotOpenedError from error
    link = _live(token, now)
    if link is None or link.key != key:
        raise NotOpenedError
    return link


def _live(token: str, now: datetime) -> ProviderLink | None:
    try:
        key = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    links = ProviderLink.objects.live(now).filter(failures__lt=MOST_FAILURES)
    related = [
        f"terms__referral__{name}" for name in ("contact__address", "contact__office", "resource")
    ]
    return links.select_related(*related).filter(key=key).first()


@cache
def _nobodys_hash() -> str:
    return make_password(get_random_string(32))


def _counts(request: HttpRequest, token: str) -> list[lockout.Count]:
    address = truncate_ip(address_of(request) or "unknown")
    return [
        lockout.Count("provider_link", token[:100]),
        lockout.Count("provider_address", address, who=token[:100]),
    ]


def _count_failure(link: ProviderLink | None) -> None:
    if link is not None:
        ProviderLink.objects.filter(pk=link.pk).update(failures=F("failures") + 1)
