"""Filters that keep a page from holding what nobody asked to see."""

from typing import Any

from django import template

from contacts.masking import masked_phone, masked_street
from contacts.note_faults import told
from contacts.note_words import faults_of

register = template.Library()


@register.filter
def masked(value: Any) -> str:
    """Mask a phone's number, or a door's street."""
    street = getattr(value, "street", None)
    return masked_phone(str(value)) if street is None else masked_street(street)


@register.filter
def note_faults(note: str) -> str:
    """Say what does not belong into a note; '' where nothing is wrong with it."""
    found = faults_of(note or "")
    return told(found) if found else ""
