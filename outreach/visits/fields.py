"""Form fields for the parts of a report that are lists or objects: supplies, consent, a time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from contacts.consent_wording import purposes_of, wording
from contacts.models import Consent
from outreach.visits.codelists import Recipient, SupplyItem

MOST_SUPPLIES = 12
# A phone's clock may be wrong by years and is taken all the same, but not beyond reckoning.
YEARS = range(1970, 2101)


class TextField(forms.CharField):
    """A text. Django would write a number or an object out as one and keep it."""

    def to_python(self, value: Any) -> str:
        """Refuse what is no text."""
        if value is not None and not isinstance(value, str):
            raise ValidationError(_("This must be text."))
        return str(super().to_python(value))


class TruthField(forms.Field):
    """True or false and nothing else: Django would take "no", 0.5 and {} for some truth."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> bool:
        """Return the truth; what was left out is false."""
        if value is None or isinstance(value, bool):
            return bool(value)
        raise ValidationError(_("This must be true or false."))


class CodesField(forms.MultipleChoiceField):
    """Any number of codes of a list, each counted once."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> list[str]:
        """Return the codes in the order given."""
        return list(dict.fromkeys(super().clean(value)))


class EventDataForm(forms.Form):
    """Data of an event: a field that is not known is refused rather than lost."""

    def clean(self) -> dict[str, Any]:
        """Name the fields that this version does not know."""
        unknown = sorted(str(name) for name in self.data if name not in self.fields)
        if unknown:
            raise ValidationError(_("Unknown field: %(name)s"), params={"name": unknown[0][:40]})
        return super().clean() or {}


class SupplyForm(EventDataForm):
    """One thing handed over."""

    item = forms.ChoiceField(choices=SupplyItem)
    quantity = forms.IntegerField(min_value=1, max_value=99)
    doses = forms.IntegerField(min_value=0, max_value=99, required=False)
    recipient = forms.ChoiceField(choices=Recipient)


class ConsentForm(EventDataForm):
    """A consent to texts: the wording read out, its language, what for, and for which phone."""

    version = TextField(max_length=20)
    language = TextField(max_length=5)
    phone = PhoneNumberField(region="US")
    purposes = CodesField(choices=Consent.Purpose)

    def clean(self) -> dict[str, Any]:
        """Refuse a wording that was never written: its exact text could not be kept."""
        cleaned = super().clean()
        version = cleaned.get("version", "")
        cleaned["wording"] = wording(version, cleaned.get("language", ""))
        if cleaned["wording"] is None:
            raise ValidationError(_("This wording is not known."))
        if "purposes" in cleaned:
            cleaned["purposes"] = _agreed(purposes_of(version), cleaned["purposes"])
        return cleaned


def _agreed(asked: Sequence[str], ticked: list[str]) -> list[str]:
    """Return what they said yes to. A wording that asks for one thing leaves nothing to tick."""
    agreed = ticked or (list(asked) if len(asked) == 1 else [])
    if not agreed:
        raise ValidationError(_("Tick what the texts may be for."))
    if not set(agreed) <= set(asked):
        raise ValidationError(_("This wording does not ask for that."))
    return agreed


class NestedField(forms.Field):
    """A JSON value that is checked by a form of its own."""

    widget = forms.HiddenInput

    def __init__(self, form: type[forms.Form], **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.form = form

    def cleaned_part(self, value: Any) -> dict[str, Any]:
        """Return the checked values of one object, or raise with the name of the wrong field."""
        if not isinstance(value, dict):
            raise ValidationError(_("This must be an object."))
        form = self.form(value)
        if not form.is_valid():
            field, errors = next(iter(form.errors.items()))
            where = "" if field == "__all__" else f"{field}: "
            raise ValidationError(f"{where}{errors[0]}")
        return form.cleaned_data


class ObjectField(NestedField):
    """One object, or None."""

    def clean(self, value: Any) -> dict[str, Any] | None:
        """Check the object."""
        return None if value in self.empty_values else self.cleaned_part(value)


class ListField(NestedField):
    """A short list of objects."""

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """Check each object of the list."""
        if value in self.empty_values:
            return []
        if not isinstance(value, list) or len(value) > MOST_SUPPLIES:
            raise ValidationError(_("This must be a short list."))
        return [self.cleaned_part(entry) for entry in value]


class MomentField(TextField):
    """An ISO 8601 time with its offset. A time without an offset says nothing and is refused."""

    def clean(self, value: Any) -> datetime | None:
        """Return the aware time, or None where none was given."""
        text = super().clean(value)
        if not text:
            return None
        try:
            moment = parse_datetime(text)
        except ValueError:
            moment = None
        if moment is None or moment.utcoffset() is None or moment.year not in YEARS:
            raise ValidationError(_("This must be a time with its offset from UTC."))
        return moment
