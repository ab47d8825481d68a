"""What people write to us: one conversation a number, its texts, and alerts of danger."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.codes import new_code
from contacts.encryption import EncryptedCharField, EncryptedPhoneNumberField
from contacts.models import Phone
from contacts.scoping import ScopedQuerySet
from outreach.messaging.keywords import Meaning


class ConversationQuerySet(ScopedQuerySet["Conversation"]):
    """Conversations, narrowed by who asks."""

    seen_by = "messaging.view_conversation"

    def in_scope_of(self, user: Any) -> Self:
        """Return those with people of the user's offices, and with numbers that nobody has.

        Someone must read what a stranger writes; until the number is known, that is everyone.
        """
        known = Phone.objects.exclude(contact__stopped="ERASED")
        theirs = known.filter(contact__office__staff=user)
        return self.filter(Q(key__in=theirs.values("key")) | ~Q(key__in=known.values("key")))


class Conversation(models.Model):
    """All that went to and fro between one number and us."""

    class Status(models.TextChoices):
        NEEDS_REPLY = "NEEDS_REPLY", _("Needs reply")
        WAITING = "WAITING", _("Waiting for them")
        HANDLED = "HANDLED", _("Handled")

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    number = EncryptedPhoneNumberField(_("number"))
    key = models.CharField(max_length=32, unique=True)
    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.NEEDS_REPLY, db_index=True
    )
    is_urgent = models.BooleanField(default=False)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    last_in_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    handled_at = models.DateTimeField(null=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = ["-is_urgent", "last_in_at"]

    def __str__(self) -> str:
        return self.code


class Reader(models.Model):
    """Until when someone has read a conversation, and what they have begun to answer."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="readers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)
    draft = EncryptedCharField(_("draft"), max_length=1600, blank=True)
    wrote_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("reader of a conversation")
        verbose_name_plural = _("readers of conversations")
        constraints = [
            models.UniqueConstraint(fields=["conversation", "user"], name="one_place_a_reader"),
        ]

    def __str__(self) -> str:
        return f"reader {self.pk}"


class IncomingText(models.Model):
    """One text that came in; Twilio may send it twice, and it is kept once."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="came_in")
    provider_id = models.CharField(max_length=40, unique=True)
    words = EncryptedCharField(_("text"), max_length=1600)
    received_at = models.DateTimeField(default=timezone.now)
    meaning = models.CharField(
        max_length=12, choices=[(meaning.value, meaning.value) for meaning in Meaning]
    )
    crisis = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("incoming text")
        verbose_name_plural = _("incoming texts")
        ordering = ["received_at", "pk"]

    def __str__(self) -> str:
        return f"incoming text {self.pk}"


class CrisisAlert(models.Model):
    """That a text had words of danger. Only a person closes it."""

    text = models.OneToOneField(IncomingText, on_delete=models.PROTECT, related_name="alert")
    raised_at = models.DateTimeField(default=timezone.now)
    alarmed_at = models.DateTimeField(null=True, help_text="When someone was last called to it.")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    outcome = EncryptedCharField(_("what was done"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("alert of danger")
        verbose_name_plural = _("alerts of danger")
        ordering = ["raised_at"]
        constraints = [
            models.CheckConstraint(
                name="alert_closed_by_a_person_who_says_what_was_done",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"alert {self.pk}"

    @property
    def was_answered(self) -> bool:
        """Whether the carrier took the numbers that help; none are sent to who opted out."""
        answers: Any = self.text.answers
        return bool(answers.filter(kind="CRISIS", status__in=["ACCEPTED", "DELIVERED"]).exists())


class OnCall(models.Model):
    """That someone looks after alerts of danger from now on, until they say that they do not."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="on_call"
    )
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("person on call")
        verbose_name_plural = _("people on call")

    def __str__(self) -> str:
        return f"on call since {self.since:%Y-%m-%d %H:%M}"
