"""The form of a safety flag: a closed list about the visit, never about the person."""

from typing import Any

from django import forms

from contacts.models import Address, SafetyFlag


class SafetyFlagForm(forms.ModelForm[SafetyFlag]):
    """What to know before going to this door, and who says so."""

    class Meta:
        model = SafetyFlag
        fields = ["kind", "source"]

    def __init__(self, *args: Any, address: Address | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        flags = address.safety_flags.all() if address else []
        current = {flag.kind for flag in flags if flag.is_current}
        kind: Any = self.fields["kind"]
        kind.choices = [choice for choice in SafetyFlag.Kind.choices if choice[0] not in current]
        source: Any = self.fields["source"]
        source.choices = SafetyFlag.Source.choices
