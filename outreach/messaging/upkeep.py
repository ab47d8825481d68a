"""What messaging does by the clock: make, send, find out."""

from django.utils import timezone

from outreach.messaging.alarming import alarm
from outreach.messaging.gateway import gateway
from outreach.messaging.making import make_due
from outreach.messaging.reconciling import settle_unknown
from outreach.messaging.sending import send_due
from outreach.messaging.simulator import Simulator, deliver


def send_everything_due(most: int = 1_000) -> dict[str, int]:
    """Call someone to danger, make and send the texts that are due, settle what is not known.

    Returns how many of each. Danger comes first: nothing that fails or takes long keeps it back.
    """
    done, out = {"alarmed": alarm()}, gateway()
    done |= {"made": make_due(), "sent": send_due(out, most), "settled": settle_unknown(out)}
    if isinstance(out, Simulator):
        done["delivered"] = deliver(timezone.now())
    return done
