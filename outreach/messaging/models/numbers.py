"""What is known of a number, whoever uses it: that it opted out, cannot be reached, and so on."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NumberEvent(models.Model):
    """Something that changed what a number may be sent; appended, the newest of a kind holds.

    It holds the keyed hash of the number only, and outlives the person's record.
    """

    class Kind(models.TextChoices):
        OPTED_OUT = "OPTED_OUT", _("Opted out")
        OPTED_IN = "OPTED_IN", _("Came back")
        HELD = "HELD", _("Asked in own words to stop")
        RELEASED = "RELEASED", _("Looked into: may go on")
        UNREACHABLE = "UNREACHABLE", _("Cannot be reached")
        LANDLINE = "LANDLINE", _("Takes no texts")
        BLOCKED = "BLOCKED", _("Blocks us")
        REACHED = "REACHED", _("Was reached")

    key = models.CharField(max_length=32, db_index=True)
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    source = models.CharField(max_length=60, help_text="A keyword, a carrier's code, a decision.")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("event of a number")
        verbose_name_plural = _("events of numbers")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
