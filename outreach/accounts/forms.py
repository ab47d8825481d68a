"""The forms of the user's own page and of people."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from contacts.forms.choices import SeveralField
from contacts.identity import home_street_key
from contacts.models import Office
from outreach.accounts import roles
from outreach.accounts.models import User
from outreach.accounts.people import LastAdministratorError, keep_person, role_of
from outreach.accounts.role_guide import GUIDES, Guide


class PreferencesForm(forms.ModelForm[User]):
    """A user's language and colours."""

    class Meta:
        model = User
        fields = ["language", "theme"]


class PersonForm(forms.ModelForm[User]):
    """Invites a person, or changes name, role and offices of one."""

    role = forms.ChoiceField(
        label=_("Role"), choices=list(roles.LABELS.items()), widget=forms.RadioSelect
    )
    offices = SeveralField(
        Office.objects.all(),
        label=_("Offices"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who leaves an office leaves its teams too."),
    )
    home_street = forms.CharField(
        label=_("Street where they live"),
        required=False,
        max_length=150,
        help_text=_(
            "The number is not needed. Only a keyed hash is kept, so that looks at neighbours show "
            "in the weekly report. Empty leaves it as it is."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    home_postal_code = forms.CharField(
        label=_("ZIP code of that street"),
        required=False,
        validators=[RegexValidator(r"^[0-9]{5}$", _("A ZIP code has five digits."))],
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    class Meta:
        model = User
        fields = ["first_name", "last_name", "email", "language"]
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "off"})}
        help_texts = {"email": _("With this address the person signs in.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_name"].required = self.fields["last_name"].required = True
        if self.instance.pk:
            self.initial["role"] = role_of(self.instance)
            self.initial["offices"] = list(Office.objects.filter(staff=self.instance))

    def role_choices(self) -> list[tuple[Any, Guide]]:
        """Return each role's button with what that role sees and does."""
        return [(button, GUIDES[button.data["value"]]) for button in self["role"]]

    def clean_email(self) -> str:
        """Refuse an address that another person signs in with, however it is written."""
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Someone signs in with this address already."))
        return email

    def clean(self) -> dict[str, Any]:
        """Ask for an office where the role works for one."""
        data = super().clean() or self.cleaned_data
        role = data.get("role")
        if role and GUIDES[role].needs_office and not data.get("offices"):
            self.add_error("offices", _("Choose at least one: this role works for an office."))
        if data.get("home_street") and not data.get("home_postal_code"):
            self.add_error("home_postal_code", _("Give the ZIP code with the street."))
        return data

    def keep(self) -> bool:
        """Save the person; False, with the reason in the errors, where nobody would be left."""
        if street := self.cleaned_data["home_street"]:
            area = self.cleaned_data["home_postal_code"]
            self.instance.home_street_key = home_street_key(street, area)
        try:
            keep_person(self.instance, self.cleaned_data["role"], self.cleaned_data["offices"])
        except LastAdministratorError:
            self.add_error("role", _("Nobody else is an administrator. Make another one first."))
            return False
        return True
