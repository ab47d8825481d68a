"""What an export is asked for."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outreach.campaigns.models import Campaign
from outreach.statistics.indicators import INDICATORS
from outreach.statistics.periods import FIRST_DAY, LAST_DAY, Named

FORMATS: list[tuple[str, str | Promise]] = [
    ("csv", _("CSV")),
    ("xlsx", _("Excel (XLSX)")),
    ("json", _("JSON")),
    ("parquet", _("Parquet")),
    ("od2a", _("Quarterly sheet for OD2A (XLSX)")),
    ("bja", _("Sheet for BJA, of the figures chosen below (XLSX)")),
]


POSSIBLE = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]


class PeriodForm(forms.Form):
    """A campaign and a period with both its days."""

    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), label=_("Campaign"), to_field_name="slug", empty_label=None
    )
    since = forms.DateField(
        label=_("From"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        validators=POSSIBLE,
    )
    until = forms.DateField(
        label=_("To"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        validators=POSSIBLE,
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campaign: Any = self.fields["campaign"]
        campaign.queryset = Campaign.objects.visible_to(user)

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order."""
        asked: dict[str, Any] = super().clean() or {}
        since: date | None = asked.get("since")
        until: date | None = asked.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day is before the first day."))
        return asked


class ExportForm(PeriodForm):
    """Figures, in every format, and those on the sheet for BJA."""

    format = forms.ChoiceField(label=_("Format"), choices=FORMATS)
    measures = forms.MultipleChoiceField(
        label=_("Figures on the sheet for BJA"),
        required=False,
        choices=[(one.code, one.label) for one in INDICATORS],
        help_text=_("Those that COSSUP asks for where none is chosen."),
    )


class VisitExportForm(PeriodForm):
    """Visits one by one, in the formats of files that are made in the background."""

    format = forms.ChoiceField(label=_("Format"), choices=FORMATS[:4])


class RecordExportForm(PeriodForm):
    """Which records, in the formats that people open."""

    RECORDS: list[tuple[str, str | Promise]] = [
        ("contacts", _("Contacts")),
        ("visits", _("Visits")),
        ("referrals", _("Referrals")),
    ]
    format = forms.ChoiceField(label=_("Format"), choices=FORMATS[:3])
    records = forms.ChoiceField(label=_("Records"), choices=RECORDS)

    field_order = ("records", "campaign", "since", "until", "format")


class SaveForm(forms.Form):
    """The name of a saved export, and whether its days move with the calendar."""

    # It stands inside a form whose other button wants no name.
    use_required_attribute = False

    name = forms.CharField(label=_("Name"), max_length=60)
    period = forms.ChoiceField(
        label=_("Days"), required=False, choices=[("", _("These days")), *Named.choices]
    )
