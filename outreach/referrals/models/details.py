"""How a resource is reached: HSDS 3 phone, schedule and language; and what is only carried."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from outreach.referrals.models.organizations import Location, Organization
from outreach.referrals.models.resources import Resource
from outreach.referrals.models.services import Service
from outreach.referrals.models.sources import Source, Sourced, known_by_source


class Detail(Sourced):
    """A row that hangs on a service, a location, a service at a location, or several of them."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, null=True, related_name="+")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        abstract = True


class Phone(Detail):
    """A number under which someone answers (HSDS phone)."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, null=True, related_name="phones"
    )
    service_at_location = models.ForeignKey(
        Resource, on_delete=models.CASCADE, null=True, related_name="phones"
    )
    contact_id = models.CharField(max_length=100, blank=True)
    number = models.CharField(_("number"), max_length=60)
    extension = models.CharField(_("extension"), max_length=20, blank=True)
    type = models.CharField(_("kind"), max_length=40, blank=True)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        verbose_name = _("phone of a resource")
        verbose_name_plural = _("phones of resources")
        constraints = [known_by_source("phone_once_a_source")]

    def __str__(self) -> str:
        return f"{self.number} x{self.extension}" if self.extension else self.number


class Schedule(Detail):
    """When it is open, by the rules of RFC 5545 (HSDS schedule)."""

    service_at_location = models.ForeignKey(
        Resource, on_delete=models.CASCADE, null=True, related_name="schedules"
    )
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    dtstart = models.DateField(null=True)
    timezone = models.CharField(max_length=20, blank=True)
    until = models.DateField(null=True)
    count = models.IntegerField(null=True)
    wkst = models.CharField(max_length=2, blank=True)
    freq = models.CharField(max_length=10, blank=True)
    interval = models.IntegerField(null=True)
    byday = models.CharField(max_length=100, blank=True)
    byweekno = models.CharField(max_length=200, blank=True)
    bymonthday = models.CharField(max_length=200, blank=True)
    byyearday = models.CharField(max_length=300, blank=True)
    description = models.TextField(_("in words"), blank=True)
    opens_at = models.TimeField(null=True)
    closes_at = models.TimeField(null=True)
    schedule_link = models.CharField(max_length=500, blank=True)
    attending_type = models.CharField(max_length=200, blank=True)
    notes = models.TextField(_("notes"), blank=True)

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")
        constraints = [known_by_source("schedule_once_a_source")]

    def __str__(self) -> str:
        return f"{self.byday} {self.opens_at}-{self.closes_at}"


class Language(Detail):
    """A language in which it is offered (HSDS language)."""

    phone = models.ForeignKey(Phone, on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=100, blank=True)
    code = models.CharField(_("code"), max_length=20, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("language of a resource")
        verbose_name_plural = _("languages of resources")
        constraints = [known_by_source("language_once_a_source")]

    def __str__(self) -> str:
        return self.name or self.code


class CarriedRow(models.Model):
    """A row of a table of HSDS that Doorstep itself does not use, kept for the export."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    table = models.CharField(max_length=40)
    id_at_source = models.CharField(max_length=100)
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("row that is only carried")
        verbose_name_plural = _("rows that are only carried")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "table", "id_at_source"],
                condition=~Q(id_at_source=""),
                name="carried_row_once_a_source",
            )
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.id_at_source}"
