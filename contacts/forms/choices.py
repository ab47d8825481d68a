"""Choosing several records, whatever number is sent for one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError


# Django's class takes a type in brackets in the stubs only.
class SeveralField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Django's own, which passes a number on that no database holds and fails."""

    def clean(self, value: Any) -> Any:
        """Return the chosen records. Raises ValidationError, never OverflowError."""
        try:
            return super().clean(value)
        except OverflowError as error:
            message = self.error_messages["invalid_pk_value"]
            shown = str(value[0])[:20]
            raise ValidationError(message, "invalid_pk_value", {"pk": shown}) from error
