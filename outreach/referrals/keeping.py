"""What an office does to the directory: correcting a fact, giving it back, and asking by phone."""

from datetime import datetime
from typing import Any

from django.db import transaction

from contacts.looks import log_deed
from outreach.referrals.models import Confirmation, Correction, Resource
from outreach.referrals.showing import as_its_source_says, refresh

CORRECTABLE = (
    "name", "card_name", "kind", "about", "phone", "email", "website", "street", "city", "state",
    "postal_code", "latitude", "longitude", "hours", "hours_note", "languages", "facets",
)  # fmt: skip


@transaction.atomic
def correct_resource(
    resource: Resource, values: dict[str, Any], by: Any, now: datetime
) -> list[str]:
    """Lay these values over what the source says, where they differ from what is shown.

    Returns the fields that changed. A value that the source says itself needs no correction.
    """
    source_says = as_its_source_says(resource)
    changed = [name for name in CORRECTABLE if name in values]
    changed = [name for name in changed if values[name] != getattr(resource, name)]
    for name in changed:
        said = getattr(source_says, name)
        value = None if values[name] == said else values[name]
        _supersede(resource, name, value, said, by, now)
    if changed:
        log_deed(resource, "correct_resource", actor=by, fields=" ".join(changed))
        refresh([resource.pk])
    return changed


@transaction.atomic
def give_back(resource: Resource, name: str, by: Any, now: datetime) -> None:
    """Let the source's word count again for one field."""
    said = getattr(as_its_source_says(resource), name)
    _supersede(resource, name, None, said, by, now)
    log_deed(resource, "correct_resource", actor=by, fields=name)
    refresh([resource.pk])


@transaction.atomic
def confirm_resource(resource: Resource, result: str, by: Any, now: datetime) -> Confirmation:
    """Write down what someone heard when they asked."""
    confirmation = Confirmation.objects.create(resource=resource, result=result, by=by, at=now)
    log_deed(resource, "confirm_resource", actor=by, result=result)
    refresh([resource.pk])
    return confirmation


def current_corrections(resource: Resource) -> list[tuple[Correction, Any]]:
    """Return the corrections that count, each with what the source says by now."""
    current = resource.corrections.filter(superseded_at=None).filter(value__isnull=False)
    corrections = list(current.select_related("by"))
    source_says = as_its_source_says(resource) if corrections else resource
    return [(each, getattr(source_says, each.field)) for each in corrections]


def _supersede(
    resource: Resource, name: str, value: Any, said: Any, by: Any, now: datetime
) -> None:
    resource.corrections.filter(field=name, superseded_at=None).update(superseded_at=now)
    Correction.objects.create(
        resource=resource, field=name, value=value, source_said=said, by=by, at=now
    )
