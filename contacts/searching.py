"""Finding people by what a coordinator has at hand: a name, a phone, a street, a reference."""

import re
from functools import reduce
from operator import and_

from django.db.models import Q
from phonenumber_field.phonenumber import PhoneNumber

from contacts.identity import phone_key

MAX_WORDS = 6
_PHONE = re.compile(r"^[+\d][\d\s().\-/]{6,24}$")
_PLACES = (
    "given_name",
    "family_name",
    "reference",
    "address__street",
    "address__city",
    "address__postal_code",
)


def matching(words: str) -> Q:
    """Return the condition for what was typed; every word must occur somewhere.

    Something written like a phone number is looked up by its keyed hash, however it is spelled.
    """
    if number := _as_phone(words):
        return Q(phones__key=phone_key(number))
    return reduce(and_, (_somewhere(word) for word in words.split()[:MAX_WORDS]), Q())


def _as_phone(words: str) -> str:
    if not _PHONE.match(words.strip()):
        return ""
    number = PhoneNumber.from_string(words, region="US") if len(words) > 6 else None
    return number.as_e164 if number and number.is_valid() else ""


def _somewhere(word: str) -> Q:
    # SQLite ignores case in ASCII only.
    spellings = {word} if word.isascii() else {word, word.lower(), word.title(), word.upper()}
    anywhere = Q()
    for spelling in spellings:
        for place in _PLACES:
            anywhere |= Q(**{f"{place}__icontains": spelling})
    return anywhere
