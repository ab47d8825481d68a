"""The words by which a person or a street is found, and the keyed hashes that stand for them.

Only whole words can be found: that is the price of names that the database cannot read.
"""

from contacts.keys import keyed_hash
from contacts.parsing import normalise, squeeze
from contacts.streets import street_and_unit


def name_keys(*names: str) -> set[str]:
    """Return the keys of all words of a name. O'Neil is found as "oneil", "o neil" and "neil"."""
    words = {word for name in names for word in (*normalise(name).split(), squeeze(name))}
    return {name_key(word) for word in words if word}


def street_keys(street: str) -> set[str]:
    """Return the keys of all words of a street, abbreviated as the Postal Service does."""
    return {street_key(word) for word in _street_words(street)}


def name_key(word: str) -> str:
    """Return the key of one word of a name, however it is spelled."""
    return keyed_hash("name word", squeeze(word))


def street_key(word: str) -> str:
    """Return the key of one word of a street: "Avenue" and "ave." have the same one."""
    return keyed_hash("street word", " ".join(_street_words(word)))


def _street_words(street: str) -> list[str]:
    return street_and_unit(street, "").partition("|")[0].split()
