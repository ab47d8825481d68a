"""How a directory's values become ours. Plain text in; a value, and what was mended, out."""

import html
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime, parse_time
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from phonenumbers import PhoneNumberMatcher

from contacts.parsing import tidy

Note = Callable[[str], None]
_TAG = re.compile(r"<[/a-zA-Z!][^<>]*>")
_UNSEEN = re.compile(r"<(script|style)\b.*?(</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(
    r"(\+?[\d\s().\-/]{3,30}?)\s*(?:,?\s*(?:x|ext\.?|extension|#)\s*(\d{1,8}))?", re.IGNORECASE
)
_VANITY = re.compile(r"(?:1-)?8\d\d-[\dA-Za-z-]{7,10}")
_UTM = ("http://", "https://")


def clean_text(value: Any, note: Note, most: int | None = None) -> str:
    """Return text without markup and without what cannot be seen; lines stay lines.

    `most` is how many characters fit.
    """
    if value is None or value == "":
        return ""
    text = str(value)
    if not text.isascii() or not text.isprintable() or "  " in text:
        text = "\n".join(filter(None, map(tidy, text.splitlines())))
    text = text.strip()
    if ("<" in text and _TAG.search(text)) or ("&" in text and html.unescape(text) != text):
        text = without_markup(text)
        note(_("Markup (HTML) was taken out of it."))
    if most is not None and len(text) > most:
        text = text[:most].rstrip()
        note(_("It was cut to %(most)d characters.") % {"most": most})
    return text


def without_markup(text: str) -> str:
    """Return the words of a piece of HTML. Entities are read once, so nothing becomes markup."""
    words = html.unescape(strip_tags(_UNSEEN.sub(" ", text)))
    # What was written as &lt;b&gt; is markup by now.
    return "\n".join(filter(None, map(tidy, strip_tags(words).splitlines())))


def clean_link(value: Any, note: Note, most: int = 500) -> str:
    """Return a web address, with https:// where it names no scheme; '' for any other scheme."""
    text = clean_text(value, note, most)
    if not text or text.lower().startswith(_UTM):
        return text
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:(?!\d)", text) or " " in text or "." not in text:
        note(_("“%(value)s” is no web address; left out.") % {"value": text[:80]})
        return ""
    return f"https://{text}"


def clean_number(value: Any, note: Note) -> float | None:
    """Return a number, or None."""
    text = str("" if value is None else value).strip()
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not abs(number) < 1e12:
        note(_("“%(value)s” is no number; left out.") % {"value": text[:80]})
        return None
    return number


def clean_count(value: Any, note: Note) -> int | None:
    """Return a small whole number, or None."""
    number = clean_number(value, note)
    if number is None or abs(number) > 100_000:
        return None
    return int(number)


def clean_day(value: Any, note: Note) -> date | None:
    """Return an ISO 8601 day, also out of a time, or None."""
    return _parsed(value, lambda text: parse_date(text[:10]), note)


def clean_clock(value: Any, note: Note) -> time | None:
    """Return a time of day, without its zone, or None."""
    return _parsed(value, lambda text: parse_time(re.sub(r"(Z|[+-]\d\d:?\d\d)$", "", text)), note)


def clean_moment(value: Any, note: Note) -> datetime | None:
    """Return a moment; one without a zone is taken as UTC; or None."""

    def parse(text: str) -> datetime | None:
        moment = parse_datetime(text)
        return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment

    return _parsed(value, parse, note)


def _parsed[T](value: Any, parse: Callable[[str], T | None], note: Note) -> T | None:
    text = str("" if value is None else value).strip()
    if not text:
        return None
    try:
        found = parse(text)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        note(_("“%(value)s” is no date or time; left out.") % {"value": text[:80]})
    return found


def clean_place(latitude: Any, longitude: Any, note: Note) -> tuple[float | None, float | None]:
    """Return a place on earth in degrees, or two None; 0, 0 is nowhere that helps anyone."""
    lat, lon = clean_number(latitude, note), clean_number(longitude, note)
    if lat is None and lon is None:
        return None, None
    if lat is None or lon is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        note(_("Its coordinates are not on earth; left out."))
        return None, None
    if abs(lat) < 0.01 and abs(lon) < 0.01:
        note(_("Its coordinates are 0, 0, in the sea; left out."))
        return None, None
    return lat, lon


def clean_phone(value: Any, note: Note) -> tuple[str, str, str]:
    """Return number, extension, and the sentence around the number, or '' for each.

    A number stays as it was written. Out of a sentence its first number is taken.
    """
    text = tidy(str("" if value is None else value)).strip("\"' ")
    if not text:
        return "", "", ""
    match = _NUMBER.fullmatch(text)
    if match and sum(map(str.isdigit, match[1])) >= 3:
        return match[1].strip(), match[2] or "", ""
    if _VANITY.fullmatch(text):
        return text, "", ""
    found = next(iter(PhoneNumberMatcher(text, "US")), None)
    if found is None:
        note(_("“%(value)s” is no phone number.") % {"value": text[:80]})
        return "", "", ""
    note(_("“%(value)s” is a sentence; its number was taken.") % {"value": text[:80]})
    return found.raw_string.strip(), found.number.extension or "", text
