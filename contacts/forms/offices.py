"""The form of an office and of the postal codes that it covers."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contacts.models import Office, PostalArea

# The zones of the United States and its territories, by the cities that name them.
ZONES = {
    "America/New_York": _("Eastern"),
    "America/Chicago": _("Central"),
    "America/Denver": _("Mountain"),
    "America/Phoenix": _("Arizona"),
    "America/Los_Angeles": _("Pacific"),
    "America/Anchorage": _("Alaska"),
    "Pacific/Honolulu": _("Hawaii"),
    "America/Puerto_Rico": _("Puerto Rico and Virgin Islands"),
    "Pacific/Guam": _("Guam and Northern Marianas"),
    "Pacific/Pago_Pago": _("American Samoa"),
}
PREFIX = re.compile(r"[0-9]{3,5}")
MOST_SHOWN = 5


class OfficeForm(forms.ModelForm[Office]):
    """An office. Its code is made from its name once, because lists and commands use it."""

    prefixes = forms.CharField(
        label=_("Postal codes"),
        help_text=_(
            "One a line: a whole code, or its first three or four digits. The longest one wins."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "inputmode": "numeric"}),
    )

    class Meta:
        model = Office
        fields = ["name", "time_zone", "phone"]
        help_texts = {"phone": _("Agents call it when they have no route.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self.instance.time_zone
        names = [*ZONES, *([known] if known and known not in ZONES else [])]
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"), choices=[(name, _zone_label(name)) for name in names]
        )
        if self.instance.pk:
            areas = self.instance.postal_areas.values_list("prefix", flat=True)
            self.initial["prefixes"] = "\n".join(areas)

    def clean_name(self) -> str:
        """Refuse a name from which no code of its own can be made."""
        name: str = self.cleaned_data["name"]
        if self.instance.pk:
            return name
        code = slugify(name)[:40]
        if not code:
            raise ValidationError(_("Use letters or digits in the name."))
        if Office.objects.filter(code=code).exists():
            raise ValidationError(_("There is an office of this name already."))
        self.instance.code = code
        return name

    def clean_prefixes(self) -> list[str]:
        """Return the codes, each once. Names those that are none, and those of other offices."""
        written = re.split(r"[\s,;]+", self.cleaned_data["prefixes"].strip())
        prefixes = sorted({prefix for prefix in written if prefix})
        wrong = [prefix for prefix in prefixes if not PREFIX.fullmatch(prefix)]
        if wrong:
            raise ValidationError(
                _("Three to five digits each, please: %(wrong)s."),
                params={"wrong": ", ".join(wrong[:MOST_SHOWN])},
            )
        self._check_others(prefixes)
        return prefixes

    def _check_others(self, prefixes: list[str]) -> None:
        others = PostalArea.objects.exclude(office=self.instance.pk).select_related("office")
        taken = [area for area in others if area.prefix in set(prefixes)]
        if taken:
            told = [f"{area.prefix} ({area.office.name})" for area in taken[:MOST_SHOWN]]
            raise ValidationError(
                ngettext(
                    "%(n)d of these belongs to another office: %(told)s.",
                    "%(n)d of these belong to other offices: %(told)s.",
                    len(taken),
                )
                % {"n": len(taken), "told": ", ".join(told)}
            )

    @transaction.atomic
    def save(self, commit: bool = True) -> Office:
        """Save the office and exactly these postal codes, or neither."""
        office = super().save(commit)
        wanted = set(self.cleaned_data["prefixes"])
        areas = office.postal_areas
        areas.exclude(prefix__in=wanted).delete()
        known = set(areas.values_list("prefix", flat=True))
        PostalArea.objects.bulk_create(
            PostalArea(office=office, prefix=prefix) for prefix in sorted(wanted - known)
        )
        return office


def _zone_label(name: str) -> str:
    city = name.rpartition("/")[2].replace("_", " ")
    return f"{ZONES[name]} ({city})" if name in ZONES else name
