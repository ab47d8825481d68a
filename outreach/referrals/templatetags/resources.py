"""How a resource is told: how far, whether it is open, and how to call it."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django import template
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outreach.referrals.finding import Found
from outreach.referrals.keeping import CORRECTABLE
from outreach.referrals.models import Resource
from outreach.referrals.opening import Opening

register = template.Library()


@register.filter
def miles(found: Found) -> str:
    """Return the distance in words, such as "0.4 mi"; '' where it is not known."""
    if found.miles is None:
        return ""
    number = f"{found.miles:.1f}" if found.miles < 10 else f"{found.miles:.0f}"
    return _("%(miles)s mi") % {"miles": number}


@register.filter
def opening_words(opening: Opening) -> str:
    """Return whether it is open, and until when or from when; '' where nothing is known."""
    if opening.is_open:
        if opening.until and opening.until - _now(opening.until) > DAY:
            return _("Open day and night")
        return _("Open until %(time)s") % {"time": _clock(opening.until)}
    if opening.next:
        day = "" if opening.next.date() == _now(opening.next).date() else _weekday(opening.next)
        words = {"day": day, "time": _clock(opening.next)}
        return (_("Opens %(day)s %(time)s") % words).replace("  ", " ")
    return "" if opening.is_open is None else _("Closed for the next two weeks")


@register.filter
def dialled(phone: str) -> str:
    """Return a phone as a link dials it: digits, and a pause before the extension."""
    number, _x, extension = phone.lower().partition("x")
    digits = re.sub(r"[^\d+]", "", _digits_of_letters(number))
    return f"{digits},{extension.strip()}" if extension.strip().isdigit() else digits


@register.filter
def way_there(resource: Resource) -> str:
    """Return the address of a map page for the phone's own map app."""
    return "https://www.google.com/maps/dir/?api=1&destination=" + quote(resource.address)


@register.filter
def told_success(success: tuple[int, int] | None) -> str:
    """Return what lately came of referrals there; '' where nothing did."""
    if not success or not success[1]:
        return ""
    words = ngettext(
        "%(connected)d of %(closed)d lately referred began there",
        "%(connected)d of %(closed)d lately referred began there",
        success[1],
    )
    return words % {"connected": success[0], "closed": success[1]}


@register.filter
def field_label(name: str) -> str:
    """Return the words of a field that can be corrected."""
    field: Any = Resource._meta.get_field(name) if name in CORRECTABLE else None
    return str(field.verbose_name) if field else name


DAY = datetime.max - datetime.max.replace(day=30)


def _now(like: datetime) -> datetime:
    return datetime.now(like.tzinfo)


def _clock(moment: datetime | None) -> str:
    return time_format(moment.time(), "TIME_FORMAT") if moment else ""


def _weekday(moment: datetime) -> str:
    return date_format(moment, "l")


def _digits_of_letters(number: str) -> str:
    """Return 1-800-662-HELP as it is dialled (ITU-T E.161)."""
    keys = str.maketrans("abcdefghijklmnopqrstuvwyz", "2223334445556667777888999"[:25])
    return number.translate(keys | {ord("z"): "9", ord("x"): "9"})
