"""Keeping each campaign's figures ready, so that the dashboard never reads reports."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from outreach.campaigns.models import Campaign
from outreach.statistics.cells import Published
from outreach.statistics.indicators import DEFINITIONS_VERSION
from outreach.statistics.models import Snapshot, Tally
from outreach.statistics.publishing import publish_dashboard, published_before
from outreach.statistics.rows.reading import read_rows
from outreach.visits.models import ReceivedEvent, Visit

# The worker is asked at most this often, however many people look.
LEAST_PAUSE = timedelta(minutes=1)
# Cancelled and moved visits leave no trace in the watermark; they show after this long.
LONGEST_PAUSE = timedelta(minutes=10)
# So many visits are counted while the page waits; more are left to the worker.
COUNTED_AT_ONCE = 5_000


def latest_snapshot(campaign: Campaign, now: datetime | None = None) -> Snapshot:
    """Return the campaign's figures as they are kept, and see to it that newer ones are made.

    The first ones are made at once where that is quick; otherwise `made_at` is None until the
    worker has made them. Figures by other definitions than today's are none, but for a campaign
    whose people were erased: nothing newer can be made of it.
    """
    snapshot = _kept(campaign)
    if campaign.figures_since:
        return snapshot
    if snapshot.made_at is None and _is_quick(campaign):
        return refresh_snapshot(campaign)
    if _is_stale(snapshot, now or timezone.now()) and ask_for_refresh(campaign, now):
        return _kept(campaign)
    return snapshot


def _kept(campaign: Campaign) -> Snapshot:
    snapshot, _created = Snapshot.objects.get_or_create(campaign=campaign)
    if snapshot.definitions_version != DEFINITIONS_VERSION and not campaign.figures_since:
        snapshot.made_at = None
    return snapshot


def kept_figures(campaign: Campaign) -> Published:
    """Return what is left of a campaign whose people were erased, whenever it was counted."""
    return Published.from_json(_kept(campaign).figures).completed()


def refresh_snapshot(campaign: Campaign) -> Snapshot:
    """Count the campaign anew and keep what may be shown; one that was erased keeps what it has."""
    found = _count(campaign)
    with transaction.atomic():
        # Its people may have been erased while we counted them.
        known = Campaign.objects.select_for_update().get(pk=campaign.pk)
        return _kept(known) if known.figures_since else _keep(known, found)


def keep_last_figures(campaign: Campaign, **_kwargs: Any) -> None:
    """Make the figures that stay. Runs inside the transaction after which people are erased."""
    _keep(campaign, _count(campaign))
    # Files of its visits are records of people, too.
    campaign.export_jobs.all().delete()
    # It is in the figures, which are never counted again.
    Tally.objects.filter(campaign=campaign).delete()


def _count(campaign: Campaign) -> dict[str, Any]:
    return {
        # Read first: what arrives while we count is newer than the mark, and is counted next time.
        "watermark": _watermark(),
        "figures": publish_dashboard(read_rows(campaign), published_before(campaign)).as_json(),
        "made_at": timezone.now(),
        "definitions_version": DEFINITIONS_VERSION,
    }


def _keep(campaign: Campaign, found: dict[str, Any]) -> Snapshot:
    snapshot, _created = Snapshot.objects.update_or_create(campaign=campaign, defaults=found)
    return snapshot


def refresh_now(campaign: Campaign) -> bool:
    """Make new figures at once where that is quick, else ask the worker; say whether at once."""
    if _is_quick(campaign):
        refresh_snapshot(campaign)
        return True
    ask_for_refresh(campaign)
    return False


def ask_for_refresh(campaign: Campaign, now: datetime | None = None) -> bool:
    """Ask the worker for new figures unless it was asked within the last minute; say whether."""
    from outreach.statistics.tasks import refresh_figures

    now = now or timezone.now()
    Snapshot.objects.get_or_create(campaign=campaign)
    free = Q(asked_at__isnull=True) | Q(asked_at__lte=now - LEAST_PAUSE)
    # One update that only one of several processes can win.
    if not Snapshot.objects.filter(free, campaign=campaign).update(asked_at=now):
        return False
    refresh_figures.enqueue(campaign.pk)
    return True


def _is_quick(campaign: Campaign) -> bool:
    visits = Visit.objects.filter(team__campaign=campaign).order_by()
    return visits[: COUNTED_AT_ONCE + 1].count() <= COUNTED_AT_ONCE


def _is_stale(snapshot: Snapshot, now: datetime) -> bool:
    return (
        snapshot.made_at is None
        or snapshot.made_at <= now - LONGEST_PAUSE
        or snapshot.watermark != _watermark()
    )


def _watermark() -> str:
    """Return the newest report's time of receipt and the newest visit; both come from an index."""
    events = ReceivedEvent.objects.order_by("-received_at").values_list("received_at", flat=True)
    visits = Visit.objects.order_by("-pk").values_list("pk", flat=True)
    received_at = events.first()
    return f"{received_at.isoformat() if received_at else ''} {visits.first() or 0}"
