"""What the worker does for statistics."""

from django.tasks import task

from outreach.campaigns.models import Campaign
from outreach.statistics.snapshots import refresh_snapshot


@task()
def refresh_figures(campaign_id: int) -> None:
    """Make the campaign's figures anew; nothing where the campaign is gone."""
    campaign = Campaign.objects.filter(pk=campaign_id).first()
    if campaign:
        refresh_snapshot(campaign)
