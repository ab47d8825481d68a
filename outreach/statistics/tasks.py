"""What the worker does for statistics."""

from django.tasks import task

from outreach.campaigns.models import Campaign
from outreach.statistics.export_jobs import go_on
from outreach.statistics.snapshots import refresh_snapshot


@task()
def refresh_figures(campaign_id: int) -> None:
    """Make the campaign's figures anew; nothing where the campaign is gone."""
    campaign = Campaign.objects.filter(pk=campaign_id).first()
    if campaign:
        refresh_snapshot(campaign)


@task()
def make_export(job_id: int) -> None:
    """Make a file of visits, or the rest of it."""
    go_on(job_id)
