"""What is owed to whom: sequences of templates, and the follow-ups that an enrollment got."""

from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.models import Phone
from contacts.scoping import ScopedQuerySet
from outreach.campaigns.models import Campaign, Enrollment
from outreach.messaging.models.templates import Template


class SequenceQuerySet(ScopedQuerySet["Sequence"]):
    """Sequences, narrowed by who asks."""

    seen_by = "messaging.change_sequence"

    def in_scope_of(self, user: Any) -> Self:
        """Return those of the user's campaigns, and those in no campaign yet."""
        mine = Campaign.objects.visible_to(user).values("pk")
        return self.filter(Q(campaigns__in=mine) | Q(campaigns=None)).distinct()


class Sequence(models.Model):
    """Messages on certain days after something happened in one of its campaigns."""

    name = models.CharField(_("name"), max_length=80)
    campaigns = models.ManyToManyField(
        Campaign, verbose_name=_("campaigns"), related_name="sequences", blank=True
    )
    starts_after = models.CharField(
        _("starts after"), max_length=24, help_text="A disposition or a response by its code."
    )
    is_active = models.BooleanField(_("in use"), default=True)

    objects = SequenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("sequence")
        verbose_name_plural = _("sequences")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SequenceStep(models.Model):
    """One message of a sequence: days after what started it, or hours before an appointment."""

    sequence = models.ForeignKey(Sequence, on_delete=models.CASCADE, related_name="steps")
    template = models.ForeignKey(
        Template, verbose_name=_("message"), on_delete=models.PROTECT, related_name="steps"
    )
    days_after = models.PositiveSmallIntegerField(
        _("days after"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    hours_before = models.PositiveSmallIntegerField(
        _("hours before the appointment"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(336)],
    )

    class Meta:
        verbose_name = _("step of a sequence")
        verbose_name_plural = _("steps of a sequence")
        ordering = ["days_after", "-hours_before", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["sequence", "days_after"], name="one_step_a_day"),
            models.UniqueConstraint(fields=["sequence", "hours_before"], name="one_step_an_hour"),
            models.CheckConstraint(
                name="step_after_or_before",
                condition=Q(days_after__isnull=True, hours_before__isnull=False)
                | Q(days_after__isnull=False, hours_before__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"day {self.days_after}" if self.days_after else f"{self.hours_before} h before"


class FollowUp(models.Model):
    """A text that a sequence owes an enrolled person. It becomes one Text, at most."""

    class Status(models.TextChoices):
        OWED = "OWED", _("Owed")
        QUEUED = "QUEUED", _("On its way")
        CANCELLED = "CANCELLED", _("Cancelled")

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="follow_ups")
    step = models.ForeignKey(SequenceStep, on_delete=models.PROTECT, related_name="follow_ups")
    # A second report may start the sequence anew; the same one never does.
    occurrence = models.PositiveSmallIntegerField(default=1)
    phone = models.ForeignKey(Phone, on_delete=models.PROTECT, related_name="follow_ups")
    language = models.CharField(_("language"), max_length=5)
    due_at = models.DateTimeField(_("due"))
    # What started it besides a visit, such as a referral by its code: it ends with that.
    cause = models.CharField(max_length=40, blank=True, db_index=True)
    appointment_at = models.DateTimeField(_("appointment"), null=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.OWED)
    reason = models.CharField(max_length=24, blank=True, help_text="Why it was cancelled.")

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "step", "occurrence"], name="follow_up_once"
            ),
            models.CheckConstraint(
                name="follow_up_cancelled_for_a_reason",
                condition=~Q(status="CANCELLED") | ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["status", "due_at"], name="follow_up_due")]

    def __str__(self) -> str:
        return f"follow-up {self.pk}"
