"""What the agent reported: appended, never edited. A correction supersedes and both stay."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.encryption import EncryptedCharField, EncryptedFloatField
from outreach.visits.codelists import Disposition, Recipient, Response, SupplyItem
from outreach.visits.models.events import ReceivedEvent
from outreach.visits.models.visits import Visit


class VisitReportQuerySet(models.QuerySet["VisitReport"]):
    """Reports, with or without those that a correction replaced."""

    def current(self) -> Self:
        """Return the reports that count: neither superseded by a correction nor undone."""
        return self.filter(correction__isnull=True, undone=False)

    def in_order(self) -> Self:
        """Return them as they were made: what arrived together, by the phone's clock."""
        return self.order_by("received_at", "event__device_at")


class VisitReport(models.Model):
    """One report of one visit. It carries the identifier of the event that brought it."""

    class Place(models.TextChoices):
        GOOD = "GOOD", _("Good")
        WEAK = "WEAK", _("Weak")
        OFF = "OFF", _("Off")
        REFUSED = "REFUSED", _("Not allowed")
        UNKNOWN = "UNKNOWN", _("Not known")

    event = models.OneToOneField(
        ReceivedEvent, on_delete=models.PROTECT, primary_key=True, related_name="report"
    )
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="reports")
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="correction"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    knocked_at = models.DateTimeField(help_text="By the phone's clock.")
    received_at = models.DateTimeField(default=timezone.now)
    # An undo is a correction that says nothing happened: the visit is open again.
    undone = models.BooleanField(default=False)
    disposition = models.CharField(
        _("what happened"), max_length=20, choices=Disposition, blank=True
    )
    response = models.CharField(_("response"), max_length=20, choices=Response, blank=True)
    decline_reasons = models.JSONField(_("reasons for declining"), default=list)
    barriers = models.JSONField(_("barriers"), default=list)
    family_present = models.BooleanField(_("family present"), default=False)
    interpreter_used = models.BooleanField(_("interpreter used"), default=False)
    crisis_escalated = models.BooleanField(_("crisis escalated"), default=False)
    card_left = models.BooleanField(_("generic card left"), default=False)
    asks_no_contact = models.BooleanField(_("asks not to be contacted"), default=False)
    referral_wanted = models.BooleanField(_("referral wanted"), default=False)
    come_back_at = models.DateTimeField(_("come back"), null=True)
    note = EncryptedCharField(_("note"), max_length=500, blank=True)
    place = models.CharField(max_length=8, choices=Place, default=Place.UNKNOWN)
    latitude = EncryptedFloatField(null=True)
    longitude = EncryptedFloatField(null=True)
    accuracy_metres = models.PositiveIntegerField(null=True)

    objects = VisitReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit report")
        verbose_name_plural = _("visit reports")
        ordering = ["received_at"]
        constraints = [
            # A visit has one first report; everything later is a correction of another.
            models.UniqueConstraint(
                fields=["visit"],
                condition=Q(supersedes__isnull=True),
                name="one_first_report_a_visit",
            ),
            models.CheckConstraint(
                name="disposition_unless_undone",
                condition=Q(undone=True, disposition="", supersedes__isnull=False)
                | (Q(undone=False) & ~Q(disposition="")),
            ),
            models.CheckConstraint(
                name="response_only_from_the_person",
                condition=Q(response="") | Q(disposition=Disposition.CONTACT_PERSON),
            ),
        ]
        indexes = [
            models.Index(
                fields=["visit"], condition=Q(referral_wanted=True), name="report_wants_referral"
            )
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"


class SupplyGiven(models.Model):
    """Something handed over at a visit."""

    report = models.ForeignKey(VisitReport, on_delete=models.PROTECT, related_name="supplies")
    item = models.CharField(_("item"), max_length=16, choices=SupplyItem)
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)
    doses = models.PositiveSmallIntegerField(_("doses"), default=0)
    recipient = models.CharField(
        _("recipient"), max_length=8, choices=Recipient, default=Recipient.PERSON
    )

    class Meta:
        verbose_name = _("supply given")
        verbose_name_plural = _("supplies given")
        constraints = [
            models.CheckConstraint(name="supply_counts_something", condition=Q(quantity__gte=1)),
            models.UniqueConstraint(
                fields=["report", "item", "recipient"], name="supply_once_a_recipient"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.item}"


class ContactRequest(models.Model):
    """An agent asks a coordinator for a correction of a contact or for another visit."""

    class Wish(models.TextChoices):
        CORRECT_CONTACT = "CORRECT_CONTACT", _("Correct the contact")
        VISIT_AGAIN = "VISIT_AGAIN", _("Visit again")

    event = models.OneToOneField(ReceivedEvent, on_delete=models.PROTECT, primary_key=True)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="requests")
    wish = models.CharField(_("what is needed"), max_length=16, choices=Wish)
    text = EncryptedCharField(_("in your words"), max_length=500)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("contact request")
        verbose_name_plural = _("contact requests")

    def __str__(self) -> str:
        return f"request {self.pk}"
