"""The form that ends all contact with a person."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact


class StopForm(forms.Form):
    """Why this person must not be contacted."""

    reason = forms.ChoiceField(
        label=_("Why"),
        choices=[
            (reason, reason.label)
            for reason in Contact.StopReason
            if reason != Contact.StopReason.ERASED
        ],
        initial=Contact.StopReason.DO_NOT_CONTACT,
        widget=forms.RadioSelect,
    )
