"""What is said about a note that holds what does not belong there."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.note_words import Fault, Kind, faults_of

WHY: dict[Kind, str | Promise] = {
    Kind.CASE: gettext_lazy("a case"),
    Kind.STATEMENT: gettext_lazy("what someone admitted"),
    Kind.JUSTICE: gettext_lazy("police and courts"),
    Kind.SUBSTANCE: gettext_lazy("substances and purchases"),
    Kind.IDENTITY: gettext_lazy("numbers of papers or cards"),
}


def refuse_faults(note: str) -> None:
    """Raise ValidationError where a note that is typed at the desk holds what it must not."""
    if found := faults_of(note):
        raise ValidationError(told(found))


def told(found: Iterable[Fault]) -> str:
    """Say which words do not belong into the note, and why."""
    words = ", ".join(f"“{fault.words}” ({WHY[fault.kind]})" for fault in found)
    return _("A note is for the next visit only. Leave out: %(words)s.") % {"words": words}
