"""The forms of retention and of requests from people."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from outreach.privacy.models import DAYS_TO_ANSWER, PersonRequest

OLDEST = timedelta(days=365)


class RequestForm(forms.ModelForm[PersonRequest]):
    """What a person asks for, and how and when that reached us. Nothing about the person."""

    class Meta:
        model = PersonRequest
        fields = ["kind", "channel", "received_on", "no_contact"]
        widgets = {
            "kind": forms.RadioSelect,
            "channel": forms.RadioSelect,
            "received_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }
        help_texts = {
            "received_on": _("The thirty days to answer count from this day."),
            "no_contact": _(
                "For an erasure. Without it, a new list may bring the person in again."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "channel"):
            field: Any = self.fields[name]
            field.choices = [choice for choice in field.choices if choice[0]]

    def clean_received_on(self) -> Any:
        """Refuse a day that has not come, and one that must be a slip of the pen."""
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise ValidationError(_("That day has not come yet."))
        if day < timezone.localdate() - OLDEST:
            raise ValidationError(_("That is more than a year ago."))
        return day

    def save(self, commit: bool = True) -> PersonRequest:
        """Save it with the last day on which it must be answered."""
        self.instance.due_on = self.cleaned_data["received_on"] + timedelta(days=DAYS_TO_ANSWER)
        return super().save(commit)


class FindForm(forms.Form):
    """What the person tells about themselves, so that exactly they are found."""

    contact_code = forms.CharField(
        label=_("Contact code"),
        max_length=12,
        required=False,
        help_text=_("If you have it, it is enough."),
    )
    given_name = forms.CharField(label=_("First name"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Last name"), max_length=80, required=False)
    phone = PhoneNumberField(label=_("Phone"), region="US", required=False)
    street = forms.CharField(label=_("Street"), max_length=150, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False)
    postal_code = forms.CharField(
        label=_("ZIP code"),
        required=False,
        validators=[RegexValidator(r"^[0-9]{5}$", _("A ZIP code has five digits."))],
    )

    def clean(self) -> dict[str, Any]:
        """Ask for enough: the code, the last name with a phone, or the name with street and ZIP."""
        data = super().clean() or self.cleaned_data
        by_door = data.get("street") and data.get("postal_code")
        by_name = data.get("family_name") and (data.get("phone") or by_door)
        if not self.errors and not data.get("contact_code") and not by_name:
            raise ValidationError(
                _(
                    "Give the contact code; or the last name with a phone; or the name with street "
                    "and ZIP code."
                )
            )
        if data.get("street") and not data.get("postal_code"):
            self.add_error("postal_code", _("Give the ZIP code with the street."))
        return data


class VerifyForm(forms.Form):
    """How we know that it is them."""

    proof = forms.ChoiceField(
        label=_("How do you know that it is them?"),
        choices=PersonRequest.Proof,
        widget=forms.RadioSelect,
    )


class RefuseForm(forms.Form):
    """Why a request is not met."""

    refusal = forms.ChoiceField(
        label=_("Why?"), choices=PersonRequest.Refusal, widget=forms.RadioSelect
    )


class PurgeNowForm(forms.Form):
    """Asks for the campaign's name, so that nobody erases by a slip of the finger."""

    name = forms.CharField(
        label=_("Name of the campaign"),
        help_text=_("Type it as it stands above."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, campaign_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._name = campaign_name

    def clean_name(self) -> str:
        """Refuse another name."""
        name: str = self.cleaned_data["name"]
        if name.strip() != self._name.strip():
            raise ValidationError(_("That is not the name of this campaign. Nothing was erased."))
        return name
