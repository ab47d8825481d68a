"""Planted contacts: nobody real, whom nobody has a reason to open."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models.people import Contact


class Decoy(models.Model):
    """That a contact is planted. It stands apart, so that nothing on the contact shows it."""

    contact = models.OneToOneField(Contact, on_delete=models.PROTECT, related_name="decoy")
    planted_at = models.DateTimeField(default=timezone.now)
    planted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("decoy")
        verbose_name_plural = _("decoys")
        permissions = [("plant_decoy", "Can plant decoys and see who opened them")]

    def __str__(self) -> str:
        return f"decoy {self.pk}"


class DecoyAlert(models.Model):
    """That someone opened a decoy, saw what is masked of it, or searched for it."""

    decoy = models.ForeignKey(Decoy, on_delete=models.PROTECT, related_name="alerts")
    deed = models.CharField(max_length=24)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    looked_into_at = models.DateTimeField(null=True)
    looked_into_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("alert of a decoy")
        verbose_name_plural = _("alerts of decoys")
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                name="decoy_alert_looked_into_by_someone",
                condition=Q(looked_into_at__isnull=True, looked_into_by__isnull=True)
                | Q(looked_into_at__isnull=False, looked_into_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"alert {self.pk}"
