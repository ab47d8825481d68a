"""Five failed sign-ins lock for ten minutes, and lock nobody else out.

What is counted, and why so:

- On a device that is not known: the account at this address; the different accounts tried at this
  address; the different addresses at which this account was tried. Five of any one locks just
  that: the account here, this address, or the account wherever it is tried.
- A known device is one on which the same person signed in before (`known_devices`). Its failures
  are counted for itself alone, and no other count holds it up. So a stranger who fails on purpose,
  from the same office or from all over the world, never keeps people from their own phone.
- Somebody who mistypes and then gets in is taken out of the address's count, so that an office
  behind one address does not add up to a lock.
- Codes of the second factor are counted by account, wherever they are tried: who gets to try one
  knows the password already, and six digits do not stand many guesses.

An attempt is counted before its password is looked at and given back after it succeeds. A hundred
attempts at once are therefore five attempts and ninety-five refusals: each takes a numbered slot,
and the cache's `add` gives a slot to one of them only. An address that nobody signs in with is
counted like any other, so that the answers do not tell which exist. Keys are keyed hashes.
"""

import time
from dataclasses import dataclass
from secrets import token_hex

from allauth.core.internal.ratelimit import truncate_ip
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from outreach.accounts.known_devices import device_of
from outreach.accounts.models import User
from outreach.accounts.sign_in_audit import address_of

FAILURES = 5
LOCKED_SECONDS = 10 * 60


class LockedError(Exception):
    """No password or code is looked at now; `seconds` says for how long."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True)
class Count:
    """Failures of one kind. With `who`, each different one counts once."""

    kind: str
    of: str
    who: str = ""

    @property
    def lock(self) -> str:
        """The key under which the end of the lock is kept."""
        return f"lockout:{self.kind}:{_hashed(self.of)}"

    @property
    def slots(self) -> list[str]:
        """The keys of the failures that make a lock."""
        return [f"{self.lock}:{number}" for number in range(FAILURES)]

    def take(self) -> None:
        """Count an attempt as failed until it is given back. Raises LockedError where full."""
        who = _hashed(self.who) if self.who else token_hex(8)
        if who in cache.get_many(self.slots).values():
            return
        if not any(cache.add(slot, who, LOCKED_SECONDS) for slot in self.slots):
            raise LockedError(LOCKED_SECONDS)

    def close(self, now: float) -> bool:
        """Lock where this was the fifth; tell whether it was."""
        if len(cache.get_many(self.slots)) < FAILURES:
            return False
        return bool(cache.add(self.lock, now + LOCKED_SECONDS, LOCKED_SECONDS))

    def give_back(self) -> None:
        """Forget the failures of whoever succeeded."""
        taken = cache.get_many(self.slots)
        mine = _hashed(self.who) if self.who else None
        cache.delete_many([slot for slot, who in taken.items() if mine in (None, who)])


def of_password(request: HttpRequest, email: str) -> list[Count]:
    """Return what an attempt with this e-mail address and some password is counted for."""
    # One subscriber has a whole IPv6 network, so that counts as one address.
    account, address = email.strip().lower(), truncate_ip(address_of(request) or "unknown")
    device = device_of(request, account)
    if device:
        return [Count("device", device)]
    return [
        Count("account_at_address", f"{account} {address}"),
        Count("address", address, who=account),
        Count("account", account, who=address),
    ]


def of_code(user: User) -> list[Count]:
    """Return what an attempt with a code of the second factor is counted for."""
    return [Count("second_factor", user.code)]


def begin(counts: list[Count]) -> None:
    """Let an attempt go ahead, or raise LockedError."""
    ends = cache.get_many([count.lock for count in counts]).values()
    if ends:
        raise LockedError(max(ends) - time.time())
    for count in counts:
        count.take()


def failed(counts: list[Count]) -> list[Count]:
    """Return what this failure has just locked."""
    return [count for count in counts if count.close(time.time())]


def succeeded(counts: list[Count]) -> None:
    """Give back what the attempt took."""
    for count in counts:
        count.give_back()


def _hashed(text: str) -> str:
    return salted_hmac("outreach.accounts.lockout", text, algorithm="sha256").hexdigest()[:32]
