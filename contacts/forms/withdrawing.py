"""The form that takes back the consent to text messages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models import ConsentWithdrawal


class WithdrawalForm(forms.Form):
    """How the person said that no text is wanted any more."""

    how = forms.ChoiceField(
        label=_("How they said so"),
        choices=ConsentWithdrawal.How,
        initial=ConsentWithdrawal.How.ON_THE_PHONE,
        widget=forms.RadioSelect,
    )
