"""The forms of a list of leads: sending it, and saying how it is to be read."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from contacts.forms.columns import ColumnsForm
from contacts.imports import FIELDS, Table, UnreadableFile, forbidden_columns, read_table
from contacts.models import LeadImport, Office
from contacts.preview_words import LABELS
from contacts.signals import campaigns_offered

# How to get in is the door's, and others live behind it.
NEVER_OVERWRITTEN = {"address_note"}


def most_bytes_in_words() -> str:
    """Return how large a list may be, for people."""
    return str(filesizeformat(settings.LEAD_FILE_MAX_BYTES))


class UploadForm(forms.Form):
    """A list to read. Columns that must not be held are refused until they are left out."""

    file = forms.FileField(
        label=_("List of leads"),
        allow_empty_file=True,
        max_length=200,
    )
    leave_out = forms.BooleanField(
        label=_("Leave these columns out; they will not be stored"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refused: dict[str, str] = {}
        self.table: Table | None = None
        self.fields["file"].help_text = _("CSV or .xlsx, at most %(most)s.") % {
            "most": most_bytes_in_words()
        }
        self.fields["file"].widget.attrs |= {
            "accept": ".csv,.tsv,.txt,.xlsx",
            "data-most-bytes": settings.LEAD_FILE_MAX_BYTES,
        }

    def clean_file(self) -> Any:
        """Read the table's head; what cannot be read is said here."""
        file: Any = self.cleaned_data["file"]
        try:
            self.table = read_table(file.file, file.name or "")
        except UnreadableFile as error:
            raise ValidationError(str(error)) from error
        return file

    def clean(self) -> dict[str, Any]:
        """Refuse forbidden columns by name, until the user ticks that they are left out."""
        data = super().clean() or self.cleaned_data
        self.refused = forbidden_columns(self.table.columns) if self.table else {}
        if self.refused and not data.get("leave_out"):
            raise ValidationError(_("This list has columns that Doorstep must not hold."))
        return data


class LeadImportForm(ColumnsForm[LeadImport]):
    """Which column is which, and where the people go."""

    offered = FIELDS

    class Meta:
        model = LeadImport
        fields = ["office", "campaign", "overwrite"]

    def __init__(self, *args: Any, user: Any, differs: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"] = forms.ModelChoiceField(
            label=_("Office"),
            queryset=Office.objects.filter(staff=user),
            required=False,
            empty_label=_("By postal code"),
        )
        self.fields["campaign"] = _campaign_field(user)
        self.fields["overwrite"] = _overwrite_field(self.instance.overwrite, differs)


def _campaign_field(user: Any) -> forms.ChoiceField:
    answers = campaigns_offered.send(sender=LeadImport, user=user)
    offered: list[Any] = [choice for _receiver, choices in answers for choice in choices or []]
    return forms.ChoiceField(
        label=_("Campaign"), choices=[("", _("None for now")), *offered], required=False
    )


def _overwrite_field(chosen: list[str], differs: dict[str, int]) -> forms.MultipleChoiceField:
    """Offer the fields in which the list differs from what is known, with for how many."""
    names = [name for name in LABELS if name in differs or name in chosen]
    names = [name for name in names if name not in NEVER_OVERWRITTEN]
    return forms.MultipleChoiceField(
        label=_("Let the list win in"),
        help_text=_("What is known stays, and the difference is flagged, unless you tick it."),
        choices=[(name, f"{LABELS[name]} ({differs.get(name, 0)})") for name in names],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
