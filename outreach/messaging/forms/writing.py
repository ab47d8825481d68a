"""Replies, templates and sequences. What would tell is refused, and shown."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.forms import inlineformset_factory
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from contacts.codes import new_code
from contacts.forms.choices import SeveralField
from contacts.models import Consent, Language
from outreach.campaigns.models import Campaign
from outreach.messaging.discretion import Finding, telling_words
from outreach.messaging.making import FIELDS
from outreach.messaging.models import Sequence, SequenceStep, Template, Wording
from outreach.messaging.segments import length
from outreach.messaging.starting import starts

_FIELD = re.compile(r"\{([^{}]*)\}")
# Longer ones are cut apart on the way, and cost more each.
MOST_TEXTS = 3


def refuse_telling(findings: list[Finding]) -> ValidationError:
    """Return the error that shows which words would tell."""
    shown = ", ".join(f"“{finding.words}”" for finding in findings)
    return ValidationError(
        _("Whoever sees the phone may read this. Leave out: %(words)s."), params={"words": shown}
    )


class ReplyForm(forms.Form):
    """What a coordinator answers."""

    words = forms.CharField(
        label=_("Your answer"),
        max_length=480,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )


class AlertForm(forms.Form):
    """What was done about someone in danger."""

    outcome = forms.CharField(
        label=_("What was done?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class TemplateForm(forms.ModelForm[Template]):
    """A template with its wording in each language. A changed wording is a new version."""

    class Meta:
        model = Template
        fields = ["name", "use", "purpose", "is_active"]
        widgets = {"use": forms.RadioSelect, "purpose": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        use: Any = self.fields["use"]
        use.choices = Template.Use.choices
        purpose: Any = self.fields["purpose"]
        purpose.choices = Consent.Purpose.choices
        for code, label in Language.choices:
            self.fields[f"words_{code}"] = forms.CharField(
                label=label,
                max_length=480,
                required=code == Language.EN,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_(
                    "Fields: {first_name}, {programme}, {phone} of the office, and the time of an "
                    "{appointment} in a reminder."
                ),
            )
            if self.instance.pk:
                newest = self.instance.wordings.filter(language=code).order_by("-version").first()
                self.initial[f"words_{code}"] = newest.words if newest else ""

    def wordings(self) -> list[Any]:
        """Return the form's fields of wordings."""
        return [self[f"words_{code}"] for code in Language.values]

    def clean(self) -> dict[str, Any]:
        """Refuse what tells, unknown fields, a missing sender and what is too long."""
        data = super().clean() or self.cleaned_data
        for code in Language.values:
            name = f"words_{code}"
            if words := data.get(name):
                for error in _faults(words):
                    self.add_error(name, error)
                if "{appointment}" in words and self._is_sent_days_after():
                    self.add_error(name, _("A sequence sends this where no appointment is."))
                if "{appointment}" in words and data.get("purpose") != Consent.Purpose.REMINDER:
                    self.add_error("purpose", _("A text that tells an appointment is a reminder."))
        return data

    def _is_sent_days_after(self) -> bool:
        steps = SequenceStep.objects.filter(template=self.instance.pk, days_after__isnull=False)
        return self.instance.pk is not None and steps.exists()

    @transaction.atomic
    def save(self, commit: bool = True, by: Any = None) -> Template:
        """Save it, with a new version of each wording that changed."""
        template: Template = super().save(commit=False)
        if not template.slug:
            template.slug = _new_slug(template.name)
        template.save()
        for code in Language.values:
            words = self.cleaned_data.get(f"words_{code}", "")
            if words and words != self.initial.get(f"words_{code}"):
                known = template.wordings.filter(language=code)
                last = known.aggregate(last=Max("version"))["last"] or 0
                Wording.objects.create(
                    template=template, language=code, version=last + 1, words=words, made_by=by
                )
        return template


def _faults(words: str) -> list[ValidationError]:
    found = []
    if telling := telling_words(words):
        found.append(refuse_telling(telling))
    if unknown := [name for name in _FIELD.findall(words) if name not in FIELDS]:
        shown = ", ".join("{" + name + "}" for name in unknown)
        found.append(ValidationError(_("There is no field %(fields)s."), params={"fields": shown}))
    if "{programme}" not in words:
        found.append(ValidationError(_("Say who writes: put {programme} in.")))
    if length(words).texts > MOST_TEXTS:
        found.append(ValidationError(_("That is longer than three texts.")))
    return found


def _all_words(template: Template) -> str:
    wordings = (template.wording(code) for code in Language.values)
    return " ".join(wording.words for wording in wordings if wording)


def _new_slug(name: str) -> str:
    slug = slugify(name)[:32] or "message"
    taken = Template.objects.filter(slug=slug).exists()
    return f"{slug}-{new_code()[:4]}" if taken else slug


class SequenceForm(forms.ModelForm[Sequence]):
    """When a sequence starts, and in which of one's own campaigns; those of others stay."""

    starts_after = forms.ChoiceField(label=_("Starts after"))

    class Meta:
        model = Sequence
        fields = ["name", "starts_after", "campaigns", "is_active"]
        widgets = {"campaigns": forms.CheckboxSelectMultiple}
        field_classes = {"campaigns": SeveralField}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._others: list[Campaign] = []
        mine = Campaign.objects.visible_to(user)
        field: Any = self.fields["campaigns"]
        field.queryset = mine.exclude(status=Campaign.Status.CLOSED)
        if self.instance.pk:
            self._others = list(self.instance.campaigns.exclude(pk__in=field.queryset.values("pk")))
        choice: Any = self.fields["starts_after"]
        choice.choices = starts()

    def save(self, commit: bool = True) -> Sequence:
        """Save it, keeping the campaigns that the user does not see."""
        sequence = super().save()
        sequence.campaigns.add(*self._others)
        return sequence


class StepForm(forms.ModelForm[SequenceStep]):
    """One message of a sequence: either days after its start, or hours before an appointment."""

    class Meta:
        model = SequenceStep
        fields = ["days_after", "hours_before", "template"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        template: Any = self.fields["template"]
        template.queryset = Template.objects.filter(use=Template.Use.FOLLOW_UP, is_active=True)

    def clean(self) -> dict[str, Any]:
        """Refuse both times and neither, and an appointment's time where there is none."""
        data = super().clean() or self.cleaned_data
        after, before = data.get("days_after"), data.get("hours_before")
        if not self.errors and self.has_changed() and bool(after) == bool(before):
            raise ValidationError(_("Fill in one: days after, or hours before an appointment."))
        template = data.get("template")
        if template and after and "{appointment}" in _all_words(template):
            self.add_error("template", _("This text tells the time of an appointment."))
        return data


class BaseStepFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """The steps of a sequence."""

    def clean(self) -> None:
        """Refuse to remove a step that someone was sent or is owed."""
        super().clean()
        for form in self.deleted_forms:
            if form.instance.pk and form.instance.follow_ups.exists():
                raise ValidationError(_("People were sent this. Switch the sequence off instead."))


StepFormSet = inlineformset_factory(
    Sequence, SequenceStep, form=StepForm, formset=BaseStepFormSet, extra=3, max_num=12
)
