"""Sealed reports that do not open: counted by address, so that nobody tries keys by the thousand.

A phone's own reports open, so an honest phone is never counted, however many share its address.
"""

from allauth.core.internal.ratelimit import truncate_ip
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from outreach.accounts.sign_in_audit import address_of

MOST_FORGED = 100
PAUSE_SECONDS = 10 * 60


def is_paused(request: HttpRequest) -> bool:
    """Whether too much from the request's address did not open in the last ten minutes."""
    return bool(cache.get(_key(request), 0) >= MOST_FORGED)


def count_forged(request: HttpRequest, number: int) -> None:
    """Count events that did not open, until ten minutes after the last."""
    if number:
        # Not `incr`, which would let the count end by the cache's own default.
        so_far = cache.get(_key(request), 0)
        cache.set(_key(request), so_far + number, PAUSE_SECONDS)


def _key(request: HttpRequest) -> str:
    address = truncate_ip(address_of(request) or "unknown")
    hashed = salted_hmac("outreach.visits.forgeries", address, algorithm="sha256").hexdigest()
    return f"forgeries:{hashed[:32]}"
