"""Phone cells: to E.164 with the extension apart, or unusable."""

import re

from phonenumber_field.phonenumber import PhoneNumber
from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, parse
from phonenumbers import PhoneNumber as PlainNumber
from phonenumbers.phonenumberutil import is_valid_number, is_valid_number_for_region

REGION = "US"
_EXTENSION = re.compile(
    r"(?P<number>.*?\d.*?)[\s,;]*(?:extension|extensión|ext|x|#)[\s.:]*(?P<extension>\d{1,10})",
    re.IGNORECASE,
)
_SEPARATORS = {ord(c): None for c in " ()-."}
_PUNCTUATION = frozenset("+ ()-./\u2010\u2011\u2012\u2013\u2014\xa0")


def parse_phone(text: str) -> tuple[str, str] | None:
    """Return (E.164, extension) of a tidy cell, or None where it is no number that can be dialled.

    Numbers without a country code are American. Letters are never read as digits: the "O" in
    "(202) 555-01O7" is a slip, and no one knows of what.
    """
    national = text.translate(_SEPARATORS)
    if national[:2] == "+1":
        national = national[2:]
    elif len(national) == 11 and national[0] == "1":
        national = national[1:]
    if _may_be_american(national) and is_american(national):
        return "+1" + national, ""
    return parse_slowly(text)


def parse_slowly(text: str) -> tuple[str, str] | None:
    """Do what `parse_phone` does, by django-phonenumber-field alone; five times its cost."""
    text, extension = _split(text)
    if not all(c in _PUNCTUATION or (c.isascii() and c.isdigit()) for c in text):
        return None
    try:
        number = parse(text, REGION, numobj=PhoneNumber())
    except NumberParseException:
        return None
    if not is_valid_number(number):
        return None
    return format_number(number, PhoneNumberFormat.E164), extension


def _split(text: str) -> tuple[str, str]:
    if text.endswith(".0") and text[:-2].isdigit():  # a number that went through a spreadsheet
        text = text[:-2]
    match = _EXTENSION.fullmatch(text)
    return (match["number"], match["extension"]) if match else (text, "")


def _may_be_american(national: str) -> bool:
    return len(national) == 10 and national.isascii() and national.isdigit() and national[0] > "1"


def is_american(national: str) -> bool:
    """Say whether ten digits are a valid number of the United States."""
    number = PlainNumber(country_code=1, national_number=int(national))
    return is_valid_number_for_region(number, REGION)
