"""The fields of a door, read as strictly and mended as gently as those of a list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.identity import address_key, streetless_key
from contacts.imports.places import PostalCode, parse_postal_code, parse_state, read_place
from contacts.models import Address
from contacts.note_faults import refuse_faults
from contacts.parsing import defuse, tidy

DOOR_FIELDS = ("street", "unit", "city", "state", "postal_code", "latitude", "longitude")
TEXTS = ("street", "unit", "city", "address_note")
NO_DOOR = PostalCode("", None, doubtful=False)


class DoorFields(forms.Form):
    """Mixed into a form about a person. `door()` is what came of the fields."""

    street = forms.CharField(label=_("Street"), max_length=150, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    state = forms.CharField(label=_("State"), max_length=30, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=10, required=False)
    latitude = forms.CharField(label=_("Latitude"), max_length=20, required=False)
    longitude = forms.CharField(label=_("Longitude"), max_length=20, required=False)
    same_place = forms.BooleanField(
        label=_("The coordinates are right for this door too"), required=False
    )
    address_note = forms.CharField(label=_("How to get in"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_about_place = False
        self.postal = NO_DOOR
        self.place: tuple[float, float] | None = None
        self.place_is_doubtful = False
        address: Address | None = getattr(getattr(self, "instance", None), "address", None)
        if address:
            known = {name: _text(getattr(address, name)) for name in DOOR_FIELDS}
            self.initial = {**known, "address_note": address.note, **self.initial}

    def clean_address_note(self) -> str:
        """Refuse a case, a statement, a substance."""
        note: str = self.cleaned_data["address_note"]
        refuse_faults(note)
        return note

    def clean(self) -> dict[str, Any]:
        """Read state, postal code and coordinates against each other."""
        data = super().clean() or self.cleaned_data
        for name in TEXTS:
            data[name] = defuse(tidy(data.get(name) or ""))
        self._read_state(data)
        self._read_postal_code(data)
        self._read_place(data)
        return data

    def door_changed(self) -> bool:
        """Say whether anything about the door was changed."""
        return bool({*DOOR_FIELDS, "address_note"} & set(self.changed_data))

    def door(self, phone: str) -> Address | None:
        """Return the door as an unsaved address with its key, or None where nothing is known.

        `phone` (E.164 or '') tells apart the doors of which no street is known.
        """
        data = self.cleaned_data
        if not any((data["street"], data["city"], data["state"], self.postal.code, self.place)):
            return None
        latitude, longitude = self.place or (None, None)
        door = Address(
            **{name: data[name] for name in ("street", "unit", "city", "state")},
            postal_code=self.postal.code,
            latitude=latitude,
            longitude=longitude,
            note=data["address_note"],
        )
        door.key = self._key(door, phone)
        return door

    def _key(self, door: Address, phone: str) -> str:
        if not door.street:
            return streetless_key(door.postal_code, self.place, phone)
        return address_key(door.street, door.unit, door.postal_code or door.city)

    def _read_state(self, data: dict[str, Any]) -> None:
        written = tidy(data.get("state") or "")
        data["state"] = parse_state(written) or ""
        if written and not data["state"]:
            self.add_error("state", _("This is no state. Write its two letters, such as CT."))

    def _read_postal_code(self, data: dict[str, Any]) -> None:
        written = tidy(data.get("postal_code") or "")
        self.postal = parse_postal_code(written, data.get("state") or "") if written else NO_DOOR
        if written and not self.postal.code:
            self.add_error("postal_code", _("Write five digits, such as 06040."))

    def _read_place(self, data: dict[str, Any]) -> None:
        north, east = (tidy(data.get(name) or "") for name in ("latitude", "longitude"))
        if not north and not east:
            return
        self.place, self.place_is_doubtful = read_place(north, east, self.postal.area)
        if self.place is None:
            self.add_error(
                "latitude", _("Write both in degrees, such as 41.7759 and -72.5215, or neither.")
            )
        elif self._door_moved() and not data.get("same_place"):
            self.asks_about_place = True
            self.add_error(
                "same_place",
                _("The door changed and its coordinates did not. Change them, empty them, or tick"),
            )

    def _door_moved(self) -> bool:
        changed = set(self.changed_data)
        had_street = bool(self.initial.get("street"))
        return (
            had_street
            and bool(changed & {"street", "postal_code"})
            and not (changed & {"latitude", "longitude"})
        )


def _text(value: Any) -> str:
    return "" if value is None else str(value)
