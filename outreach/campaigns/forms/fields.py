"""Fields that browsers know how to ask for."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS


def date_input() -> forms.DateInput:
    """Return a field for a day, in the one format that browsers take."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def time_input() -> forms.TimeInput:
    """Return a field for a time of the day, in the one format that browsers take."""
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class WeekdaysField(forms.MultipleChoiceField):
    """Days of the week as boxes; the value is their numbers in one text, 1 being Monday."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        choices = [(str(number + 1), name) for number, name in sorted(WEEKDAYS.items())]
        super().__init__(choices=choices, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Split the text into its days."""
        return list(value) if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        """Join the chosen days in the order of the week."""
        return "".join(sorted(super().clean(value)))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare days, whatever their order."""
        return set(initial or "") != set(data or [])
