"""The assignment of one enrollment to one team on one day; also the knock itself."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.codes import new_code
from contacts.models import Contact, SafetyFlag
from contacts.scoping import ScopedQuerySet
from outreach.campaigns.models import Enrollment, Team

if TYPE_CHECKING:
    from outreach.visits.models.reports import VisitReport


class VisitQuerySet(ScopedQuerySet["Visit"]):
    """Visits, narrowed by who asks."""

    seen_by = "visits.view_visit"
    staff = "team__office__staff"

    def still_known(self) -> Self:
        """Leave out the visits to people who were erased: only figures are made of them."""
        return self.exclude(contact__stopped=Contact.StopReason.ERASED)

    def of_day(self, user: Any, day: date) -> Self:
        """Return the visits of `day`, open or logged, of the active teams `user` goes out with."""
        teams = Team.objects.filter(members=user, is_active=True)
        visits = self.still_known().filter(team__in=teams, day=day)
        return visits.exclude(status=Visit.Status.CANCELLED)

    def of_day_or_gone(self, user: Any, day: date) -> Self:
        """Return the same, and those that were such until they were cancelled or given away."""
        teams = Team.objects.filter(members=user, is_active=True)
        theirs = Q(team__in=teams) | Q(previous_team__in=teams)
        return self.still_known().filter(theirs, day=day)


class Visit(models.Model):
    """One assignment of one enrollment to one team on one day."""

    class Status(models.TextChoices):
        OPEN = "OPEN", _("Open")
        LOGGED = "LOGGED", _("Logged")
        CANCELLED = "CANCELLED", _("Cancelled")

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="visits")
    # Repeats enrollment.contact so that the database itself can hold "one open visit a contact".
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="visits")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="visits")
    previous_team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    moved_at = models.DateTimeField(null=True, editable=False)
    day = models.DateField(_("day"))
    position = models.PositiveSmallIntegerField(_("place in the route"), default=0)
    expected_at = models.DateTimeField(_("expected at"), null=True)
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)

    objects = VisitQuerySet.as_manager()

    # What `caseload.with_what_to_know` brings along for the agent's pages.
    number: int
    tries: int
    hazards: list[SafetyFlag]
    current_reports: list["VisitReport"]

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["day", "position", "pk"]
        permissions = [("log_visit", "Can see today's visits and log them")]
        constraints = [
            models.UniqueConstraint(
                fields=["contact"], condition=Q(status="OPEN"), name="one_open_visit_a_contact"
            ),
        ]
        indexes = [models.Index(fields=["team", "day", "position"], name="visit_day_list")]

    def __str__(self) -> str:
        return self.code

    def save(self, **kwargs: Any) -> None:
        """Save, with the contact taken from the enrollment."""
        self.contact_id = self.enrollment.contact_id
        super().save(**kwargs)

    def move_to(self, team: Team, position: int, expected_at: datetime | None) -> None:
        """Give the visit to `team` at `position`; whoever had it before can still see that."""
        changed = ["position", "expected_at", "changed_at"]
        if team.pk != self.team_id:
            self.previous_team_id, self.team, self.moved_at = self.team_id, team, timezone.now()
            changed += ["previous_team", "team", "moved_at"]
        self.position, self.expected_at = position, expected_at
        self.save(update_fields=changed)
