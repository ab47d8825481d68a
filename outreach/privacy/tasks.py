"""What the worker does for keeping and forgetting."""

from django.tasks import task
from django.utils import timezone

from outreach.accounts.models import User
from outreach.campaigns.models import Campaign
from outreach.privacy.backups.leftovers import forget_leftovers
from outreach.privacy.purging import NotClosedError, purge_campaign, purge_expired
from outreach.privacy.replaying import replay_ledger
from outreach.privacy.wiping import wipe


@task()
def purge_campaign_now(campaign_id: int, rule: str, user_id: int) -> None:
    """Turn the campaign to its figures; nothing where it was opened again meanwhile."""
    campaign = Campaign.objects.get(pk=campaign_id)
    by = User.objects.filter(pk=user_id).first()
    try:
        purge_campaign(campaign, rule, timezone.now(), by)
    except NotClosedError:
        return
    wipe()


@task()
def purge_everything_over() -> None:
    """Erase whatever is over: the same as the nightly command."""
    now = timezone.now()
    replay_ledger(now)
    purge_expired(now)
    forget_leftovers()
    wipe()
