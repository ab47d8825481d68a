"""The forms of a directory's import: sending a file, and saying how it is to be read."""

from io import BytesIO
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from contacts.forms.columns import ColumnsForm
from contacts.forms.imports import most_bytes_in_words
from contacts.imports import ImportRefused, read_table
from outreach.referrals.imports import FIELDS, guess_resource_columns
from outreach.referrals.models import BY_HAND, DirectoryImport, Format, Source


class DirectoryUploadForm(forms.Form):
    """A file to read, its format, and the name by which its rows will be known."""

    file = forms.FileField(label=_("File"), allow_empty_file=True, max_length=200)
    format = forms.ChoiceField(label=_("Format"), choices=Format.choices)
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=60,
        help_text=_(
            "A short name for where it comes from. Send the next edition under the same name: then "
            "it updates the same resources."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("At most %(most)s.") % {"most": most_bytes_in_words()}
        self.fields["source"].widget.attrs["list"] = "sources"

    def clean(self) -> dict[str, Any]:
        """Look whether a table can be read, and whether the source is of this format."""
        data = super().clean() or self.cleaned_data
        data["source"] = slugify(data.get("source") or data.get("format", ""))[:60]
        known = Source.objects.filter(slug=data["source"]).first()
        if data["source"] == BY_HAND:
            self.add_error("source", _("This source holds what was added here by hand."))
        elif known and known.format != data.get("format"):
            self.add_error("source", _("This source is of another format."))
        if data.get("format") == Format.CSV and data.get("file"):
            data["columns"] = self._guessed(data["file"])
        return data

    def _guessed(self, file: Any) -> dict[str, str]:
        try:
            table = read_table(BytesIO(file.read()), file.name)
        except ImportRefused as error:
            raise ValidationError({"file": str(error)}) from error
        return guess_resource_columns(table.columns)


class DirectoryImportForm(ColumnsForm[DirectoryImport]):
    """Which column is which, and whether the file is all that its source has."""

    offered = FIELDS

    class Meta:
        model = DirectoryImport
        fields = ["is_whole"]
        help_texts = {
            "is_whole": _("What it leaves out is marked as vanished and no longer found."),
        }
