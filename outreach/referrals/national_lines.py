"""The two national lines that stand above every list, whatever the directory holds.

Sources: https://988lifeline.org and https://www.samhsa.gov/find-help/helplines/national-helpline.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Line:
    """A line that answers day and night: its number as it is dialled, and as it is texted."""

    code: str
    name: str | Promise
    about: str | Promise
    phone: str
    text: str = ""
    languages: tuple[str, ...] = ("en", "es")


LINES = (
    Line(
        "988",
        _("988 Suicide & Crisis Lifeline"),
        _("Free and confidential, day and night. Call or text."),
        "988",
        text="988",
        languages=("en", "es", "ase"),
    ),
    Line(
        "samhsa",
        _("SAMHSA National Helpline"),
        _("Free and confidential, day and night. Tells where help is."),
        "1-800-662-4357",
    ),
)
