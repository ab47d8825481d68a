"""A day's plan for an office, each team's route in it, and where each enrollment went."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from contacts.codes import new_code
from contacts.models import Office
from contacts.scoping import ScopedQuerySet
from outreach.campaigns.models import Campaign, Enrollment, Team
from outreach.visits.models import Visit


class PlanQuerySet(ScopedQuerySet["Plan"]):
    """Plans, narrowed by who asks."""

    seen_by = "routing.view_plan"


class Plan(models.Model):
    """A day's assignment for an office in a campaign: first a draft, then published."""

    class Status(models.TextChoices):
        WAITING = "WAITING", _("Waiting to be planned")
        SOLVING = "SOLVING", _("Being planned")
        DRAFT = "DRAFT", _("Draft")
        PUBLISHED = "PUBLISHED", _("Published")
        FAILED = "FAILED", _("Could not be planned")

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="plans")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="plans")
    day = models.DateField(_("day"))
    status = models.CharField(max_length=9, choices=Status, default=Status.WAITING)
    # Counts every change. A page that shows an older version may not publish or change the plan.
    version = models.PositiveIntegerField(default=1)
    message = models.CharField(max_length=300, blank=True)
    travel_source = models.CharField(max_length=40, blank=True)
    # Why the source that was set up did not answer, where it did not.
    travel_fault = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True)
    # Who moved a visit last, so that two coordinators see each other.
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(null=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["-day", "office"]
        permissions = [("publish_plan", "Can publish plans")]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "office", "day"], name="one_plan_an_office_a_day"
            ),
            models.CheckConstraint(
                name="plan_published_at_a_time",
                condition=Q(status="PUBLISHED", published_at__isnull=False)
                | (~Q(status="PUBLISHED") & Q(published_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.pk}"

    def get_absolute_url(self) -> str:
        """Return the address of the day's page; the office is named for users of several."""
        return self.address("routing:plan")

    def address(self, name: str, **more: str) -> str:
        """Return the address of one of this plan's pages or deeds."""
        path = reverse(name, kwargs={"slug": self.campaign.slug, "day": self.day, **more})
        return f"{path}?{urlencode({'office': self.office.code})}"

    @property
    def is_being_planned(self) -> bool:
        """Whether a worker has it or is to take it."""
        return self.status in (self.Status.WAITING, self.Status.SOLVING)

    @property
    def is_movable(self) -> bool:
        """Whether its doors may be moved by hand."""
        return self.status in (self.Status.DRAFT, self.Status.PUBLISHED)


class Route(models.Model):
    """One team's ordered visits in a plan."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="routes")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="routes")
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    distance_metres = models.PositiveIntegerField(default=0)
    travel_seconds = models.PositiveIntegerField(default=0)
    late_seconds = models.PositiveIntegerField(
        default=0, help_text="By how much it overruns the shift, after moves by hand."
    )
    list_order_seconds = models.PositiveIntegerField(
        default=0, help_text="Its driving if the team took its doors in the order of the list."
    )
    # [after how many doors, when as a second since 1970 or null for no room, seconds] each.
    breaks = models.JSONField(default=list)

    class Meta:
        verbose_name = _("route")
        verbose_name_plural = _("routes")
        ordering = ["team__name"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "team"], name="one_route_a_team_a_plan"),
        ]

    def __str__(self) -> str:
        return f"route {self.pk}"

    @property
    def ends_next_day(self) -> bool:
        """Whether the team is back after midnight by the clocks of its office."""
        if self.ends_at is None:
            return False
        return timezone.localdate(self.ends_at, self.plan.office.zone) > self.plan.day


class PlannedVisit(models.Model):
    """An enrollment in a plan: placed in a route, or left out with the reason that binds."""

    class LeftOut(models.TextChoices):
        NO_PLACE = "NO_PLACE", _("No usable coordinates")
        NO_WINDOW = "NO_WINDOW", _("No time fits")
        NO_SHIFT = "NO_SHIFT", _("No team has a shift")
        NO_TEAM = "NO_TEAM", _("The team it is pinned to cannot go")
        NO_LANGUAGE = "NO_LANGUAGE", _("No team speaks the language")
        NO_PAIR = "NO_PAIR", _("No team has two people")
        TOO_FAR = "TOO_FAR", _("Too far for every team")
        SHIFT_FULL = "SHIFT_FULL", _("Shifts are full")
        TAKEN_OUT = "TAKEN_OUT", _("Taken out by hand")
        OPEN_ELSEWHERE = "OPEN_ELSEWHERE", _("Has an open visit already")
        STOPPED = "STOPPED", _("Must not be contacted")
        NOT_WANTED = "NOT_WANTED", _("Needs no visit any more")

    class Pin(models.TextChoices):
        TEAM = "TEAM", _("Stays with the team")
        PLACE = "PLACE", _("Stays at its place")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="planned_visits")
    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.PROTECT, related_name="planned_visits"
    )
    route = models.ForeignKey(
        Route, on_delete=models.CASCADE, null=True, related_name="planned_visits"
    )
    position = models.PositiveSmallIntegerField(null=True)
    arrives_at = models.DateTimeField(null=True)
    late_seconds = models.PositiveIntegerField(
        default=0, help_text="By how much it overruns its window, after moves by hand."
    )
    left_out = models.CharField(max_length=16, choices=LeftOut, blank=True)
    pin = models.CharField(max_length=5, choices=Pin, blank=True)
    # Who moved it last by hand, so that another coordinator sees it.
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    moved_at = models.DateTimeField(null=True)
    visit = models.OneToOneField(
        Visit, on_delete=models.PROTECT, null=True, related_name="planned_visit"
    )

    class Meta:
        verbose_name = _("planned visit")
        verbose_name_plural = _("planned visits")
        ordering = ["route", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "enrollment"], name="planned_once"),
            models.CheckConstraint(
                name="placed_in_a_route_or_left_out_for_a_reason",
                condition=Q(route__isnull=False, position__isnull=False, left_out="")
                | (Q(route__isnull=True, position__isnull=True) & ~Q(left_out="")),
            ),
            models.CheckConstraint(
                name="only_placed_visits_are_pinned", condition=Q(pin="") | Q(route__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"planned visit {self.pk}"
