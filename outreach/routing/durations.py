"""Lengths of time in words."""

from math import ceil

from django.utils.translation import gettext as _


def duration(seconds: float) -> str:
    """Write a length of time in whole minutes, rounded up: "2 h 40", "35 min"."""
    minutes = ceil(seconds / 60)
    if minutes < 60:
        return _("%(minutes)d min") % {"minutes": minutes}
    return _("%(hours)d h %(minutes)02d") % {"hours": minutes // 60, "minutes": minutes % 60}
