"""Figures computed once and read often."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.codes import new_code
from contacts.encryption import EncryptedBinaryField
from outreach.campaigns.models import Campaign


class Snapshot(models.Model):
    """A campaign's figures as they stood at a time, small counts already left out."""

    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, related_name="snapshot")
    made_at = models.DateTimeField(null=True, help_text="Empty until the first figures are made.")
    asked_at = models.DateTimeField(null=True, help_text="When the worker was last asked for it.")
    watermark = models.CharField(max_length=80, blank=True, help_text="How far it has read.")
    definitions_version = models.PositiveSmallIntegerField(default=0)
    figures = models.JSONField(default=dict, help_text="As `cells.Published.as_json` gives them.")

    class Meta:
        verbose_name = _("snapshot of figures")
        verbose_name_plural = _("snapshots of figures")
        permissions = [
            ("view_figures", "Can see suppressed figures"),
            ("export_figures", "Can export suppressed figures"),
            ("view_small_counts", "Can see figures with small counts, for a reason"),
            ("export_visits", "Can export visits one by one, without names"),
            ("export_records", "Can export records of their offices, by code"),
        ]

    def __str__(self) -> str:
        return f"figures of campaign {self.campaign_id}"


class Tally(models.Model):
    """What a campaign goes on counting of people who were erased: totals that belong to nobody.

    All of them are one value, written anew in their order each time: no number, time or place of a
    row tells which of them came from one person.
    """

    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, related_name="tally")
    counts = models.JSONField(
        default=list, help_text="[team, first day of the piece of its week, what, how many]"
    )

    class Meta:
        verbose_name = _("tally of people erased")
        verbose_name_plural = _("tallies of people erased")

    def __str__(self) -> str:
        return f"tally of campaign {self.campaign_id}"


class Publication(models.Model):
    """The figures of a period as they left the office, for good. Appended, never edited.

    A period is counted again only as a restatement, which points at what it restates.
    """

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="publications")
    since = models.DateField()
    until = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    definitions_version = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the rows that were counted.")
    counted = models.PositiveIntegerField(help_text="How many rows that were.")
    figures = models.JSONField(help_text="As `cells.Published.as_json` gives them.")
    restates = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, related_name="restated_by"
    )
    differences = models.JSONField(
        default=list, help_text="[count, place, time, before, after] of what may be told."
    )

    class Meta:
        verbose_name = _("publication of figures")
        verbose_name_plural = _("publications of figures")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="publication_days_in_order", condition=Q(until__gte=F("since"))
            ),
            # Two at once must not both be the first of their period.
            models.UniqueConstraint(
                fields=["campaign", "since", "until", "definitions_version"],
                condition=Q(restates__isnull=True),
                name="one_first_publication_a_period",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def period(self) -> str:
        """The name of its period, as `timeline.Span` gives it."""
        return f"{self.since}/{self.until}"


class SavedExport(models.Model):
    """An export under a name: what is asked for, so that it can be asked for again."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    name = models.CharField(_("name"), max_length=60)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_exports"
    )
    asked = models.JSONField(help_text="The form's fields; days relative where so chosen.")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("saved export")
        verbose_name_plural = _("saved exports")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="export_name_once_an_owner"),
        ]

    def __str__(self) -> str:
        return self.code


class ExportJob(models.Model):
    """A file of visits that the worker makes, piece by piece, and that is kept for seven days."""

    class Status(models.TextChoices):
        WAITING = "WAITING", _("Waiting")
        MAKING = "MAKING", _("Being made")
        READY = "READY", _("Ready")
        FAILED = "FAILED", _("Failed")

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="export_jobs")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="export_jobs"
    )
    asked = models.JSONField(help_text="Days, offices and format.")
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    key = EncryptedBinaryField(
        help_text="What its pseudonyms are made with; gone once it is ready."
    )
    rows = models.PositiveIntegerField(default=0, help_text="How many there will be.")
    done = models.PositiveIntegerField(default=0)
    last_visit = models.CharField(max_length=12, blank=True, help_text="Where to go on from.")
    claimed_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)
    ready_at = models.DateTimeField(null=True)
    size = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("export of visits")
        verbose_name_plural = _("exports of visits")
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return self.code

    @property
    def since(self) -> date:
        """The first day of its visits."""
        return date.fromisoformat(self.asked["since"])

    @property
    def until(self) -> date:
        """The last day of its visits."""
        return date.fromisoformat(self.asked["until"])


class ExportPiece(models.Model):
    """A piece of a file, in the database, so that any web process can send what any worker made."""

    job = models.ForeignKey(ExportJob, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    content = EncryptedBinaryField()

    class Meta:
        verbose_name = _("piece of an export")
        verbose_name_plural = _("pieces of exports")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="export_piece_once"),
        ]

    def __str__(self) -> str:
        return f"piece {self.number} of {self.job_id}"
