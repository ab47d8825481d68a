"""Looks that must be answered for: the broken glass, and the week's odd looks."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.codes import new_code
from contacts.encryption import EncryptedCharField
from contacts.models import Contact

MINUTES_OPEN = 30
DAYS_TO_REVIEW = 7


class BrokenGlass(models.Model):
    """That someone saw a person whom they may not see otherwise: why, and what a second one says.

    It outlives the person: then neither the contact nor the words are left.
    """

    class Reason(models.TextChoices):
        LIFE = "LIFE", _("Someone's life is in danger")
        DEPENDENT = "DEPENDENT", _("A child or someone in need of care is at risk")
        CALLED = "CALLED", _("The person called, and their office cannot be reached")
        FAULT = "FAULT", _("A fault that can be mended in no other way")

    class Finding(models.TextChoices):
        JUSTIFIED = "JUSTIFIED", _("It was justified")
        NOT_JUSTIFIED = "NOT_JUSTIFIED", _("It was not justified")

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    broken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    broken_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=10, choices=Reason)
    words = EncryptedCharField(max_length=500, blank=True)
    finding = models.CharField(max_length=14, choices=Finding, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("broken glass")
        verbose_name_plural = _("broken glasses")
        ordering = ["broken_at", "pk"]
        permissions = [
            ("break_glass", "Can see anyone for half an hour, and answer for it"),
            ("review_broken_glass", "Can review who broke the glass, and odd looks"),
        ]
        constraints = [
            models.CheckConstraint(
                name="glass_is_reviewed_by_someone_else",
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("broken_by")),
            ),
            models.CheckConstraint(
                name="glass_review_is_whole",
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True, finding="")
                | (Q(reviewed_by__isnull=False, reviewed_at__isnull=False) & ~Q(finding="")),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def open_until(self) -> datetime:
        """When the person is hidden again."""
        return self.broken_at + timedelta(minutes=MINUTES_OPEN)

    @property
    def review_until(self) -> datetime:
        """By when someone else must have looked into it."""
        return self.broken_at + timedelta(days=DAYS_TO_REVIEW)

    @property
    def is_late(self) -> bool:
        """Whether nobody looked into it in time."""
        return not self.finding and self.review_until < timezone.now()


class OddLooksReport(models.Model):
    """The odd looks of one week, as codes; kept as it was made, whatever changes afterwards."""

    monday = models.DateField(unique=True)
    looks = models.PositiveIntegerField(help_text="How many close looks the week had.")
    findings = models.JSONField(
        default=list, help_text="Per odd look: entry, user, contact, at and the rules that it met."
    )
    made_at = models.DateTimeField(default=timezone.now)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("report of odd looks")
        verbose_name_plural = _("reports of odd looks")
        ordering = ["-monday"]

    def __str__(self) -> str:
        return f"week of {self.monday}"
