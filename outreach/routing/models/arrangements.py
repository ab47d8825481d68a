"""How the doors of a plan lay before a change, or would lay: for undo, comparing and proposals."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.codes import new_code
from outreach.campaigns.models import Enrollment, Team
from outreach.routing.models.plans import Plan, PlannedVisit


class Arrangement(models.Model):
    """Where every door of a plan was at one moment, or is proposed to be."""

    class Deed(models.TextChoices):
        """What was done right after it, and is undone by going back to it."""

        MOVE = "MOVE", _("Moved by hand")
        SPLIT = "SPLIT", _("Split among teams")
        PLAN_AGAIN = "PLAN_AGAIN", _("Planned again")
        REST_OF_DAY = "REST_OF_DAY", _("Rest of the day planned again")
        BRING_BACK = "BRING_BACK", _("An earlier arrangement brought back")
        # Not a step back but a step that may be taken.
        PROPOSAL = "PROPOSAL", _("Proposed for the rest of the day")

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="arrangements")
    deed = models.CharField(max_length=12, choices=Deed)
    # How many doors the deed was about.
    count = models.PositiveIntegerField(default=0)
    # The plan's version when it was taken. A proposal is good for that version only.
    version = models.PositiveIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("arrangement")
        verbose_name_plural = _("arrangements")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=models.Q(deed="PROPOSAL"),
                name="one_proposal_a_plan",
            ),
        ]

    def __str__(self) -> str:
        return f"arrangement {self.pk}"


class ArrangedVisit(models.Model):
    """One door in an arrangement."""

    arrangement = models.ForeignKey(Arrangement, on_delete=models.CASCADE, related_name="visits")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="+")
    position = models.PositiveSmallIntegerField(null=True)
    left_out = models.CharField(max_length=16, choices=PlannedVisit.LeftOut, blank=True)
    pin = models.CharField(max_length=5, choices=PlannedVisit.Pin, blank=True)

    class Meta:
        verbose_name = _("arranged visit")
        verbose_name_plural = _("arranged visits")
        ordering = ["team", "position"]
        constraints = [
            models.UniqueConstraint(fields=["arrangement", "enrollment"], name="arranged_once"),
        ]

    def __str__(self) -> str:
        return f"arranged visit {self.pk}"
