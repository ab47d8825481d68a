"""What an event says, in words for people; also where it says something that no form would take."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _

from contacts.models import Consent
from outreach.visits.codelists import (
    Barrier,
    DeclineReason,
    Disposition,
    Recipient,
    Response,
    SupplyItem,
)
from outreach.visits.models import ContactRequest, VisitReport

LISTS = (
    Disposition, Response, DeclineReason, Barrier, SupplyItem, Recipient, Consent.Purpose,
)  # fmt: skip
CODES = {str(code): label for codes in LISTS for code, label in codes.choices} | {
    str(code): label for code, label in ContactRequest.Wish.choices
}
MODELS = (VisitReport, ContactRequest)


def told_in_words(data: Any) -> list[tuple[str, str]]:
    """Return pairs of what is told and what is said of it; nothing that is empty or false."""
    if not isinstance(data, Mapping):
        return []
    return [(_name(key), _value(value)) for key, value in data.items() if value]


def _name(key: str) -> str:
    if key == "undone":
        return _("Taken back")
    for model in MODELS:
        try:
            words = getattr(model._meta.get_field(key), "verbose_name", key)
        except FieldDoesNotExist:
            continue
        return str(words).capitalize()
    return {"supplies": _("Supplies given"), "consent": _("Agreed to texts")}.get(key, key)


def _value(value: Any) -> str:
    if value is True:
        return _("yes")
    if isinstance(value, list):
        return ", ".join(map(_value, value))
    if isinstance(value, Mapping):
        return " ".join(_value(part) for part in value.values() if part)
    return str(CODES.get(str(value), value))
