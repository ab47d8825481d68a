"""Resources that an office adds itself: a source of their own, which no import reads.

They are written as an import writes a row, so that search, corrections and export know no
difference.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import override

from contacts.codes import new_code
from contacts.imports.sql import lock_imports
from contacts.looks import log_deed
from outreach.campaigns.places import centre_of
from outreach.referrals.facets import LABELS, Facet
from outreach.referrals.hours import hours_as_text
from outreach.referrals.imports import DirectoryRefused, Report
from outreach.referrals.imports.lists import take_row
from outreach.referrals.imports.outcomes import Where
from outreach.referrals.imports.writing import Writer
from outreach.referrals.keeping import correct_resource, give_back
from outreach.referrals.languages import language_name
from outreach.referrals.models import (
    BY_HAND,
    Format,
    Location,
    Organization,
    Resource,
    Source,
)
from outreach.referrals.showing import refresh

# What no source says, and is therefore a correction here too.
_OURS = ("card_name",)


@transaction.atomic
def keep_by_hand(
    said: dict[str, Any], by: Any, now: datetime, resource: Resource | None = None
) -> Resource:
    """Add a resource, or write one that was so added anew; searches find it at once.

    `said` has the fields of `imports.FIELDS` as text, `facets` and `card_name`. Raises
    DirectoryRefused, and then nothing is written.
    """
    lock_imports()
    source, _is_new = Source.objects.get_or_create(slug=BY_HAND, defaults={"format": Format.CSV})
    row = {name: str(value) for name, value in said.items() if name not in ("facets", *_OURS)}
    row["id"] = resource.id_at_source if resource else new_code()
    report = Report()
    writer = Writer(source, report)
    _take(row, [str(facet.name) for facet in said["facets"]], writer)
    if report.refused:
        raise DirectoryRefused(report.problems[0].reason)
    refresh(writer.finish(is_whole=False, now=now))
    source.read_at = now
    source.save(update_fields=["read_at"])
    _remove_left_over(source)
    kept = Resource.objects.get(source=source, id_at_source=row["id"])
    log_deed(kept, "edit_resource" if resource else "add_resource", actor=by)
    # What is said here is newer than what was corrected before.
    for correction in kept.corrections.filter(superseded_at=None, value__isnull=False):
        if correction.field not in (*_OURS, "kind"):
            give_back(kept, correction.field, by, now)
    kept.refresh_from_db()
    correct_resource(kept, {name: said[name] for name in _OURS}, by, now)
    kept.refresh_from_db()
    return kept


def is_by_hand(resource: Resource) -> bool:
    """Say whether it was added on the page, and not read from anywhere."""
    return resource.source is not None and resource.source.slug == BY_HAND


def same_by_hand(said: dict[str, Any], other_than: Resource | None) -> Resource | None:
    """Return what was already added under this name, by this organization, at this door."""
    rows = Resource.objects.filter(
        source__slug=BY_HAND,
        name__iexact=said["name"],
        organization_name__iexact=said["organization"],
        street__iexact=said["street"],
        postal_code=said["postal_code"],
    )
    return (rows.exclude(pk=other_than.pk) if other_than else rows).first()


def said_by_hand(resource: Resource) -> dict[str, Any]:
    """Return what the page of a resource added by hand begins with, by the form's fields."""
    service = resource.service
    shown = ("name", "card_name", "phone", "email", "website", "street", "city", "state")
    said: dict[str, Any] = {name: getattr(resource, name) for name in (*shown, "postal_code")}
    centre = centre_of(resource.postal_code[:5])
    if centre is None or resource.place != (centre.latitude, centre.longitude):
        said |= {"latitude": resource.latitude, "longitude": resource.longitude}
    return said | {
        "organization": resource.organization_name,
        "description": resource.about,
        "hours": hours_as_text(resource.hours) or resource.hours_note,
        "languages": ", ".join(language_name(code) for code in resource.languages),
        "offered": service.terms,
        "eligibility": service.eligibility_description,
        "minimum_age": service.minimum_age,
        "maximum_age": service.maximum_age,
        "fees": service.fees_description,
    }


def _take(row: dict[str, str], terms: list[str], writer: Writer) -> None:
    where = Where(BY_HAND, 1)
    for term in terms:
        raw = {"id": term, "code": term, "name": _english(Facet[term]), "language": "en"}
        writer.take("taxonomy_terms", raw, where)
    take_row(row, where, writer, set(), terms)


def _english(facet: Facet) -> str:
    """Return its label in the language of what is exported, whoever adds it."""
    with override("en"):
        return str(LABELS[facet])


def _remove_left_over(source: Source) -> None:
    """Remove the place or the organization that an edit took a resource away from."""
    Location.objects.filter(source=source, resources=None).delete()
    Organization.objects.filter(source=source, services=None, locations=None).delete()
