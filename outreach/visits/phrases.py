"""Five words with which a phone without a passkey wraps the key of its list.

The EFF's long list has 7,776 words, so five drawn by the operating system's randomness are 5 times
log2(7,776) = 64.6 bits. With 600,000 rounds of PBKDF2 for each guess, whoever copied a phone's
storage tries them in vain. Nothing of them is kept here: who forgot them is given others.
"""

from functools import lru_cache
from math import log2

from xkcdpass.xkcd_password import generate_wordlist, generate_xkcdpassword, locate_wordfile

WORDS = 5


def new_phrase() -> str:
    """Return five random words with a blank between them."""
    return str(generate_xkcdpassword(list(_words()), numwords=WORDS))


def entropy_bits() -> float:
    """Return how many bits a phrase carries."""
    return WORDS * log2(len(_words()))


@lru_cache(maxsize=1)
def _words() -> tuple[str, ...]:
    # Without limits of its own, which would leave words out.
    longest = 40
    found = generate_wordlist(locate_wordfile("eff-long"), min_length=1, max_length=longest)
    return tuple(sorted(set(found)))
