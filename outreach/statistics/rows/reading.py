"""All that a campaign's figures are counted from, as one table."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from outreach.campaigns.models import Campaign
from outreach.statistics.rows.messages import read_messages
from outreach.statistics.rows.referrals import read_referrals
from outreach.statistics.rows.supplies import read_supplies
from outreach.statistics.rows.table import Places, Table, joined, places_of
from outreach.statistics.rows.tally import read_tally
from outreach.statistics.rows.visits import read_visits
from outreach.statistics.rows.work import read_work


@dataclass(frozen=True)
class Rows:
    """A campaign's places and rows, as of a moment."""

    places: Places
    table: Table


def read_rows(campaign: Campaign, as_of: datetime | None = None) -> Rows:
    """Read the campaign; terms of referrals are counted as of now, or of that moment."""
    places = places_of(campaign)
    visits = read_visits(campaign, places)
    others = [
        read_supplies(visits),
        read_work(campaign, places, visits.table, visits.knocked),
        read_referrals(campaign, visits.homes, as_of or timezone.now()),
        read_messages(campaign, visits.homes),
        read_tally(campaign, places),
    ]
    return Rows(places, joined([visits.table, *others]))
