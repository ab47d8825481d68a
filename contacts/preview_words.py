"""What a preview tells, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from contacts.imports import FIELDS, Preview
from contacts.models import Office, ReviewFlag

LABELS = FIELDS | {"latitude": _lazy("Coordinates"), "available_from": _lazy("Best times")}
# From how many people on a changed field deserves a second look.
MANY = 5
REASONS_TOLD = 5


def preview_lines(preview: Preview) -> list[str]:
    """Return where people go, what is filled in, what will be flagged, and why rows are refused."""
    lines = (_offices(preview), *_fills(preview), *_flags(preview), *_refusals(preview))
    return [line for line in lines if line]


def preview_warnings(preview: Preview, overwrite: list[str]) -> list[str]:
    """Return a warning for each field that the list would overwrite, or contradicts, for many."""
    lines = []
    for field, number in preview.differs.items():
        if field in overwrite:
            words = ngettext(
                "“%(field)s” will be overwritten for %(n)d person.",
                "“%(field)s” will be overwritten for %(n)d people.",
                number,
            )
        elif number >= MANY:
            words = ngettext(
                "“%(field)s” differs from what is known for %(n)d person. What is known stays.",
                "“%(field)s” differs from what is known for %(n)d people. What is known stays.",
                number,
            )
        else:
            continue
        lines.append(words % {"field": LABELS.get(field, field), "n": number})
    return lines


def _offices(preview: Preview) -> str:
    names = dict(Office.objects.values_list("code", "name"))
    parts = [f"{names.get(code, code)} {number}" for code, number in preview.offices.items()]
    return _("By office: %s.") % ", ".join(parts) if parts else ""


def _fills(preview: Preview) -> list[str]:
    words = _("“%(field)s” will be filled in where it was missing: %(n)d.")
    return [
        words % {"field": LABELS.get(field, field), "n": number}
        for field, number in preview.fills.items()
    ]


def _flags(preview: Preview) -> list[str]:
    labels = dict(ReviewFlag.Problem.choices)
    words = _("Kept and flagged for review, %(problem)s: %(n)d.")
    return [
        words % {"problem": str(labels.get(problem, problem)).lower(), "n": number}
        for problem, number in preview.flags.items()
    ]


def _refusals(preview: Preview) -> list[str]:
    """Say the most frequent reasons first; the rows themselves are listed apart."""
    words = _("Refused, %(n)d: %(reason)s")
    told = list(preview.reasons.items())[:REASONS_TOLD]
    return [words % {"n": number, "reason": reason} for reason, number in told]
