"""What happened to a referral, as staff or a provider say it."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outreach.referrals.answering import REASONS
from outreach.referrals.codes import Answer, Closure, Deed, Source
from outreach.referrals.transitions import closures

FURTHEST = timedelta(days=366)


def is_within_a_year(at: datetime) -> bool:
    """Say whether an appointment is ahead, and no slip of the year."""
    now = timezone.now()
    return now <= at <= now + FURTHEST


class DeedForm(forms.Form):
    """One deed of those that make sense now, with what belongs to it."""

    deed = forms.ChoiceField(label=_("What happened?"), choices=[], widget=forms.RadioSelect)
    closure = forms.ChoiceField(label=_("Why?"), choices=[], required=False)
    appointment_at = forms.DateTimeField(
        label=_("When is the appointment?"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    seen = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**62
    )

    def __init__(self, *args: Any, deeds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(deed, Deed(deed).label) for deed in deeds]
        self._field("deed").choices = known
        reasons = frozenset().union(*(self.reasons(deed) for deed in deeds))
        named = [(code, Closure(code).label) for code in Closure.values if code in reasons]
        self._field("closure").choices = [("", "—"), *named]

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def reasons(self, deed: str) -> frozenset[str]:
        """Return by what the deed may close; a completed referral closes by what was reached."""
        return frozenset() if deed == Deed.COMPLETE else closures(deed)

    def clean(self) -> dict[str, Any]:
        """Ask for the reason and the time where the deed needs them, and drop them elsewhere."""
        cleaned = super().clean() or {}
        deed = cleaned.get("deed", "")
        allowed = self.reasons(deed) if deed else frozenset()
        if allowed and cleaned.get("closure") not in allowed:
            self.add_error("closure", _("Choose a reason that fits."))
        if not allowed:
            cleaned["closure"] = ""
        if deed == Deed.SCHEDULE and "appointment_at" not in self.errors:
            self._check_time(cleaned.get("appointment_at"))
        return cleaned

    def _check_time(self, at: datetime | None) -> None:
        if at is None or not is_within_a_year(at):
            self.add_error("appointment_at", _("Give a day and an hour within the next year."))


class AnswerForm(DeedForm):
    """What a provider answers: no free words, so that nothing comes in that was not asked."""

    grant = forms.CharField(widget=forms.HiddenInput, max_length=300)

    def reasons(self, deed: str) -> frozenset[str]:
        """Return by what a provider may turn someone down."""
        return frozenset(REASONS) if deed == Deed.DECLINE else frozenset()


class RecordForm(DeedForm):
    """What staff know, and from whom."""

    source = forms.ChoiceField(label=_("Who says so?"), choices=Source)


class CheckForm(forms.Form):
    """What was found 30 or 90 days later."""

    answer = forms.ChoiceField(label=_("Did it start, and does it last?"), choices=Answer)
    source = forms.ChoiceField(label=_("Who says so?"), choices=Source)


class CodeForm(forms.Form):
    """The code that came apart from the link."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Eight letters and digits. You were given it apart from this link."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )
