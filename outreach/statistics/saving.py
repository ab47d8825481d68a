"""Exports under a name, to be asked for again with one tap."""

from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils import timezone

from outreach.statistics.models import SavedExport
from outreach.statistics.periods import days_of

FIGURES = "statistics:export"
VISITS = "statistics:export_visits"
RECORDS = "statistics:export_records"


def keep_export(owner: Any, page: str, naming: dict[str, Any], form: Form) -> SavedExport:
    """Save what the page's form asks for; a name that the owner has used already is used anew."""
    asked = {name: form[name].data for name in form.fields}
    saved, _created = SavedExport.objects.update_or_create(
        owner=owner,
        name=naming["name"],
        defaults={"asked": {**asked, "page": page, "period": naming["period"]}},
    )
    return saved


def values_of(form: Form) -> list[tuple[str, Any]]:
    """Return each field's name with what was entered; one with several values more than once."""
    pairs = [(name, form[name].data) for name in form.fields]
    return [
        (name, one)
        for name, value in pairs
        for one in (value if isinstance(value, list) else [value])
        if one is not None
    ]


def saved_exports(owner: Any) -> list[tuple[SavedExport, str]]:
    """Return the owner's exports, whatever they are of, each with the address that asks for it."""
    return [(saved, _address(saved.asked)) for saved in SavedExport.objects.filter(owner=owner)]


def _address(kept: dict[str, Any]) -> str:
    asked = dict(kept)
    # Those of figures were saved without their page at first.
    page, period = asked.pop("page", FIGURES), asked.pop("period", "")
    if period:
        since, until = days_of(period, timezone.localdate())
        asked |= {"since": str(since), "until": str(until)}
    return reverse(page, query=asked)
