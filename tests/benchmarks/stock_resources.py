"""The stock way: a ModelResource of django-import-export, with its defaults, row by row.

It validates and stores what our importer makes of a clean listing, in the same tables: the
organization, found or made; location, address, service, resource, phones, languages and cost
options; and the same shown columns, so that the search finds it.
"""

from typing import Any

from import_export import resources
from import_export.fields import Field
from tablib import Dataset

from outreach.referrals.facet_rules import facets_of_codes, facets_of_languages, kind_of
from outreach.referrals.languages import language_code
from outreach.referrals.models import (
    Address,
    CostOption,
    Language,
    Location,
    Organization,
    Phone,
    Resource,
    Service,
    Source,
)

COLUMNS = ("frid", "name1", "name2", "street1", "street2", "city", "state", "zip", "phone",
           "intake1", "website", "latitude", "longitude", "services")  # fmt: skip


class StockResource(resources.ModelResource):
    """A resource as the package's documentation would declare it."""

    id_at_source = Field("id_at_source", "frid")
    name = Field("name", "name2")
    organization_name = Field("organization_name", "name1")
    phone = Field("phone", "phone")
    street = Field("street", "street1")
    city = Field("city", "city")
    state = Field("state", "state")
    postal_code = Field("postal_code", "zip")
    website = Field("website", "website")

    class Meta:
        model = Resource
        import_id_fields = ("id_at_source",)
        fields = ("id_at_source", "name", "organization_name", "phone", "street", "city", "state",
                  "postal_code", "website")  # fmt: skip
        # Cleaned below, once it has its service.
        clean_model_instances = False

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        """Find the source once."""
        self.source, _new = Source.objects.get_or_create(slug="stock", format="findtreatment")

    def before_save_instance(self, instance: Resource, row: dict[str, Any], **kwargs: Any) -> None:
        """Find or make what the resource hangs on."""
        organization = Organization.objects.filter(
            source=self.source, id_at_source=f"{row['state']} {row['name1']}"
        ).first() or self._made(
            Organization(id_at_source=f"{row['state']} {row['name1']}", name=row["name1"],
                         website=row["website"])
        )  # fmt: skip
        location = self._made(
            Location(id_at_source=row["frid"], organization=organization, name=row["name2"],
                     latitude=float(row["latitude"]), longitude=float(row["longitude"]))
        )  # fmt: skip
        self._made(
            Address(id_at_source=row["frid"], location=location, address_1=row["street1"],
                    address_2=row["street2"], city=row["city"], state_province=row["state"],
                    postal_code=row["zip"])
        )  # fmt: skip
        terms = [
            f"{each['f2']}:{value.strip()}"
            for each in row["services"]
            for value in each["f3"].split(";")
        ]
        service = self._made(
            Service(id_at_source=row["frid"], organization=organization, name=row["name2"],
                    url=row["website"], terms=terms)
        )  # fmt: skip
        spoken = [term.partition(":")[2] for term in terms if term.startswith("OL:")]
        facets = facets_of_codes(terms)
        instance.source, instance.service, instance.location = self.source, service, location
        instance.latitude, instance.longitude = location.latitude, location.longitude
        instance.languages = [language_code(name) for name in spoken]
        instance.facets = int(facets | facets_of_languages(instance.languages))
        instance.kind = kind_of(facets)
        _clean(instance)

    def after_save_instance(self, instance: Resource, row: dict[str, Any], **kwargs: Any) -> None:
        """Store what hangs on the service."""
        service = instance.service
        for column in ("phone", "intake1"):
            self._made(
                Phone(id_at_source=f"{row['frid']}:{column}", service=service, number=row[column])
            )
        for each in row["services"]:
            for value in map(str.strip, each["f3"].split(";")):
                if each["f2"] == "OL":
                    name = f"{row['frid']}:{value}"
                    self._made(Language(id_at_source=name, service=service, name=value))
                elif each["f2"] == "PYAS":
                    name = f"{row['frid']}:{value}"[:100]
                    self._made(CostOption(id_at_source=name, service=service, option=value))

    def _made(self, row: Any) -> Any:
        row.source, row.digest = self.source, "0"
        _clean(row)
        row.save()
        return row


def _clean(row: Any) -> None:
    """Validate the row as a form would, but for what may be missing from a listing."""
    empty = [f.name for f in row._meta.fields if getattr(row, f.attname) in (None, [], {}, "")]
    row.full_clean(exclude=empty)
