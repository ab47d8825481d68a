"""What is looked for. It is posted: where an agent stands must not be in an address."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contacts.places import Place
from outreach.campaigns.places import centre_of
from outreach.referrals.facets import GROUPS, LABELS, Facet, number_of
from outreach.referrals.finding import Wish


class FindForm(forms.Form):
    """A place, some words, and what is needed, group by group."""

    place = forms.CharField(
        label=_("ZIP code"),
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    latitude = forms.FloatField(
        required=False, min_value=-90, max_value=90, widget=forms.HiddenInput
    )
    longitude = forms.FloatField(
        required=False, min_value=-180, max_value=180, widget=forms.HiddenInput
    )
    words = forms.CharField(label=_("Name"), required=False, max_length=80)
    open_now = forms.BooleanField(label=_("Open now"), required=False)

    def __init__(self, *args: Any, has_place: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.centre: tuple[str, Place] | None = None
        for name, (label, facets) in GROUPS.items():
            self.fields[name] = forms.MultipleChoiceField(
                label=str(label),
                choices=[(str(facet.name), LABELS[facet]) for facet in facets],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        if has_place:
            for name in ("place", "latitude", "longitude"):
                del self.fields[name]

    def clean_place(self) -> str:
        """Find the ZIP code's centre."""
        code: str = self.cleaned_data["place"].strip()[:5]
        if code:
            centre = centre_of(code)
            if centre is None:
                raise ValidationError(_("This ZIP code is not known."))
            self.centre = (centre.label, (centre.latitude, centre.longitude))
        return code

    def near(self) -> tuple[str, Place] | None:
        """Return the place that was said, in words and in degrees; a ZIP code before a position."""
        latitude, longitude = (self.cleaned_data.get(n) for n in ("latitude", "longitude"))
        if self.centre is None and latitude is not None and longitude is not None:
            return str(_("where you are")), (latitude, longitude)
        return self.centre

    def wish(self, language: str = "") -> Wish:
        """Return what is looked for."""
        chosen = {name: self.cleaned_data.get(name) or [] for name in GROUPS}
        return Wish(
            groups={
                name: Facet(number_of([Facet[each] for each in some]))
                for name, some in chosen.items()
                if some
            },
            words=self.cleaned_data.get("words", "").strip(),
            open_now=bool(self.cleaned_data.get("open_now")),
            language=language,
        )

    def groups(self) -> list[tuple[forms.BoundField, bool]]:
        """Return the groups after the needs, each with whether anything of it is chosen."""
        return [(self[name], bool(self[name].value())) for name in GROUPS if name != "need"]
