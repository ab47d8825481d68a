"""What an office knows better than a source, and when someone last asked. Appended only."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outreach.referrals.models.resources import Resource


class Correction(models.Model):
    """One fact about a resource that an office knows better than its source.

    It lies over what the source says, whatever that says later. A newer one of the same field
    takes its place; both stay readable. `value` None gives the field back to the source.
    """

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="corrections")
    field = models.CharField(max_length=40)
    value = models.JSONField(null=True)
    source_said = models.JSONField(null=True, help_text="What the source said at that moment.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "field"],
                condition=Q(superseded_at__isnull=True),
                name="one_correction_of_a_field_counts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.field}"


class Confirmation(models.Model):
    """Someone asked the resource whether what the directory says is right."""

    class Result(models.TextChoices):
        RIGHT = "RIGHT", _("All is right")
        CORRECTED = "CORRECTED", _("Right after corrections")
        NO_ANSWER = "NO_ANSWER", _("Nobody answered")
        CLOSED = "CLOSED", _("Closed for good")

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="confirmations")
    result = models.CharField(_("result"), max_length=10, choices=Result)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.result}"
