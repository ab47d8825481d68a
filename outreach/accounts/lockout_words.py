"""What somebody who failed too often is told."""

from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def locked_words(seconds: float) -> str:
    """Say how long to wait, in whole minutes, and what to do if it was somebody else."""
    minutes = max(1, ceil(seconds / 60))
    wait = ngettext(
        "Too many tries failed. Wait %(minutes)d minute, then try again.",
        "Too many tries failed. Wait %(minutes)d minutes, then try again.",
        minutes,
    ) % {"minutes": minutes}
    return f"{wait} {_('If that was not you, tell your administrator.')}"
