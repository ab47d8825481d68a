"""The form of one person, whether written by hand or mended after an import."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contacts.forms.doors import DoorFields
from contacts.imports.phones import parse_phone
from contacts.models import Contact, Office, Phone
from contacts.note_faults import refuse_faults
from contacts.parsing import defuse, tidy

MOST_PHONES = 6


def time_input() -> forms.TimeInput:
    """Return a clock that shows hours and minutes as the browser's own control wants them."""
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class ContactForm(DoorFields, forms.ModelForm[Contact]):
    """A person, the door and the best times. The office is one of the user's own."""

    class Meta:
        model = Contact
        fields = [
            "given_name",
            "family_name",
            "language",
            "priority",
            "office",
            "reference",
            "available_from",
            "available_to",
            "note",
        ]
        widgets = {
            "available_from": time_input(),
            "available_to": time_input(),
            "note": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "note": _("For the visit only: nothing about a case, a substance or a purchase."),
            "reference": "",
        }

    def __init__(self, *args: Any, user: Any, offices: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = Office.objects.filter(staff=user) if offices is None else offices
        office: Any = self.fields["office"]
        office.queryset = offices
        office.empty_label = None if len(offices) == 1 else office.empty_label

    def clean_note(self) -> str:
        """Refuse a case, a statement, a substance."""
        note: str = self.cleaned_data["note"]
        refuse_faults(note)
        return note

    def clean(self) -> dict[str, Any]:
        """Check the times together, and make every text harmless to a spreadsheet."""
        data = super().clean() or self.cleaned_data
        for name in ("given_name", "family_name", "reference", "note"):
            if data.get(name):
                data[name] = defuse(tidy(data[name]))
        self._check_times(data.get("available_from"), data.get("available_to"))
        return data

    def _check_times(self, start: Any, end: Any) -> None:
        if {"available_from", "available_to"} & set(self.errors):
            return
        if (start is None) != (end is None):
            missing = "available_from" if start is None else "available_to"
            self.add_error(missing, _("Give both times, or neither."))
        elif start is not None and start >= end:
            self.add_error("available_to", _("This must be later than the first time."))


class PhoneForm(forms.ModelForm[Phone]):
    """One number, written in any usual way."""

    number = forms.CharField(
        label=_("Number"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    class Meta:
        model = Phone
        fields = ["number", "extension"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreed = bool(self.instance.pk) and self.instance.consents.exists()
        if self.instance.pk:
            number = self.instance.number
            american = number.country_code == 1
            self.initial["number"] = number.as_national if american else number.as_international
        # A consent names the number it was given for: that number must stay what it was.
        self.fields["number"].disabled = self.fields["extension"].disabled = self.agreed

    def clean_number(self) -> str:
        """Return the number as E.164."""
        found = parse_phone(tidy(self.cleaned_data["number"]))
        if found is None:
            raise ValidationError(_("This is no number that can be dialled."))
        number, self.found_extension = found
        return number

    def clean(self) -> dict[str, Any]:
        """Take over an extension that was written behind the number."""
        data = super().clean() or self.cleaned_data
        if not data.get("extension"):
            data["extension"] = getattr(self, "found_extension", "")
        return data


class PhonesBase(forms.BaseInlineFormSet[Phone, Contact, PhoneForm]):
    """The numbers of one person, each once."""

    def clean(self) -> None:
        """Refuse a number that stands twice, and the removal of one that a consent names."""
        super().clean()
        seen: set[str] = set()
        for form in self.forms:
            number = str(form.cleaned_data.get("number", "")) if form.is_valid() else ""
            removed = form.cleaned_data.get("DELETE") if number else False
            if removed and form.agreed:
                form.add_error(None, _("A consent was given for this number, so it stays."))
            elif number in seen and not removed:
                form.add_error("number", _("This number stands here twice."))
            if number and not removed:
                seen.add(number)

    def numbers(self) -> list[str]:
        """Return the numbers that will be kept, as E.164."""
        kept = [f for f in self.forms if f.cleaned_data and not f.cleaned_data.get("DELETE")]
        return [f.cleaned_data["number"] for f in kept if f.cleaned_data.get("number")]


PhonesForm = forms.inlineformset_factory(
    Contact,
    Phone,
    form=PhoneForm,
    formset=PhonesBase,
    extra=1,
    max_num=MOST_PHONES,
    validate_max=True,
)
