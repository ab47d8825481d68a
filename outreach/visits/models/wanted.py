"""What became of a wish for a referral that was told at the door."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from outreach.visits.models.visits import Visit


class WantedReferral(models.Model):
    """Who sees to it that the person is referred, or why nobody was.

    It belongs to the visit and not to one report, so that a correction of something else does not
    open it again. Without a row the whole office owes it.
    """

    class Closure(models.TextChoices):
        NO_LONGER = "NO_LONGER", _("They no longer want one")
        NOT_REACHED = "NOT_REACHED", _("They could not be reached")
        HELPED = "HELPED", _("They found help another way")
        NOTHING_FITS = "NOTHING_FITS", _("No resource fits")
        MISTAKE = "MISTAKE", _("It was logged by mistake")

    visit = models.OneToOneField(
        Visit, on_delete=models.PROTECT, primary_key=True, related_name="wanted_referral"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    closure = models.CharField(
        _("why nobody was referred"), max_length=12, choices=Closure, blank=True
    )
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("referral wanted at a door")
        verbose_name_plural = _("referrals wanted at doors")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="wanted_referral_is_closed_whole",
                condition=Q(closure="", closed_at__isnull=True, closed_by__isnull=True)
                | (~Q(closure="") & Q(closed_at__isnull=False, closed_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"referral wanted at visit {self.visit_id}"
