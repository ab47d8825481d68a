"""People of a campaign that is over, of one that runs, and of none."""

from datetime import timedelta

from django.utils import timezone

from outreach.accounts import roles
from outreach.statistics.snapshots import refresh_snapshot
from tests import factories as make
from tests.privacy.conftest import close_long_ago, seed
from tests.statistics.history import report_visit


def fill() -> None:
    """Put them into an empty database."""
    office = make.OfficeFactory(code="hartford")
    coordinator = make.UserFactory(role=roles.COORDINATOR, office=office)
    over = close_long_ago(make.CampaignFactory(slug="spring", offices=[office]))
    team = make.TeamFactory(campaign=over, office=office)
    seed(over, team, coordinator)
    for _ in range(5):
        report_visit(make.VisitFactory(team=team, enrollment__contact__office=office))
    running = make.CampaignFactory(slug="running", offices=[office])
    make.EnrollmentFactory(campaign=running, contact__office=office)
    old = timezone.now() - timedelta(days=300)
    make.ContactFactory(office=office, family_name="Wobblegate", created_at=old)
    refresh_snapshot(over)
