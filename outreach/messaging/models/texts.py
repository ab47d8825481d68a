"""The outbox: every text that we send, its one way through the gateway, and what came of it."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.encryption import EncryptedCharField, EncryptedPhoneNumberField
from contacts.models import Consent, Contact
from outreach.messaging.models.conversations import Conversation, IncomingText
from outreach.messaging.models.sequences import FollowUp
from outreach.messaging.models.templates import Wording


class Text(models.Model):
    """One text to one number. Its identifier is in the address of its callbacks."""

    class Kind(models.TextChoices):
        FOLLOW_UP = "FOLLOW_UP", _("Follow-up")
        REPLY = "REPLY", _("Reply")
        HELP = "HELP", _("Answer to HELP")
        CRISIS = "CRISIS", _("Answer to danger")

    class Status(models.TextChoices):
        QUEUED = "QUEUED", _("Waiting")
        CLAIMED = "CLAIMED", _("About to be sent")
        SENDING = "SENDING", _("Sending")
        ACCEPTED = "ACCEPTED", _("Sent")
        DELIVERED = "DELIVERED", _("Delivered")
        UNDELIVERED = "UNDELIVERED", _("Not delivered")
        FAILED = "FAILED", _("Refused")
        UNKNOWN = "UNKNOWN", _("Not known whether it was sent")
        CANCELLED = "CANCELLED", _("Cancelled")

    # Not handed over yet: whoever opts out takes them back.
    NOT_LEFT = (Status.QUEUED, Status.CLAIMED)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, null=True, related_name="went_out"
    )
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="texts")
    number = EncryptedPhoneNumberField(_("number"))
    key = models.CharField(max_length=32, db_index=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # A follow-up's. Answers have none: whoever wrote wants one.
    purpose = models.CharField(_("what for"), max_length=10, choices=Consent.Purpose, blank=True)
    words = EncryptedCharField(_("text"), max_length=1600)
    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, null=True, related_name="+")
    follow_up = models.OneToOneField(
        FollowUp, on_delete=models.PROTECT, null=True, related_name="text"
    )
    answers = models.ForeignKey(
        IncomingText, on_delete=models.PROTECT, null=True, related_name="answers"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.QUEUED)
    due_at = models.DateTimeField(_("not before"), default=timezone.now)
    reason = models.CharField(
        max_length=24, blank=True, help_text="Why it waits, was cancelled or failed: a code."
    )
    claimed_at = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=40, null=True, unique=True)  # noqa: DJ001
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ["made_at"]
        indexes = [
            # In the order in which they are claimed: thousands may become due at one moment.
            models.Index(fields=["status", "due_at", "id"], name="text_due"),
            models.Index(
                fields=["due_at"],
                condition=Q(kind="CRISIS", status="QUEUED"),
                name="text_due_to_danger",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["answers", "kind"],
                condition=Q(kind__in=["HELP", "CRISIS"]),
                name="one_automatic_answer",
            ),
            models.CheckConstraint(
                name="text_that_left_was_claimed",
                condition=Q(status__in=["QUEUED", "CANCELLED"]) | Q(claimed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"text {self.pk}"


class TextEvent(models.Model):
    """What happened to a text, appended: a change of its status, and the code that came with it."""

    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="events")
    status = models.CharField(max_length=12, choices=Text.Status)
    code = models.CharField(max_length=24, blank=True)
    source = models.CharField(max_length=12, help_text="claim, gateway, callback, list or person.")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("event of a text")
        verbose_name_plural = _("events of texts")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.status} {self.code}"


class Pace(models.Model):
    """When a sender may go on: nobody claims for it before then."""

    sender = models.CharField(max_length=40, primary_key=True)
    free_at = models.DateTimeField()

    class Meta:
        verbose_name = _("pace of a sender")
        verbose_name_plural = _("paces of senders")

    def __str__(self) -> str:
        return self.sender


class SimulatedText(models.Model):
    """What the simulator took as if it were a carrier, so that its page can show the phone."""

    provider_id = models.CharField(max_length=40, primary_key=True)
    text = models.UUIDField()
    number = EncryptedPhoneNumberField()
    key = models.CharField(max_length=32, db_index=True)
    words = EncryptedCharField(max_length=1600)
    taken_at = models.DateTimeField(default=timezone.now)
    status = models.CharField(max_length=12, default="sent")

    class Meta:
        verbose_name = _("simulated text")
        verbose_name_plural = _("simulated texts")
        ordering = ["taken_at"]

    def __str__(self) -> str:
        return self.provider_id
