"""Saying which column of a sent table is which field."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEFT_OUT = ("", _("Leave out"))


class ColumnsForm[M: Model](forms.ModelForm[M]):
    """A choice of field for each column; kept in the record's `columns`, by the column's name.

    Whatever extends it says in `offered` which fields there are: their codes and labels.
    """

    offered: ClassVar[Mapping[str, str | Promise]]

    def __init__(self, *args: Any, columns: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        record: Any = self.instance
        for place, column in enumerate(columns):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=column,
                choices=[LEFT_OUT, *((code, str(label)) for code, label in self.offered.items())],
                required=False,
                initial=record.columns.get(column, ""),
            )

    def column_fields(self) -> list[forms.BoundField]:
        """Return the fields that say what each column is, in the table's order."""
        return [self[f"column_{place}"] for place in range(len(self.columns))]

    def save(self, commit: bool = True) -> M:
        """Keep the choices with the record."""
        record: Any = self.instance
        record.columns = {
            column: self.cleaned_data[f"column_{place}"]
            for place, column in enumerate(self.columns)
        }
        return super().save(commit)
