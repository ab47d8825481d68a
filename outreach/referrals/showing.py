"""What is searched and shown of a resource: its source's rows, with the office's corrections over.

Nothing else writes these columns. See `Resource`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection
from django.db.models import Q

from contacts.imports.sql import execute_each
from outreach.campaigns.places import centre_of
from outreach.referrals.facet_rules import (
    facets_of_ages,
    facets_of_codes,
    facets_of_languages,
    facets_of_words,
    kind_of,
)
from outreach.referrals.facets import Facet, number_of
from outreach.referrals.hours import rule_of
from outreach.referrals.languages import language_code
from outreach.referrals.models import (
    BY_HAND,
    Address,
    Confirmation,
    Correction,
    CostOption,
    Format,
    Language,
    Phone,
    Resource,
    Schedule,
    TaxonomyTerm,
)
from outreach.referrals.stored import preparer

SHOWN = (
    "name", "organization_name", "card_name", "kind", "about", "phone", "street", "city", "state",
    "postal_code", "latitude", "longitude", "facets", "languages", "hours", "hours_note",
    "website", "email", "is_listed", "confirmed_on",
)  # fmt: skip
CHUNK = 500
# HSDS: active, inactive, defunct, temporarily closed.
_NOT_OFFERED = {"inactive", "defunct", "temporarily closed"}


def refresh(keys: Iterable[int]) -> None:
    """Compute what is shown of these resources anew."""
    wanted = sorted(keys)
    terms: dict[int | None, dict[str, str]] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = Resource.objects.filter(pk__in=wanted[start : start + CHUNK])
        resources = list(rows.select_related("service__organization", "location", "source"))
        for key in {resource.source_id for resource in resources} - terms.keys():
            named = TaxonomyTerm.objects.filter(source=key).values_list("id_at_source", "name")
            terms[key] = dict(named)
        _store(_shown(resources, terms))


def as_its_source_says(resource: Resource) -> Resource:
    """Return a copy of the resource as it would be without any correction; not to be saved."""
    rows = Resource.objects.select_related("service__organization", "location", "source")
    terms = TaxonomyTerm.objects.filter(source=resource.source_id)
    named = {resource.source_id: dict(terms.values_list("id_at_source", "name"))}
    return next(_shown([rows.get(pk=resource.pk)], named, corrected=False))


def _shown(
    resources: list[Resource], terms: dict[int | None, dict[str, str]], corrected: bool = True
) -> Iterator[Resource]:
    addresses = _addresses(resources)
    phones, schedules, languages = (_details(m, resources) for m in (Phone, Schedule, Language))
    costs = defaultdict(list)
    for cost in CostOption.objects.filter(service__in=[r.service_id for r in resources]):
        costs[cost.service_id].append(cost)
    corrections, asked = _corrections(resources), _last_asked(resources)
    for resource in resources:
        _show_names(resource)
        _show_place(resource, addresses.get(resource.location_id))
        _show_ways(resource, _own(phones, resource), _nearest(schedules, resource))
        spoken = [language_code(each.name, each.code) for each in _own(languages, resource)]
        resource.languages = list(dict.fromkeys(filter(None, spoken)))
        named = terms.get(resource.source_id, {})
        _show_facets(resource, named, costs[resource.service_id])
        _show_standing(resource, asked.get(resource.pk))
        if corrected:
            apply_corrections(resource, corrections[resource.pk])
        _find_place(resource)
        yield resource


def _show_names(resource: Resource) -> None:
    service = resource.service
    resource.name = service.name
    resource.organization_name = service.organization.name
    resource.about = "\n".join(filter(None, [service.description, resource.description]))
    resource.website = service.url or service.organization.website
    resource.email = service.email or service.organization.email
    resource.card_name = ""


def _show_place(resource: Resource, address: Address | None) -> None:
    location = resource.location
    resource.latitude = location.latitude if location else None
    resource.longitude = location.longitude if location else None
    parts = (address.address_1, address.address_2) if address else ()
    resource.street = ", ".join(filter(None, parts))[:300]
    resource.city = address.city if address else ""
    resource.state = address.state_province if address else ""
    resource.postal_code = address.postal_code if address else ""


def _find_place(resource: Resource) -> None:
    """Take the middle of the ZIP code where nobody says exactly where it is.

    Most lists have no coordinates, and a search near a door must find what stands in them too.
    """
    if resource.place is None and (centre := centre_of(resource.postal_code[:5])):
        resource.latitude, resource.longitude = centre.latitude, centre.longitude


def _show_ways(resource: Resource, phones: list[Any], schedules: list[Any]) -> None:
    voice = [phone for phone in phones if phone.type.lower() in ("", "voice", "hotline", "cell")]
    resource.phone = str(voice[0])[:60] if voice else ""
    resource.hours = [rule for each in schedules if (rule := rule_of(each))]
    notes = [each.description or each.notes for each in schedules]
    resource.hours_note = " ".join(dict.fromkeys(filter(None, notes)))[:500]


def _show_facets(resource: Resource, terms: dict[str, str], costs: list[CostOption]) -> None:
    service = resource.service
    if resource.source and resource.source.format == Format.FINDTREATMENT:
        found = facets_of_codes(service.terms)
    elif resource.source and resource.source.slug == BY_HAND:
        found = number_of([Facet[term] for term in service.terms if term in Facet.__members__])
        found |= facets_of_ages(service.minimum_age, service.maximum_age)
    else:
        words = [service.name, service.alternate_name, *(terms.get(t, "") for t in service.terms)]
        found = facets_of_words(" | ".join([*words, service.fees_description[:200]]))
        found |= facets_of_ages(service.minimum_age, service.maximum_age)
        if costs and all(cost.amount == 0 for cost in costs):
            found |= Facet.FREE.value
    resource.facets = found | facets_of_languages(resource.languages)
    resource.kind = kind_of(found)


def _show_standing(resource: Resource, asked: Confirmation | None) -> None:
    """Say whether it is found. What someone heard after it vanished outweighs its source."""
    gone = resource.vanished_at is not None and not (asked and asked.at > resource.vanished_at)
    closed = asked is not None and asked.result == Confirmation.Result.CLOSED
    offered = resource.service.status.lower() not in _NOT_OFFERED
    resource.is_listed = offered and not gone and not closed
    days = [resource.service.assured_date, asked.at.date() if asked else None]
    resource.confirmed_on = max((day for day in days if day), default=None)


def _last_asked(resources: list[Resource]) -> dict[int, Confirmation]:
    """Return the latest confirmation of each that told anything."""
    told = Confirmation.objects.filter(resource__in=resources).order_by("at", "pk")
    return {c.resource_id: c for c in told.exclude(result=Confirmation.Result.NO_ANSWER)}


def apply_corrections(resource: Resource, corrections: Iterable[Correction]) -> None:
    """Lay what the office knows better over what the source says."""
    for correction in corrections:
        setattr(resource, correction.field, correction.value)


def _addresses(resources: list[Resource]) -> dict[int | None, Address]:
    """Return each location's address: the first of them, a physical one before any other."""
    places = [resource.location_id for resource in resources]
    found: dict[int | None, Address] = {}
    for address in Address.objects.filter(location__in=places).order_by("pk"):
        known = found.get(address.location_id)
        if known is None or (known.address_type != "physical" == address.address_type):
            found[address.location_id] = address
    return found


Details = dict[tuple[str, int], list[Any]]


def _details(model: Any, resources: list[Resource]) -> Details:
    """Return a table's rows by what they hang on, the nearest first."""
    nearest = {
        "service_at_location_id": {r.pk for r in resources},
        "service_id": {r.service_id for r in resources},
        "location_id": {r.location_id for r in resources if r.location_id},
        "organization_id": {r.service.organization_id for r in resources},
    }
    columns = {field.attname for field in model._meta.concrete_fields}
    owners = {name: keys for name, keys in nearest.items() if name in columns}
    condition = Q()
    for name, keys in owners.items():
        condition |= Q(**{f"{name}__in": keys})
    found: Details = defaultdict(list)
    for row in model.objects.filter(condition).order_by("pk"):
        for name in owners:
            if key := getattr(row, name):
                found[name, key].append(row)
    return found


def _own(details: Details, resource: Resource) -> list[Any]:
    """Return the rows of one resource, each once. An organization's count only alone."""
    rows = [row for level in _levels(details, resource) for row in level]
    rows = rows or [
        row
        for row in details.get(("organization_id", resource.service.organization_id), [])
        if _is_about(row, resource)
    ]
    return list({row.pk: row for row in rows}.values())


def _nearest(details: Details, resource: Resource) -> list[Any]:
    """Return the rows of the nearest that has any: a house is open longer than its pantry."""
    return next(filter(None, _levels(details, resource)), [])


def _levels(details: Details, resource: Resource) -> Iterator[list[Any]]:
    """Yield the rows of the service at this location, of the service, and of the location."""
    of: list[tuple[str, int | None]] = [
        ("service_at_location_id", resource.pk),
        ("service_id", resource.service_id),
        ("location_id", resource.location_id),
    ]
    for name, key in of:
        found = details.get((name, key), []) if key else []
        yield [row for row in found if _is_about(row, resource)]


def _is_about(row: Any, resource: Resource) -> bool:
    """Leave out what hangs on this location for another service, or the other way round."""
    at = getattr(row, "service_at_location_id", None)
    return (
        (at is None or at == resource.pk)
        and row.service_id in (None, resource.service_id)
        and row.location_id in (None, resource.location_id)
    )


def _corrections(resources: list[Resource]) -> dict[int, list[Correction]]:
    found: dict[int, list[Correction]] = defaultdict(list)
    current = Correction.objects.filter(resource__in=resources, superseded_at=None)
    for correction in current.filter(value__isnull=False):
        found[correction.resource_id].append(correction)
    return found


def _store(resources: Iterable[Resource]) -> None:
    """Write the shown columns, in one statement for all. `bulk_update` takes five times as long."""
    fields: list[Any] = [Resource._meta.get_field(name) for name in SHOWN]
    quoted = connection.ops.quote_name
    columns = ", ".join(f"{quoted(field.column)} = %s" for field in fields)
    table = quoted(Resource._meta.db_table)
    prepare = preparer(fields)
    rows = [[*prepare([getattr(each, name) for name in SHOWN]), each.pk] for each in resources]
    # Names of our own table and columns; values go apart from the statement.
    execute_each(f"UPDATE {table} SET {columns} WHERE id = %s", rows)  # noqa: S608  # nosec B608
