"""What must hold between a team's fields; each fault is told at the field that can mend it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outreach.campaigns.places import centre_of

# In minutes.
A_DAY = 24 * 60


def check_shift(form: forms.BaseForm, data: dict[str, Any]) -> None:
    """Refuse half a shift, and one without a length. One that ends earlier passes midnight."""
    if {"shift_from", "shift_to"} & set(form.errors):
        return
    begins, ends = data.get("shift_from"), data.get("shift_to")
    if (begins is None) != (ends is None):
        lacking = "shift_from" if begins is None else "shift_to"
        form.add_error(lacking, _("Give both ends of the shift, or neither."))
    elif begins is not None and ends == begins:
        form.add_error("shift_to", _("The shift ends when it begins. Choose another time."))


def check_break(form: forms.BaseForm, data: dict[str, Any]) -> None:
    """Refuse a break without its times, and times that do not hold it."""
    if {"break_from", "break_to", "break_minutes"} & set(form.errors):
        return
    begins, ends, minutes = (data.get(n) for n in ("break_from", "break_to", "break_minutes"))
    given = [begins is not None, ends is not None, bool(minutes)]
    if any(given) and not all(given):
        message = _("A break needs its minutes and both times between which it lies, or none.")
        form.add_error(("break_from", "break_to", "break_minutes")[given.index(False)], message)
    elif minutes and _into_shift(data, ends) - _into_shift(data, begins) < minutes:
        form.add_error("break_to", _("The break does not fit between these times."))


def check_return(form: forms.BaseForm, data: dict[str, Any]) -> None:
    """Refuse to be back before the shift begins; after one that passes midnight it is tomorrow."""
    back, begins = data.get("latest_return"), data.get("shift_from")
    if back is None or begins is None:
        return
    if back == begins or (back < begins and not _passes_midnight(data)):
        form.add_error("latest_return", _("That is before the shift begins."))


def check_place(form: forms.BaseForm, data: dict[str, Any], which: str) -> None:
    """Take the centre of the postal code of the `which` place, or both its coordinates as given."""
    names = (f"{which}_latitude", f"{which}_longitude")
    if data.get(f"{which}_zip"):
        _take_centre(form, data, which, names)
    elif not set(names) & set(form.errors):
        latitude, longitude = (data.get(name) for name in names)
        if (latitude is None) != (longitude is None):
            lacking = names[0] if latitude is None else names[1]
            form.add_error(lacking, _("Give both coordinates, or neither."))


def _take_centre(
    form: forms.BaseForm, data: dict[str, Any], which: str, names: tuple[str, str]
) -> None:
    centre = centre_of(data[f"{which}_zip"])
    if centre is None:
        form.add_error(f"{which}_zip", _("No place is known for this ZIP code."))
        return
    data[names[0]], data[names[1]] = centre.latitude, centre.longitude
    data[f"{which}_label"] = data.get(f"{which}_label") or centre.label
    for name in names:
        form.errors.pop(name, None)


def _passes_midnight(data: dict[str, Any]) -> bool:
    begins, ends = data.get("shift_from"), data.get("shift_to")
    return begins is not None and ends is not None and ends < begins


def _into_shift(data: dict[str, Any], at: Any) -> int:
    """Return the minute of the day, counted on past midnight where the shift passes it."""
    is_tomorrow = _passes_midnight(data) and at < data["shift_from"]
    return int(at.hour * 60 + at.minute) + (A_DAY if is_tomorrow else 0)
