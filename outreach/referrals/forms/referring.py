"""Referring someone, at a door or at a desk: what is shared, and whether they agree to it."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Consent, Contact
from outreach.referrals.codes import Shared, Transport
from outreach.referrals.disclosing import wording_for
from outreach.referrals.disclosure_wording import DAYS, LANGUAGES
from outreach.referrals.forms.recording import is_within_a_year

# What is posted where the person agrees to the text; anything else only shows it anew.
AGREE = "agree"
LANGUAGE_NAMES = {"en": _("English"), "es": _("Spanish")}
HOW = [choice for choice in Consent.How.choices if choice[0] != Consent.How.BY_TEXT]


class ConsentForm(forms.Form):
    """What the person lets us share. `shown` is the digest of the wording that was on the page."""

    shared = forms.MultipleChoiceField(
        label=_("What may we share?"),
        choices=Shared,
        initial=[Shared.NAME, Shared.PHONE],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Without anything to share there is nothing to agree to.")},
    )
    days = forms.TypedChoiceField(
        label=_("For how long?"),
        choices=[(days, _("%(days)d days") % {"days": days}) for days in DAYS],
        coerce=int,
        initial=90,
    )
    language = forms.ChoiceField(
        label=_("Read it out in"), choices=[(code, LANGUAGE_NAMES[code]) for code in LANGUAGES]
    )
    how = forms.ChoiceField(label=_("How they agree"), choices=HOW)
    shown = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, recipient: str, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.recipient, self.now = recipient, now

    @property
    def wording(self) -> str:
        """The text for what is chosen so far; with the form's defaults where nothing is."""
        chosen = {name: self[name].value() for name in ("shared", "days", "language")}
        shared = [code for code in Shared.values if code in (chosen["shared"] or [])]
        days = int(chosen["days"]) if str(chosen["days"]) in map(str, DAYS) else DAYS[0]
        language = chosen["language"] if chosen["language"] in LANGUAGES else LANGUAGES[0]
        return wording_for(self.recipient, shared or [Shared.NAME], days, language, self.now)

    @property
    def digest(self) -> str:
        """What tells this text from another one."""
        return digest_of(self.wording)

    def clean(self) -> dict[str, Any]:
        """Hold an agreement to the text that was read out."""
        cleaned = super().clean() or {}
        if not self.errors and cleaned.get("shown") != self.digest:
            self.add_error(None, _("The text has changed: read it out again, then save."))
        return cleaned


def consent_form(
    request: HttpRequest, contact: Contact, recipient: str, now: datetime
) -> ConsentForm:
    """Return the form: checked only where the person is said to agree, else just shown anew."""
    if request.POST.get("do") == AGREE:
        return ConsentForm(request.POST, recipient=recipient, now=now)
    start: dict[str, Any] = {"language": contact.language}
    if "do" in request.POST:
        sent = {name: request.POST.get(name, "") for name in ("days", "language", "how")}
        start = sent | {"shared": request.POST.getlist("shared")}
    return ConsentForm(initial=start, recipient=recipient, now=now)


def digest_of(text: str) -> str:
    """Return what is sent along with a page to say which text was on it."""
    return blake2b(text.encode(), digest_size=16).hexdigest()


class HandoverForm(forms.Form):
    """How the person gets there, and an appointment made on the spot."""

    transport = forms.ChoiceField(
        label=_("How do they get there?"),
        choices=[("", _("Not asked")), *Transport.choices],
        required=False,
    )
    appointment_at = forms.DateTimeField(
        label=_("Appointment"),
        help_text=_("Only if you made one together, by phone, before you leave."),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean_appointment_at(self) -> datetime | None:
        """Refuse an appointment that is over, or years away."""
        at: datetime | None = self.cleaned_data["appointment_at"]
        if at and at < timezone.now():
            raise forms.ValidationError(_("That time is over."))
        if at and not is_within_a_year(at):
            raise forms.ValidationError(_("Give a day and an hour within the next year."))
        return at


def shared_words(codes: Sequence[str]) -> list[str]:
    """Return what is shared, in words."""
    return [str(Shared(code).label) for code in codes if code in Shared.values]
