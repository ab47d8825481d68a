"""What a phone or the log page sent, kept as it came.

An event's identifier is made where the event is made, so that sending it twice is harmless.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.encryption import EncryptedJSONField

CLOCK_TOLERANCE = timedelta(minutes=10)
# A phone may have been without signal for a long weekend.
LONGEST_OFFLINE = timedelta(days=7)


class ReceivedEvent(models.Model):
    """One event that was kept: applied to a visit, or set aside for a coordinator to decide."""

    class Kind(models.TextChoices):
        VISIT_REPORT = "visit_report", _("Visit report")
        CORRECTION = "visit_report_correction", _("Correction")
        CONTACT_REQUEST = "contact_request", _("Contact request")

    class Verdict(models.TextChoices):
        APPLIED = "applied", _("Applied")
        QUARANTINED = "quarantined", _("Set aside")

    class Reason(models.TextChoices):
        REASSIGNED = "REASSIGNED", _("The visit went to another team")
        CANCELLED = "CANCELLED", _("The visit was cancelled")
        ACCESS_ENDED = "ACCESS_ENDED", _("The sender may no longer log visits")
        ALREADY_LOGGED = "ALREADY_LOGGED", _("Someone else logged this visit first")
        NOTHING_TO_CORRECT = "NOTHING_TO_CORRECT", _("There was no report to correct")
        OTHER_DAY = "OTHER_DAY", _("The visit is of another day")
        PHONE_REVOKED = "PHONE_REVOKED", _("The phone was revoked")
        UNFIT = "UNFIT", _("What it says does not fit together")

    class Decision(models.TextChoices):
        APPLIED = "APPLIED", _("Applied after all")
        DISMISSED = "DISMISSED", _("Left aside")

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=24, choices=Kind)
    visit_code = models.CharField(max_length=12, db_index=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    device = models.UUIDField(null=True)
    device_at = models.DateTimeField(help_text="The phone's own claim.")
    device_offset_minutes = models.SmallIntegerField(default=0)
    clock_ahead_seconds = models.BigIntegerField(
        null=True, help_text="How far the phone's clock was ahead of ours when it sent this."
    )
    received_at = models.DateTimeField(default=timezone.now, db_index=True)
    data = EncryptedJSONField(default=dict)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content, to know a repeat.")
    verdict = models.CharField(max_length=12, choices=Verdict)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("event from a phone")
        verbose_name_plural = _("events from phones")
        ordering = ["received_at"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def clock_is_wrong(self) -> bool:
        """Whether the phone's clock cannot have been right when it made or sent this."""
        ahead = timedelta(seconds=self.clock_ahead_seconds or 0)
        late_by = self.received_at - self.device_at
        return abs(ahead) > CLOCK_TOLERANCE or not -CLOCK_TOLERANCE <= late_by <= LONGEST_OFFLINE

    @property
    def happened_at(self) -> datetime:
        """When it happened, by the office's clock as far as that can be told from the phone's."""
        ahead = timedelta(seconds=self.clock_ahead_seconds or 0)
        moment = self.device_at - ahead if abs(ahead) > CLOCK_TOLERANCE else self.device_at
        is_likely = -CLOCK_TOLERANCE <= self.received_at - moment <= LONGEST_OFFLINE
        return moment if is_likely else self.device_at


class EventConflict(models.Model):
    """Other content under an identifier already used; the first is the one that counts."""

    event = models.ForeignKey(ReceivedEvent, on_delete=models.PROTECT, related_name="conflicts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    device_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    data = EncryptedJSONField(default=dict)
    digest = models.CharField(max_length=64)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("conflicting event")
        verbose_name_plural = _("conflicting events")
        constraints = [
            models.UniqueConstraint(fields=["event", "digest"], name="conflict_once_a_content"),
        ]

    def __str__(self) -> str:
        return f"conflict {self.pk}"
