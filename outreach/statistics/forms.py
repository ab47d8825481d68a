"""What an export is asked for."""

from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outreach.campaigns.models import Campaign


class ExportForm(forms.Form):
    """A campaign, a period with both its days, and a format."""

    FORMATS: list[tuple[str, str | Promise]] = [
        ("csv", _("CSV")),
        ("xlsx", _("Excel (XLSX)")),
        ("json", _("JSON")),
    ]

    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), label=_("Campaign"), to_field_name="slug", empty_label=None
    )
    since = forms.DateField(
        label=_("From"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("To"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    format = forms.ChoiceField(label=_("Format"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["campaign"].queryset = Campaign.objects.visible_to(user)  # type: ignore[attr-defined]
        self.fields["format"].choices = self.FORMATS  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order."""
        asked: dict[str, Any] = super().clean() or {}
        since: date | None = asked.get("since")
        until: date | None = asked.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day is before the first day."))
        return asked


class VisitExportForm(ExportForm):
    """The same, in the formats of the export of visits."""

    FORMATS = ExportForm.FORMATS[:2]
