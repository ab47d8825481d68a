"""A worker's search for routes: how far it is, and whether someone asked it to end."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outreach.routing.durations import duration
from outreach.routing.models.plans import Plan

# A worker that lives tells of itself every second or so.
SILENT_AFTER = timedelta(minutes=2)


class Search(models.Model):
    """One search: of a whole day, or of what is left of a published one."""

    class State(models.TextChoices):
        WAITING = "WAITING", _("Waiting")
        SEARCHING = "SEARCHING", _("Searching")
        DONE = "DONE", _("Done")
        FAILED = "FAILED", _("Failed")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="searches")
    version = models.PositiveIntegerField()
    is_rest_of_day = models.BooleanField(default=False)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    heard_at = models.DateTimeField(default=timezone.now)
    # The best found so far.
    share = models.FloatField(default=0)
    placed = models.PositiveIntegerField(null=True)
    wanted = models.PositiveIntegerField(null=True)
    driving_seconds = models.PositiveIntegerField(null=True)
    is_cancelled = models.BooleanField(default=False)
    message = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("search")
        verbose_name_plural = _("searches")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(is_rest_of_day=True, state__in=["WAITING", "SEARCHING"]),
                name="one_search_for_the_rest_of_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"search {self.pk}"

    @property
    def is_running(self) -> bool:
        """Whether a worker has it or is to take it."""
        return self.state in (self.State.WAITING, self.State.SEARCHING)

    @property
    def is_silent(self) -> bool:
        """Whether the worker that had it, or should have taken it, must be gone."""
        return self.is_running and timezone.now() - self.heard_at > SILENT_AFTER

    @property
    def driving(self) -> str:
        """The driving of the best so far, in words."""
        return duration(self.driving_seconds or 0)

    @property
    def percent(self) -> int:
        """How much of the search is over."""
        return round(100 * min(1.0, max(0.0, self.share)))
