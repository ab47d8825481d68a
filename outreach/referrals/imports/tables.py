"""The tables of HSDS 3 that the directory knows: their columns, and what refers to what.

https://docs.openreferral.org/en/3.0/hsds/schema_reference.html
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models

from outreach.referrals.imports import cleaning
from outreach.referrals.models import (
    Address,
    CostOption,
    Language,
    Location,
    Organization,
    Phone,
    Resource,
    Schedule,
    Service,
    Taxonomy,
    TaxonomyTerm,
)

# Set by us and not by a source.
_OURS = {"id", "source", "id_at_source", "digest", "extra", "terms", "latitude", "longitude"}
_LINKS = {"url", "website", "logo", "uri", "term_uri", "schedule_link"}
Clean = Callable[[Any, cleaning.Note], Any]


@dataclass(frozen=True)
class Table:
    """One table: its model, its columns, and the tables that its other columns refer to.

    `links` gives by column the field, the table that it refers to, and whether it must where the
    source has the column.
    `hangs` says that at least one of the links must lead somewhere.
    """

    name: str
    model: type[models.Model]
    links: dict[str, tuple[str, str, bool]] = field(default_factory=dict)
    hangs: bool = False
    only: tuple[str, ...] = ()
    must: tuple[str, ...] = ()

    @cached_property
    def columns(self) -> dict[str, Clean]:
        """Return how each column that holds a value is read."""
        linked = {field_name for field_name, _table, _must in self.links.values()}
        fields = [
            f for f in self.model._meta.concrete_fields if f.name not in _OURS and not f.is_relation
        ]
        kept = [
            f for f in fields if f.name not in linked and (not self.only or f.name in self.only)
        ]
        return {f.name: reader_of(f) for f in kept}

    @cached_property
    def blank(self) -> dict[str, Any]:
        """Return what each of these columns holds where nothing is said."""
        fields = {name: self.model._meta.get_field(name) for name in self.columns}
        return {name: None if field.null else "" for name, field in fields.items()}

    @cached_property
    def written(self) -> list[str]:
        """Return the model's fields that an import writes."""
        links = [field_name for field_name, _table, _must in self.links.values()]
        more = {"services": ["terms"], "locations": ["latitude", "longitude"]}
        return [*self.columns, *links, *more.get(self.name, []), "digest", "extra"]

    def may_lack(self, field_name: str) -> bool:
        """Say whether a row can stand without this link: a resource without a location can."""
        return self.model._meta.get_field(field_name).null


def reader_of(field: Any) -> Clean:
    """Return the function that reads a cell for this field."""
    if isinstance(field, models.DateTimeField):
        return cleaning.clean_moment
    if isinstance(field, models.DateField):
        return cleaning.clean_day
    if isinstance(field, models.TimeField):
        return cleaning.clean_clock
    if isinstance(field, models.FloatField):
        return cleaning.clean_number
    if isinstance(field, models.IntegerField):
        return cleaning.clean_count
    most = getattr(field, "max_length", None)
    if field.name in _LINKS:
        return lambda value, note: cleaning.clean_link(value, note, most or 500)
    return lambda value, note: cleaning.clean_text(value, note, most)


_OWNERS = {
    "service_id": ("service_id", "services", False),
    "location_id": ("location_id", "locations", False),
}
_AT = {"service_at_location_id": ("service_at_location_id", "service_at_location", False)}
_OF_ORGANIZATION = {"organization_id": ("organization_id", "organizations", False)}
# In the order in which they are read: what is referred to comes first.
TABLES = {
    table.name: table
    for table in [
        Table(
            "organizations",
            Organization,
            {"parent_organization_id": ("parent_organization_id", "organizations", False)},
            must=("name",),
        ),
        Table("taxonomies", Taxonomy, must=("name",)),
        Table(
            "taxonomy_terms",
            TaxonomyTerm,
            {
                "taxonomy_id": ("taxonomy_detail_id", "taxonomies", False),
                "parent_id": ("parent_id", "taxonomy_terms", False),
            },
            must=("name",),
        ),
        Table("locations", Location, _OF_ORGANIZATION),
        Table("addresses", Address, {"location_id": ("location_id", "locations", True)}),
        Table(
            "services",
            Service,
            {"organization_id": ("organization_id", "organizations", True)},
            must=("name",),
        ),
        Table(
            "service_at_location",
            Resource,
            {
                "service_id": ("service_id", "services", True),
                "location_id": ("location_id", "locations", True),
            },
            only=("description",),
        ),
        Table(
            "phones",
            Phone,
            {**_OWNERS, **_OF_ORGANIZATION, **_AT},
            hangs=True,
            must=("number",),
        ),
        Table("schedules", Schedule, {**_OWNERS, **_AT}, hangs=True),
        Table(
            "languages",
            Language,
            {**_OWNERS, "phone_id": ("phone_id", "phones", False)},
            hangs=True,
        ),
        Table("cost_options", CostOption, {"service_id": ("service_id", "services", True)}),
    ]
}
# Kept for the export and not looked into, except for attributes, which say a service's terms.
CARRIED = (
    "programs", "contacts", "funding", "accessibility", "required_documents", "service_areas",
    "organization_identifiers", "attributes", "metadata", "meta_table_descriptions", "units",
    "service_capacities", "urls", "cost_option_attributes", "eligibility",
)  # fmt: skip
# Other spellings of a file's name.
ALIASES = {
    "service_at_locations": "service_at_location",
    "services_at_location": "service_at_location",
    "organization": "organizations",
    "service": "services",
    "location": "locations",
    "address": "addresses",
    "physical_addresses": "addresses",
    "phone": "phones",
    "schedule": "schedules",
    "regular_schedules": "schedules",
    "language": "languages",
    "cost_option": "cost_options",
    "taxonomy": "taxonomies",
    "taxonomy_term": "taxonomy_terms",
    "attribute": "attributes",
    "program": "programs",
    "contact": "contacts",
    "service_area": "service_areas",
    "required_document": "required_documents",
}
