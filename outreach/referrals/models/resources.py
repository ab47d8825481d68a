"""A resource: what someone can be referred to, as it is found and shown."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from contacts.codes import new_code
from contacts.scoping import ScopedQuerySet
from contacts.time_zones import zone_of
from outreach.referrals.facets import Kind, labels_of
from outreach.referrals.models.organizations import Location
from outreach.referrals.models.services import Service
from outreach.referrals.models.sources import Sourced, known_by_source


class ResourceQuerySet(ScopedQuerySet["Resource"]):
    """Resources. They are no office's: whoever may see any sees all."""

    seen_by = "referrals.view_resource"

    def in_scope_of(self, user: Any) -> Self:
        """Return them all."""
        return self

    def listed(self) -> Self:
        """Leave out what vanished from its source, was closed, or is kept back by an office."""
        return self.filter(is_listed=True)


class Resource(Sourced):
    """A service at a location (HSDS service at location), or one without any place.

    The rows of its source stay as they came. The fields from `name` on are what is searched and
    shown: what the source says, with the office's corrections over it; `showing.refresh` writes
    them, nothing else does.
    """

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="resources")
    location = models.ForeignKey(
        Location, on_delete=models.CASCADE, null=True, related_name="resources"
    )
    description = models.TextField(_("description"), blank=True)
    name = models.CharField(_("name"), max_length=300, blank=True)
    organization_name = models.CharField(_("organization"), max_length=300, blank=True)
    card_name = models.CharField(
        _("name on cards"), max_length=100, blank=True, help_text="Says nothing about why."
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OTHER)
    about = models.TextField(_("about it"), blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    street = models.CharField(_("street"), max_length=300, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=100, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    latitude = models.FloatField(_("latitude"), null=True)
    longitude = models.FloatField(_("longitude"), null=True)
    facets = models.BigIntegerField(_("offers"), default=0)
    languages = models.JSONField(_("languages"), default=list, help_text="Codes of ISO 639.")
    hours = models.JSONField(_("opening hours"), default=list, help_text="See `opening`.")
    hours_note = models.CharField(_("opening hours in words"), max_length=500, blank=True)
    website = models.CharField(_("website"), max_length=500, blank=True)
    email = models.CharField(_("email"), max_length=254, blank=True)
    is_listed = models.BooleanField(_("is found"), default=True)
    vanished_at = models.DateTimeField(_("missing at its source since"), null=True)
    confirmed_on = models.DateField(_("last confirmed"), null=True)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        permissions = [("import_resource", "Can import resources")]
        constraints = [known_by_source("resource_once_a_source")]
        indexes = [
            models.Index(
                "latitude",
                "longitude",
                "facets",
                condition=models.Q(is_listed=True),
                name="resource_place",
            ),
            models.Index("confirmed_on", "id", name="resource_confirmed"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> tuple[float, float] | None:
        """Latitude and longitude in degrees, or None where it has no place."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude

    def local(self, moment: datetime) -> datetime:
        """Return an aware moment by the clock there; as it is where the postal code is unknown."""
        return moment.astimezone(zone_of(self.postal_code) or moment.tzinfo)

    @property
    def opens_website(self) -> bool:
        """Whether the website is one that a link may open, and no script of a source's own."""
        return self.website.startswith(("http://", "https://"))

    @property
    def address(self) -> str:
        """The address on one line, or ''."""
        tail = " ".join(part for part in (self.state, self.postal_code) if part)
        return ", ".join(part for part in (self.street, self.city, tail) if part)

    @property
    def offers(self) -> list[str]:
        """What it offers and for whom, in words."""
        return labels_of(self.facets)
