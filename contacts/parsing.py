"""How the cells of a list become values. Plain text in, plain values out; no models.

Each function returns what is certain, and a value that says "not certain" otherwise; whether that
is flagged or refused is the caller's affair.
"""

import re
import unicodedata
from datetime import time
from functools import lru_cache

_PUNCTUATION = {c: " " for c in range(128) if not chr(c).isalnum()}
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_NOTHING = (
    "- -- --- . ? ?? n/a n.a. n\\a #n/a nan none null unknown unk tbd (none) (unknown) "
    "ninguno ninguna desconocido desconocida s/d"
)
NOTHING = frozenset(_NOTHING.split())
LONGEST_NOTHING = max(map(len, NOTHING))
# The full-width ones are formulas to spreadsheets in East Asian languages.
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
_PLAIN_NUMBER = re.compile(r"[+-][\d\s().,-]+")


def normalise(text: str) -> str:
    """Return `text` as it is compared: no accents, no case, no punctuation, single spaces."""
    if text.isascii():
        return " ".join(text.translate(_PUNCTUATION).lower().split())
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NOT_WORD.sub(" ", plain).strip()


def tidy(text: str) -> str:
    """Return a cell in composed form, on one line, with single spaces and nothing invisible."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = unicodedata.normalize("NFC", text)
    visible = [
        c if c.isprintable() else " " if c.isspace() or unicodedata.category(c) == "Cc" else ""
        for c in text
    ]
    return " ".join("".join(visible).split())


def is_nothing(text: str) -> bool:
    """Say whether a tidy cell only states that there is no value: "n/a", "unknown", "-"."""
    return not text or (len(text) <= LONGEST_NOTHING and text.lower() in NOTHING)


def defuse(text: str) -> str:
    """Return `text` so that no spreadsheet runs it: what could be a formula gets an apostrophe.

    Plain numbers and phones keep their sign. The rule is the same for what is stored and for what
    is exported, and applying it again changes nothing. Spaces in front are skipped by spreadsheets
    too. See OWASP, "CSV Injection".
    """
    if starts_formula(text) and not _PLAIN_NUMBER.fullmatch(text):
        return "'" + text
    return text


def is_defused(text: str) -> bool:
    """Say whether `defuse` once put its apostrophe before this text."""
    return text[:1] == "'" and starts_formula(text[1:])


def starts_formula(text: str) -> bool:
    """Say whether a spreadsheet would take this text for a formula, or for a number."""
    return text.lstrip(" ")[:1] in FORMULA_STARTS and not text.isspace() and text != ""


@lru_cache(maxsize=4096)
def clean_name(text: str) -> str:
    """Return a tidy name in its usual case, where it came in capitals or in small letters only.

    A name of mixed case was written by someone who knew it: it stays.
    """
    if not (text.isupper() or text.islower()):
        return text
    return " ".join("-".join(map(_capitalised, word.split("-"))) for word in text.split(" "))


def _capitalised(word: str) -> str:
    bare = word.strip(".,").upper()
    if bare in {"II", "III", "IV"}:
        return word.upper()
    if bare.startswith("MC") and len(bare) > 3:
        return "Mc" + word[2:].capitalize()
    before, apostrophe, after = word.partition("'")
    if apostrophe and len(before) <= 1 and len(after) > 1:
        return before.upper() + apostrophe + after.capitalize()
    return word.capitalize()


def split_name(text: str) -> tuple[str, str]:
    """Return first and last name of a full one: "Last, First" or "First Last Jr."."""
    last, comma, first = text.partition(",")
    if comma and normalise(first) not in SUFFIXES:
        return first.strip(), last.strip()
    words = text.split()
    tail = 2 if len(words) > 2 and normalise(words[-1]) in SUFFIXES else 1
    return " ".join(words[:-tail]), " ".join(words[-tail:]).strip(",")


SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv", "v", "2nd", "3rd"))


def names_alike(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Say whether two (first, last) names on one phone are surely one person's.

    Case, accents, punctuation, the order of the two, and further first names or their initials do
    not matter. Another suffix (Jr.) or a letter more or less does: that may be the son or sister.
    """
    a, b = (_sorted_words(name) for name in (one, other))
    if a == b or "".join(a) == "".join(b):
        return True
    return _same_last(one, other) and _given_alike(one[0], other[0])


def _sorted_words(name: tuple[str, str]) -> list[str]:
    return sorted(normalise(" ".join(name)).split())


def _same_last(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return squeeze(one[1]) == squeeze(other[1]) != ""


def _given_alike(one: str, other: str) -> bool:
    """Anna = A. = Anna Maria = Anna M., but not Anna Maria = Anna Lucia."""
    pairs = list(zip(normalise(one).split(), normalise(other).split(), strict=False))
    return bool(pairs) and all(a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for a, b in pairs)


@lru_cache(maxsize=8192)
def squeeze(text: str) -> str:
    """Return `text` as normalised and without spaces, so that O'Neil, ONeil and O Neil are one."""
    return normalise(text).replace(" ", "")


_CLOCK = re.compile(
    r"(?:1899-12-3[01] |1900-01-0[01] )?(\d{1,2})(?:[:.h]?([0-5]\d))?(?::[0-5]\d(?:\.0+)?)?"
    r"\s*(?:([ap])\.?\s?m\.?)?",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def parse_time(text: str) -> time | None:
    """Return the time of day in "09:00", "9", "0930", "5:30 pm", "12 noon", or None."""
    if text.lower() in ("noon", "12 noon", "mediodía"):
        return time(12)
    if re.fullmatch(r"0\.\d+", text):  # a workbook's time as a part of a day
        minutes = round(float(text) * 24 * 60)
        return time(minutes // 60 % 24, minutes % 60)
    match = _CLOCK.fullmatch(text)
    return _clock(*match.groups()) if match else None


def _clock(hour_text: str, minute: str | None, half: str | None) -> time | None:
    hour = int(hour_text)
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    return time(hour, int(minute or 0)) if hour < 24 else None


_NUMBER = re.compile(r"[+-]?\d{1,3}(?:[.,]\d+)?")


def parse_degrees(text: str) -> float | None:
    """Return degrees, also with a decimal comma, or None."""
    try:
        value = float(text)
    except ValueError:
        value = float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else 1000.0
    return value if -180 <= value <= 180 else None
