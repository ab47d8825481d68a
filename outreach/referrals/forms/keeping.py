"""The forms with which an office keeps the directory: correcting, and what it heard by phone."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from outreach.referrals.card import tells
from outreach.referrals.facets import LABELS, Facet, Kind, facets_in, number_of
from outreach.referrals.hours import hours_as_text, parse_hours
from outreach.referrals.imports.cleaning import clean_link, clean_phone, clean_place, clean_text
from outreach.referrals.languages import language_code
from outreach.referrals.models import Confirmation, Resource

HOURS_HELP = _("For example: Mon-Fri 9:00-17:00; Sat 10:00-14:00. Or 24/7.")
LANGUAGES_HELP = _("English, Spanish, …")
TEXTS = ("name", "about", "street", "city", "state", "postal_code")


class SaidForm(forms.BaseForm):
    """How what an office says of a resource is looked at, whichever form says it."""

    def clean_card_name(self) -> str:
        """Refuse a name that tells."""
        name: str = self.cleaned_data["card_name"]
        if tells(name):
            raise ValidationError(_("This name says what the card is for."))
        return name

    def clean_phone(self) -> str:
        """Refuse what is no number."""
        number, extension, sentence = clean_phone(self.cleaned_data["phone"], _silent)
        if sentence or (self.cleaned_data["phone"] and not number):
            raise ValidationError(_("This is no phone number."))
        return f"{number} x{extension}" if extension else number

    def clean_website(self) -> str:
        """Refuse what is no address of a page."""
        said: str = self.cleaned_data["website"]
        link = clean_link(said, _silent)
        if said and not link:
            raise ValidationError(_("This is no web address."))
        return link

    def clean(self) -> dict[str, Any]:
        """Refuse half a place, and one that is nowhere."""
        data = super().clean() or self.cleaned_data
        reasons: list[str] = []
        place = clean_place(data.get("latitude"), data.get("longitude"), reasons.append)
        if reasons:
            raise ValidationError(reasons[0])
        data["latitude"], data["longitude"] = place
        return data


class CorrectForm(SaidForm, forms.ModelForm[Resource]):
    """What the office knows better. Nothing is saved by the form itself: see `keeping`."""

    hours_words = forms.CharField(
        label=_("Opening hours"),
        required=False,
        max_length=500,
        help_text=HOURS_HELP,
    )
    spoken = forms.CharField(
        label=_("Languages"), required=False, max_length=200, help_text=LANGUAGES_HELP
    )
    offered = forms.MultipleChoiceField(
        label=_("Offers, and for whom"),
        required=False,
        choices=[(str(facet.name), label) for facet, label in LABELS.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Resource
        fields = [
            "name", "card_name", "kind", "phone", "email", "website", "street", "city", "state",
            "postal_code", "latitude", "longitude", "about",
        ]  # fmt: skip

    field_order = ["name", "card_name", "kind", "phone", "hours_words", "spoken", "street"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        resource = self.instance
        self.before = {name: getattr(resource, name) for name in self.Meta.fields}
        self.fields["name"].required = True
        self.fields["card_name"].help_text = _(
            "What the card of a contact calls it. It must not say what it is for."
        )
        self.initial["hours_words"] = hours_as_text(resource.hours) or resource.hours_note
        self.initial["spoken"] = ", ".join(resource.languages)
        self.initial["offered"] = [str(f.name) for f in facets_in(resource.facets)]

    def values(self) -> dict[str, Any]:
        """Return the fields of the resource as they should be shown."""
        data = self.cleaned_data
        values = {name: data[name] for name in self.Meta.fields}
        values |= {name: clean_text(values[name], _silent) for name in TEXTS}
        values["kind"] = Kind(values["kind"]).value
        if "hours_words" in self.changed_data:
            rules = parse_hours(data["hours_words"])
            values |= {"hours": rules, "hours_note": "" if rules else data["hours_words"]}
        if "spoken" in self.changed_data:
            names = map(str.strip, data["spoken"].split(","))
            values["languages"] = [language_code(name) for name in names if name]
        if "offered" in self.changed_data:
            values["facets"] = number_of([Facet[name] for name in data["offered"]])
        return values

    def _post_clean(self) -> None:
        """Leave the record as it is: it is compared with what was said."""


class ConfirmForm(forms.Form):
    """What someone heard when they asked the resource."""

    result = forms.ChoiceField(
        label=_("What did they say?"),
        choices=Confirmation.Result.choices,
        widget=forms.RadioSelect,
        initial=Confirmation.Result.RIGHT,
    )


def _silent(_note: str) -> None:
    """Say nothing: the form has words of its own."""
