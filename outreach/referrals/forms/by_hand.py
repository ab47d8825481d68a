"""The form with which an office adds a resource itself, and edits what was so added."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from outreach.campaigns.places import centre_of
from outreach.referrals.by_hand import said_by_hand, same_by_hand
from outreach.referrals.facets import LABELS, Facet
from outreach.referrals.forms.keeping import HOURS_HELP, LANGUAGES_HELP, SaidForm
from outreach.referrals.imports.cleaning import clean_text
from outreach.referrals.models import Resource

# Told by the ages and the languages that are said elsewhere in the form.
_SAID_ELSEWHERE = (
    Facet.CHILDREN | Facet.YOUNG_ADULTS | Facet.ADULTS | Facet.SENIORS
    | Facet.SPANISH | Facet.SIGN_LANGUAGE | Facet.OTHER_LANGUAGES
)  # fmt: skip


class ByHandForm(SaidForm, forms.Form):
    """What an office knows of a resource. Lengths are those of the directory's columns."""

    organization = forms.CharField(label=_("Organization"), max_length=300)
    name = forms.CharField(label=_("Service or program"), max_length=300)
    card_name = forms.CharField(
        label=_("Name on cards"),
        required=False,
        max_length=100,
        help_text=_("What the card of a contact calls it. It must not say what it is for."),
    )
    phone = forms.CharField(label=_("Phone"), required=False, max_length=60)
    email = forms.EmailField(label=_("Email"), required=False, max_length=254)
    website = forms.CharField(label=_("Website"), required=False, max_length=500)
    street = forms.CharField(label=_("Street"), required=False, max_length=300)
    city = forms.CharField(label=_("City"), required=False, max_length=100)
    state = forms.CharField(label=_("State"), required=False, max_length=100)
    postal_code = forms.CharField(label=_("ZIP code"), required=False, max_length=10)
    latitude = forms.FloatField(
        label=_("Latitude"),
        required=False,
        help_text=_("Where it is not given, the middle of the ZIP code is taken."),
    )
    longitude = forms.FloatField(label=_("Longitude"), required=False)
    hours = forms.CharField(
        label=_("Opening hours"), required=False, max_length=500, help_text=HOURS_HELP
    )
    languages = forms.CharField(
        label=_("Languages"), required=False, max_length=200, help_text=LANGUAGES_HELP
    )
    minimum_age = forms.IntegerField(
        label=_("Youngest age"), required=False, min_value=0, max_value=120
    )
    maximum_age = forms.IntegerField(
        label=_("Oldest age"), required=False, min_value=0, max_value=120
    )
    eligibility = forms.CharField(
        label=_("Who may come"), required=False, max_length=1000, widget=forms.Textarea
    )
    fees = forms.CharField(label=_("Fees"), required=False, max_length=1000, widget=forms.Textarea)
    description = forms.CharField(
        label=_("Description"), required=False, max_length=5000, widget=forms.Textarea
    )
    offered = forms.MultipleChoiceField(
        label=_("Offers, and for whom"),
        choices=[(str(f.name), label) for f, label in LABELS.items() if f not in _SAID_ELSEWHERE],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what it offers: searches find it by that.")},
    )

    def __init__(self, data: Any, resource: Resource | None) -> None:
        super().__init__(data, initial=said_by_hand(resource) if resource else None)
        self.resource = resource
        for name in ("eligibility", "fees", "description"):
            self.fields[name].widget.attrs["rows"] = 3

    def clean_postal_code(self) -> str:
        """Refuse what is no ZIP code."""
        code: str = self.cleaned_data["postal_code"].strip()
        if code and not re.fullmatch(r"\d{5}(-\d{4})?", code, re.ASCII):
            raise ValidationError(_("A ZIP code has five digits."))
        return code

    def clean(self) -> dict[str, Any]:
        """Look at what goes together: the ages, the address and its place, a way to reach it."""
        data = super().clean()
        youngest, oldest = data.get("minimum_age"), data.get("maximum_age")
        if youngest is not None and oldest is not None and youngest > oldest:
            self.add_error("maximum_age", _("The oldest age is below the youngest."))
        if data.get("street") and not data.get("postal_code") and "postal_code" not in self.errors:
            self.add_error("postal_code", _("Say in which ZIP code the street is."))
        self._find_place(data)
        if not self.errors and not any(data[n] for n in ("phone", "street", "website", "email")):
            raise ValidationError(_("Say how to reach it: a phone number, an address or a page."))
        if not self.errors and same_by_hand(data, self.resource):
            raise ValidationError(_("This was already added by hand, at the same address."))
        return data

    def _find_place(self, data: dict[str, Any]) -> None:
        """Take the middle of the ZIP code where nobody said exactly where it is."""
        code = data.get("postal_code")
        if not code or data["latitude"] is not None:
            return
        centre = centre_of(code[:5])
        if centre is None:
            reason = _("This ZIP code is not known: give the latitude and longitude too.")
            self.add_error("postal_code", reason)
        else:
            data["latitude"], data["longitude"] = centre.latitude, centre.longitude

    def said(self) -> dict[str, Any]:
        """Return what was said, as `keep_by_hand` takes it."""
        data = self.cleaned_data
        said = {name: "" if value is None else value for name, value in data.items()}
        texts = (name for name, value in said.items() if isinstance(value, str))
        said |= {name: clean_text(said[name], lambda _note: None) for name in texts}
        said["facets"] = [Facet[name] for name in said.pop("offered")]
        return said
