"""Who offers services, and where: HSDS 3 organization, location and address."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from outreach.referrals.models.sources import Sourced, known_by_source


class Organization(Sourced):
    """Who offers services (HSDS organization)."""

    name = models.CharField(_("name"), max_length=300)
    alternate_name = models.CharField(_("other name"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    email = models.CharField(_("email"), max_length=254, blank=True)
    website = models.CharField(_("website"), max_length=500, blank=True)
    tax_status = models.CharField(_("tax status"), max_length=100, blank=True)
    tax_id = models.CharField(_("tax number"), max_length=100, blank=True)
    year_incorporated = models.CharField(_("founded"), max_length=20, blank=True)
    legal_status = models.CharField(_("legal form"), max_length=200, blank=True)
    logo = models.CharField(_("logo"), max_length=500, blank=True)
    uri = models.CharField(_("identifier"), max_length=500, blank=True)
    parent_organization = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        constraints = [known_by_source("organization_once_a_source")]

    def __str__(self) -> str:
        return self.name


class Location(Sourced):
    """Where services are offered (HSDS location)."""

    organization = models.ForeignKey(
        Organization, on_delete=models.SET_NULL, null=True, related_name="locations"
    )
    location_type = models.CharField(_("kind of place"), max_length=40, blank=True)
    url = models.CharField(_("website"), max_length=500, blank=True)
    name = models.CharField(_("name"), max_length=300, blank=True)
    alternate_name = models.CharField(_("other name"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    transportation = models.TextField(_("how to get there"), blank=True)
    latitude = models.FloatField(_("latitude"), null=True)
    longitude = models.FloatField(_("longitude"), null=True)
    external_identifier = models.CharField(_("identifier"), max_length=200, blank=True)
    external_identifier_type = models.CharField(_("kind of identifier"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        constraints = [known_by_source("location_once_a_source")]

    def __str__(self) -> str:
        return self.name or self.id_at_source


class Address(Sourced):
    """A location's address (HSDS address). Nobody's home: these are places that help."""

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="addresses")
    attention = models.CharField(_("attention"), max_length=200, blank=True)
    address_1 = models.CharField(_("street"), max_length=300, blank=True)
    address_2 = models.CharField(_("unit"), max_length=300, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    region = models.CharField(_("region"), max_length=100, blank=True)
    state_province = models.CharField(_("state"), max_length=100, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    address_type = models.CharField(_("kind of address"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("address of a location")
        verbose_name_plural = _("addresses of locations")
        constraints = [known_by_source("address_once_a_source")]

    def __str__(self) -> str:
        return f"{self.address_1}, {self.city}"
