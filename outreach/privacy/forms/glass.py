"""The forms of breaking the glass and of reviewing it."""

from django import forms
from django.core.validators import MinLengthValidator
from django.utils.translation import gettext_lazy as _

from outreach.privacy.forms.requests import FindForm
from outreach.privacy.models import BrokenGlass

FEWEST_LETTERS = 20


class BreakGlassForm(FindForm):
    """Whom one must see, and why it cannot wait."""

    reason = forms.ChoiceField(
        label=_("Why must you see this person now?"),
        choices=BrokenGlass.Reason,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("In your own words"),
        max_length=500,
        validators=[
            MinLengthValidator(FEWEST_LETTERS, _("Say in a sentence why it cannot wait.")),
        ],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever reviews it reads this. No names: they find the person by the code."),
    )


class ReviewForm(forms.Form):
    """What a second person found."""

    finding = forms.ChoiceField(
        label=_("What did you find?"), choices=BrokenGlass.Finding, widget=forms.RadioSelect
    )
