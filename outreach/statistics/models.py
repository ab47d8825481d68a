"""Figures computed once and read often."""

from django.db import models
from django.utils.translation import gettext_lazy as _

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
            ("export_visits", "Can export visits one by one, without names"),
        ]

    def __str__(self) -> str:
        return f"figures of campaign {self.campaign_id}"
