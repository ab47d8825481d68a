"""How often people who were referred to a resource got its help."""

from datetime import datetime

from django.db.models import Count, Q

from outreach.referrals.codes import Closure, Status
from outreach.referrals.models import Referral


def count_successes(resources: list[int], since: datetime) -> dict[int, tuple[int, int]]:
    """Return (connected, closed) since then, by resource. A mistake is neither.

    Nor is what the person or a stop ended: that says nothing about the resource.
    """
    ended = Referral.objects.filter(resource__in=resources, closed_at__gte=since).exclude(
        status__in=[Status.ENTERED_IN_ERROR, Status.CANCELLED]
    )
    connected = Count("pk", filter=Q(closure=Closure.SERVICE_STARTED))
    rows = ended.order_by().values("resource").annotate(connected=connected, closed=Count("pk"))
    return {row["resource"]: (row["connected"], row["closed"]) for row in rows}
