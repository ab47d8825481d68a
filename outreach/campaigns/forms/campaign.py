"""The form of a campaign."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from contacts.forms.choices import SeveralField
from contacts.models import Office
from outreach.campaigns.changing import consequences
from outreach.campaigns.forms.fields import WeekdaysField, date_input, time_input
from outreach.campaigns.models import Campaign
from outreach.campaigns.running import apply_attempt_cap
from outreach.campaigns.slugs import new_slug

# The form's parts, each with what a change to it does once the campaign runs.
PARTS = [
    (
        _("Safe to change at any time"),
        _("Nothing that is planned or done depends on these."),
        ["name", "goal"],
    ),
    (
        _("Holds for plans made from now on"),
        _("Published routes stay as they are; plan the day again to change them."),
        [
            "visiting_from",
            "visiting_to",
            "visiting_days",
            "minutes_a_visit",
            "hours_between_attempts",
        ],
    ),
    (
        _("How long people's records are kept"),
        _(
            "Counted from the day on which the campaign is closed. Then names, addresses and notes "
            "are erased, and only its figures stay."
        ),
        ["keep_days"],
    ),
    (
        _("Changes who is still visited"),
        _("Think twice once the campaign runs: people are closed or opened again by these."),
        ["starts_on", "ends_on", "attempt_cap", "offices"],
    ),
]


class CampaignForm(forms.ModelForm[Campaign]):
    """Makes or changes a campaign in one's own offices; those of others stay as they are."""

    visiting_days = WeekdaysField(label=_("Days of the week"))
    # Names the fields whose consequences were shown before the button was pressed.
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Campaign
        fields = [name for _title, _help, names in PARTS for name in names]
        widgets = {
            "starts_on": date_input(),
            "ends_on": date_input(),
            "visiting_from": time_input(),
            "visiting_to": time_input(),
            "offices": forms.CheckboxSelectMultiple,
        }
        field_classes = {"offices": SeveralField}
        help_texts = {
            "offices": _("Its teams go out from there, and it holds people of these offices."),
            "attempt_cap": _("Nobody is visited more often than this."),
            "keep_days": _("Days after the campaign is closed; then only its figures stay."),
            "hours_between_attempts": _("A second visit waits at least this long."),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_offices = Office.objects.filter(staff=user)
        self.warnings: dict[str, str] = {}
        offices: Any = self.fields["offices"]
        offices.queryset = self.own_offices
        if not self.instance.pk and len(offices.queryset) == 1:
            self.initial["offices"] = list(offices.queryset)
        if self.is_running:
            self.fields["starts_on"].disabled = True
            self.fields["starts_on"].help_text = _("It has started.")

    @property
    def is_running(self) -> bool:
        """Whether a change reaches people who are out today."""
        return self.instance.status == Campaign.Status.RUNNING

    @cached_property
    def before(self) -> dict[str, Any]:
        """The campaign's values as they were when the form was made."""
        kept: Any = Campaign.objects.filter(pk=self.instance.pk).values().first()
        return kept or {}

    @cached_property
    def other_offices(self) -> list[Office]:
        """The campaign's offices that are not the user's."""
        if not self.instance.pk:
            return []
        return list(self.instance.offices.exclude(pk__in=self.own_offices.values("pk")))

    def parts(self) -> list[dict[str, Any]]:
        """Return the form's parts with their fields, for the page."""
        return [
            {"title": title, "help": text, "fields": [self[name] for name in names]}
            for title, text, names in PARTS
        ]

    def clean_ends_on(self) -> Any:
        """Refuse a last day that is over, unless it was there before."""
        day = self.cleaned_data["ends_on"]
        if day < timezone.localdate() and day != self.before.get("ends_on"):
            if self.is_running:
                raise ValidationError(_("That day is over. To end it now, close the campaign."))
            raise ValidationError(_("That day is over. Choose today or a later day."))
        return day

    def clean_offices(self) -> Any:
        """Refuse to leave out an office that has people or teams in the campaign."""
        chosen = self.cleaned_data["offices"]
        if self.instance.pk:
            left_out = self.own_offices.exclude(pk__in=chosen).filter(campaigns=self.instance)
            for office in left_out:
                self._refuse_to_leave_out(office)
        return chosen

    def _refuse_to_leave_out(self, office: Office) -> None:
        enrolled = self.instance.enrollments.filter(contact__office=office).count()
        teams = self.instance.teams.filter(office=office).count()
        if enrolled or teams:
            raise ValidationError(
                _(
                    "%(office)s cannot be left out: it has %(people)d enrolled people and "
                    "%(teams)d teams here."
                ),
                params={"office": office.name, "people": enrolled, "teams": teams},
            )

    def clean(self) -> dict[str, Any]:
        """Check what several fields say together, then ask about what a change will do."""
        data = super().clean() or self.cleaned_data
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The last day is before the first day."))
        opens, closes = data.get("visiting_from"), data.get("visiting_to")
        if opens and closes and closes <= opens:
            self.add_error("visiting_to", _("Visits end before they begin. Choose a later time."))
        if self.is_running and not self.errors:
            self._ask_first(data)
        return data

    def _ask_first(self, data: dict[str, Any]) -> None:
        self.warnings = consequences(self.before, data)
        if self.warnings and data["confirmed"] != self.confirmation:
            raise ValidationError(_("Nothing is saved yet. Read what this changes, then confirm."))

    @property
    def confirmation(self) -> str:
        """What the button sends once the warnings of just these changes were shown."""
        return ",".join(f"{name}={self.cleaned_data[name]}" for name in sorted(self.warnings))

    @transaction.atomic
    def save(self, commit: bool = True) -> Campaign:
        """Save the campaign with its offices; those of other coordinators stay."""
        others = self.other_offices
        if not self.instance.pk:
            self.instance.slug = new_slug(self.instance.name)
        campaign = super().save(commit=False)
        campaign.save()
        campaign.offices.set([*self.cleaned_data["offices"], *others])
        if self.before:
            apply_attempt_cap(campaign, self.before["attempt_cap"])
        return campaign
