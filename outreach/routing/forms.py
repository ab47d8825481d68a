"""What people type or tick to plan a day and to move doors."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.forms.choices import SeveralField
from contacts.models import Office
from outreach.campaigns.models import Campaign
from outreach.routing.models import Plan, PlannedVisit, Route

OUT = "out"
MOST_DAYS = 20


class PlanForm(forms.Form):
    """Which office's day to plan."""

    office = forms.ModelChoiceField(
        label=_("Office"), queryset=Office.objects.none(), to_field_name="code", empty_label=None
    )
    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    days = forms.IntegerField(
        label=_("Days to plan"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=1,
        required=False,
        help_text=_("Several visiting days in a row, for a backlog: urgent doors go first."),
    )

    def __init__(self, *args: Any, campaign: Campaign, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = campaign.offices.filter(staff=user)
        office: Any = self.fields["office"]
        office.queryset = offices
        office.initial = offices.first()
        self.fields["day"].initial = next_visiting_day(campaign)


def next_visiting_day(campaign: Campaign) -> date:
    """Return the first day from tomorrow on that the campaign visits, or tomorrow."""
    tomorrow = max(timezone.localdate() + timedelta(days=1), campaign.starts_on)
    week = [tomorrow + timedelta(days=days) for days in range(7)]
    visiting = [day for day in week if str(day.isoweekday()) in campaign.visiting_days]
    return visiting[0] if visiting else tomorrow


class VersionForm(forms.Form):
    """The version of the plan that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ChosenForm(VersionForm):
    """Which doors something is done with."""

    visit = SeveralField(
        queryset=PlannedVisit.objects.none(),
        error_messages={"required": _("Tick the doors to move first.")},
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visit: Any = self.fields["visit"]
        visit.queryset = plan.planned_visits.all()

    @property
    def keys(self) -> list[int]:
        """The keys of the chosen planned visits."""
        return [each.pk for each in self.cleaned_data["visit"]]

    @property
    def problem(self) -> str:
        """The first thing that is wrong, for a message."""
        return next((str(error) for errors in self.errors.values() for error in errors), "")


class PinForm(ChosenForm):
    """How to pin the chosen doors; empty lets them go."""

    pin = forms.ChoiceField(choices=[("", ""), *PlannedVisit.Pin.choices], required=False)


class MoveForm(ChosenForm):
    """Which doors go where."""

    to = forms.ChoiceField(
        label=_("Move to"), error_messages={"required": _("Choose where they go.")}
    )
    position = forms.IntegerField(
        label=_("Place in order"),
        min_value=1,
        max_value=9999,
        required=False,
        widget=forms.NumberInput(attrs={"placeholder": _("best fit")}),
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, plan=plan, **kwargs)
        self.routes = {route.code: route for route in plan.routes.select_related("team")}
        to: Any = self.fields["to"]
        to.choices = [
            *((code, route.team.name) for code, route in self.routes.items()),
            (OUT, _("Out of the plan")),
        ]

    @property
    def route(self) -> Route | None:
        """The route to move to, or None for out of the plan."""
        return self.routes.get(self.cleaned_data["to"])
