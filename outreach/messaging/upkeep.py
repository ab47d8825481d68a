"""What messaging does by the clock: make, send, find out."""

from django.utils import timezone

from outreach.messaging.alarming import alarm
from outreach.messaging.gateway import gateway
from outreach.messaging.making import make_due
from outreach.messaging.reconciling import settle_unknown
from outreach.messaging.sending import send_due
from outreach.messaging.simulator import Simulator, deliver


def send_everything_due(most: int = 1_000) -> dict[str, int]:
    """Make the texts that are owed, send those that are due, and settle what is not known.

    Returns how many of each.
    """
    out = gateway()
    done = {"made": make_due(), "sent": send_due(out, most), "settled": settle_unknown(out)}
    done["alarmed"] = alarm()
    if isinstance(out, Simulator):
        done["delivered"] = deliver(timezone.now())
    return done
