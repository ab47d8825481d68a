"""The form of a team: where it starts, when it goes out, and who is in it."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from outreach.accounts import roles
from outreach.campaigns.forms.fields import time_input
from outreach.campaigns.models import Team, TeamMember
from outreach.campaigns.places import centre_of

PARTS = [("", _("Not in this team")), *TeamMember.Part.choices]


def _degrees(label: Any, example: Any, most: int) -> forms.FloatField:
    return forms.FloatField(
        label=label,
        required=False,
        help_text=example,
        validators=[MinValueValidator(-most), MaxValueValidator(most)],
        widget=forms.TextInput(attrs={"inputmode": "text"}),
    )


class TeamForm(forms.ModelForm[Team]):
    """Makes or changes a team of one office in one campaign."""

    start_zip = forms.CharField(
        label=_("ZIP code"),
        required=False,
        validators=[RegexValidator(r"^[0-9]{5}$", _("A ZIP code has five digits."))],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "5"}),
        help_text=_("Fills in the coordinates of its centre when you save."),
    )
    start_latitude = _degrees(_("Latitude"), _("For example 41.7777"), 90)
    start_longitude = _degrees(_("Longitude"), _("For example -72.5244"), 180)

    class Meta:
        model = Team
        fields = [
            "name",
            "shift_from",
            "shift_to",
            "start_label",
            "start_zip",
            "start_latitude",
            "start_longitude",
            "is_active",
        ]
        widgets = {"shift_from": time_input(), "shift_to": time_input()}
        help_texts = {
            "start_label": _("As the team knows it, for example the office."),
            "is_active": _("A team that does not go out is not planned, and sees no visits."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agents = list(self._agents())
        parts = self._parts_now()
        for agent in self.agents:
            self.fields[f"part_{agent.code}"] = forms.ChoiceField(
                label=str(agent),
                choices=PARTS,
                required=False,
                initial=parts.get(agent.pk, ""),
            )

    def _agents(self) -> QuerySet[Any]:
        """Return the agents of the office, and who is in the team already."""
        users = get_user_model().objects
        of_office = Q(
            pk__in=users.filter(
                offices=self.instance.office, groups__name=roles.AGENT, is_active=True
            ).values("pk")
        )
        in_team = Q(pk__in=TeamMember.objects.filter(team=self.instance.pk).values("user"))
        return users.filter(of_office | in_team).order_by("first_name", "last_name", "pk")

    def _parts_now(self) -> dict[int, str]:
        if not self.instance.pk:
            return {}
        return dict(self.instance.memberships.values_list("user", "part"))

    def member_fields(self) -> list[Any]:
        """Return the field of each agent, for the page."""
        return [self[f"part_{agent.code}"] for agent in self.agents]

    def clean_name(self) -> str:
        """Refuse a name that another team of the office has in this campaign."""
        name: str = self.cleaned_data["name"]
        team = self.instance
        same = Team.objects.filter(campaign=team.campaign, office=team.office, name__iexact=name)
        if same.exclude(pk=team.pk).exists():
            raise ValidationError(_("This office has a team of that name already."))
        return name

    def clean(self) -> dict[str, Any]:
        """Check the shift and the start place, each of which is whole or empty."""
        data = super().clean() or self.cleaned_data
        self._check_shift(data.get("shift_from"), data.get("shift_to"))
        if data.get("start_zip"):
            self._start_at_centre(data)
        elif not {"start_latitude", "start_longitude"} & set(self.errors):
            self._check_place(data.get("start_latitude"), data.get("start_longitude"))
        return data

    def _check_shift(self, begins: Any, ends: Any) -> None:
        if {"shift_from", "shift_to"} & set(self.errors):
            return
        if (begins is None) != (ends is None):
            lacking = "shift_from" if begins is None else "shift_to"
            self.add_error(lacking, _("Give both ends of the shift, or neither."))
        elif begins is not None and ends <= begins:
            self.add_error("shift_to", _("The shift ends before it begins. Choose a later time."))

    def _start_at_centre(self, data: dict[str, Any]) -> None:
        centre = centre_of(data["start_zip"])
        if centre is None:
            self.add_error("start_zip", _("No place is known for this ZIP code."))
            return
        data["start_latitude"], data["start_longitude"] = centre.latitude, centre.longitude
        data["start_label"] = data.get("start_label") or centre.label
        for name in ("start_latitude", "start_longitude"):
            self.errors.pop(name, None)

    def _check_place(self, latitude: Any, longitude: Any) -> None:
        if (latitude is None) != (longitude is None):
            lacking = "start_latitude" if latitude is None else "start_longitude"
            self.add_error(lacking, _("Give both coordinates, or neither."))

    @transaction.atomic
    def save(self, commit: bool = True) -> Team:
        """Save the team with its members."""
        team = super().save()
        parts = {agent.pk: self.cleaned_data[f"part_{agent.code}"] for agent in self.agents}
        team.memberships.exclude(user__in=[pk for pk, part in parts.items() if part]).delete()
        for pk, part in parts.items():
            if part:
                team.memberships.update_or_create(user_id=pk, defaults={"part": part})
        return team
