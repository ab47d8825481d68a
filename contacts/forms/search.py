"""The search of the contacts page."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contacts.searching import details_of

LEAST_DETAILS = 2


class SearchForm(forms.Form):
    """What to look for. It is posted, because names and numbers must not stand in addresses.

    Two details are asked for, so that nobody goes through people by one common word.
    """

    words = forms.CharField(
        label=_("Find a person by two details"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "autocomplete": "off",
                "placeholder": _("Last name and ZIP code, for example"),
            }
        ),
    )

    def clean_words(self) -> str:
        """Refuse fewer than two details."""
        words: str = self.cleaned_data["words"]
        if words and len(details_of(words)) < LEAST_DETAILS:
            raise ValidationError(
                _(
                    "Give two details: two words of the name, or one with the phone, the ZIP code, "
                    "the street or the reference."
                )
            )
        return words
