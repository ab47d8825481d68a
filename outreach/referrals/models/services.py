"""What is offered: HSDS 3 service with its eligibility, cost option, taxonomy and its terms."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from outreach.referrals.models.organizations import Organization
from outreach.referrals.models.sources import Sourced, known_by_source


class Service(Sourced):
    """What an organization offers, and to whom (HSDS service)."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="services"
    )
    program_id = models.CharField(_("program"), max_length=100, blank=True)
    name = models.CharField(_("name"), max_length=300)
    alternate_name = models.CharField(_("other name"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    url = models.CharField(_("website"), max_length=500, blank=True)
    email = models.CharField(_("email"), max_length=254, blank=True)
    status = models.CharField(_("status"), max_length=40, blank=True)
    interpretation_services = models.TextField(_("interpreters"), blank=True)
    application_process = models.TextField(_("how to apply"), blank=True)
    fees_description = models.TextField(_("fees"), blank=True)
    wait_time = models.CharField(_("waiting time"), max_length=300, blank=True)
    fees = models.TextField(_("fees, as written before HSDS 3"), blank=True)
    accreditations = models.TextField(_("accreditations"), blank=True)
    eligibility_description = models.TextField(_("who may come"), blank=True)
    minimum_age = models.FloatField(_("youngest"), null=True)
    maximum_age = models.FloatField(_("oldest"), null=True)
    assured_date = models.DateField(_("assured on"), null=True)
    assurer_email = models.CharField(_("assured by"), max_length=254, blank=True)
    licenses = models.TextField(_("licenses"), blank=True)
    alert = models.TextField(_("alert"), blank=True)
    last_modified = models.DateTimeField(_("changed at the source"), null=True)
    terms = models.JSONField(
        default=list, blank=True, help_text="Ids of its taxonomy terms at the source."
    )

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        constraints = [known_by_source("service_once_a_source")]

    def __str__(self) -> str:
        return self.name


class CostOption(Sourced):
    """What a service costs someone (HSDS cost option)."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="cost_options")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    option = models.TextField(_("who pays it"), blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    amount = models.FloatField(_("amount"), null=True)
    amount_description = models.TextField(_("amount in words"), blank=True)

    class Meta:
        verbose_name = _("cost option")
        verbose_name_plural = _("cost options")
        constraints = [known_by_source("cost_option_once_a_source")]

    def __str__(self) -> str:
        return self.option or self.amount_description


class Taxonomy(Sourced):
    """A list of words by which services are classed (HSDS taxonomy)."""

    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    uri = models.CharField(_("identifier"), max_length=500, blank=True)
    version = models.CharField(_("version"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("taxonomy")
        verbose_name_plural = _("taxonomies")
        constraints = [known_by_source("taxonomy_once_a_source")]

    def __str__(self) -> str:
        return self.name


class TaxonomyTerm(Sourced):
    """A word of a taxonomy (HSDS taxonomy term)."""

    code = models.CharField(_("code"), max_length=200, blank=True)
    name = models.CharField(_("name"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    taxonomy = models.CharField(_("taxonomy, as written before HSDS 3"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=20, blank=True)
    taxonomy_detail = models.ForeignKey(
        Taxonomy, on_delete=models.SET_NULL, null=True, related_name="terms"
    )
    term_uri = models.CharField(_("identifier"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("taxonomy term")
        verbose_name_plural = _("taxonomy terms")
        constraints = [known_by_source("taxonomy_term_once_a_source")]

    def __str__(self) -> str:
        return self.name
