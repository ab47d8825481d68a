"""Finding people by what a coordinator has at hand: a name, a phone, a street, a reference.

Names and streets are encrypted: whole words of them are found, by their keyed hashes.
"""

import re
from functools import reduce
from operator import and_

from django.db.models import Q
from phonenumber_field.phonenumber import to_python

from contacts.identity import phone_key
from contacts.models import NameKey, Phone, StreetKey
from contacts.parsing import squeeze
from contacts.search_words import name_key, street_key

MAX_DETAILS = 6
LEAST_LETTERS = 3
_PHONE = re.compile(r"\+?\d[\d\s().\-/]{5,22}\d")


def details_of(words: str) -> list[str]:
    """Return the details in what was typed: phone numbers as E.164, then the other words.

    A word that is only spelled in another way ("Rosa ROSA.") is the same detail.
    """
    phones = []
    for match in _PHONE.finditer(words):
        if number := _as_phone(match[0]):
            phones.append(number)
            words = words.replace(match[0], " ")
    rest = [word for word in words.split() if any(map(str.isalnum, word))]
    different: dict[str, str] = {}
    for word in rest:
        different.setdefault(squeeze(word) or word.casefold(), word)
    return [*dict.fromkeys(phones), *different.values()][:MAX_DETAILS]


def matching(words: str) -> Q:
    """Return the condition for what was typed; every detail must fit.

    Something written like a phone number is looked up by its keyed hash, however it is spelled.
    """
    return reduce(and_, map(_fits, details_of(words)), Q())


def _as_phone(words: str) -> str:
    number = to_python(words, region="US")
    return str(number.as_e164) if number and number.is_valid() else ""


def _fits(detail: str) -> Q:
    if detail.startswith("+") and detail[1:].isdigit():
        return Q(pk__in=Phone.objects.filter(key=phone_key(detail)).values("contact"))
    return _somewhere(detail)


def _somewhere(word: str) -> Q:
    """Return the condition for one word. Towns and postal codes may be begun; they are no secret.

    Fewer than three letters begin nothing: with "a" beside it, a name alone would find people.

    Each key is looked up by itself, so that two words need not be one word of the same name.
    """
    named = NameKey.objects.filter(key=name_key(word)).values("contact")
    on_street = StreetKey.objects.filter(key=street_key(word)).values("address")
    found = Q(pk__in=named) | Q(address__in=on_street) | Q(reference__iexact=word)
    if len(word) < LEAST_LETTERS:
        return found
    return found | Q(address__city__icontains=word) | Q(address__postal_code__startswith=word)
