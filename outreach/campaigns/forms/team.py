"""The form of a team: where it starts, when it goes out, and who is in it."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from contacts.models import Language
from outreach.accounts import roles
from outreach.campaigns.forms.fields import time_input
from outreach.campaigns.forms.team_checks import (
    check_break,
    check_place,
    check_return,
    check_shift,
)
from outreach.campaigns.models import Team, TeamMember

PARTS = [("", _("Not in this team")), *TeamMember.Part.choices]


def _degrees(label: Any, example: Any, most: int) -> forms.FloatField:
    return forms.FloatField(
        label=label,
        required=False,
        help_text=example,
        validators=[MinValueValidator(-most), MaxValueValidator(most)],
        widget=forms.TextInput(attrs={"inputmode": "text"}),
    )


def _zip() -> forms.CharField:
    return forms.CharField(
        label=_("ZIP code"),
        required=False,
        validators=[RegexValidator(r"^[0-9]{5}$", _("A ZIP code has five digits."))],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "5"}),
        help_text=_("Fills in the coordinates of its centre when you save."),
    )


class TeamForm(forms.ModelForm[Team]):
    """Makes or changes a team of one office in one campaign."""

    start_zip = _zip()
    start_latitude = _degrees(_("Latitude"), _("For example 41.7777"), 90)
    start_longitude = _degrees(_("Longitude"), _("For example -72.5244"), 180)
    end_zip = _zip()
    end_latitude = _degrees(_("Latitude"), _("For example 41.7777"), 90)
    end_longitude = _degrees(_("Longitude"), _("For example -72.5244"), 180)
    break_minutes = forms.IntegerField(
        label=_("Minutes of break"), required=False, min_value=0, max_value=240
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        choices=Language.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With none ticked, the planner does not ask which language a door needs."),
    )

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
            "end_label",
            "end_zip",
            "end_latitude",
            "end_longitude",
            "break_from",
            "break_to",
            "break_minutes",
            "latest_return",
            "most_visits",
            "languages",
            "is_active",
        ]
        widgets = dict.fromkeys(
            ["shift_from", "shift_to", "break_from", "break_to", "latest_return"], time_input()
        )
        help_texts = {
            "shift_to": _("A time before the shift begins is on the next day."),
            "end_label": _("Empty: it ends where it starts."),
            "latest_return": _("Empty: by the end of the shift."),
            "most_visits": _("Empty: as many as fit."),
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

    def clean_break_minutes(self) -> int:
        """Take an empty field for no break."""
        return self.cleaned_data.get("break_minutes") or 0

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
        """Check the shift, the break and both places, each of which is whole or empty."""
        data = super().clean() or self.cleaned_data
        check_shift(self, data)
        check_break(self, data)
        check_return(self, data)
        check_place(self, data, "start")
        check_place(self, data, "end")
        return data

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
