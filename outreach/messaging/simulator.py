"""A carrier without a network: takes texts, delivers them, and fails by rule or by hand.

The last two digits of a number decide, so that everything can be tried: 90 fails as unreachable,
91 has opted out, 92 is a landline, 93 asks to wait, 94 never answers, 95 answers STOP to what is
delivered, and 96 answers kindly.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from contacts.identity import phone_key
from outreach.messaging.gateway import Handed, Listed, Refused, Result, Throttled, Unknown
from outreach.messaging.models import SimulatedText
from outreach.messaging.pacing import Sender

REFUSALS = {"91": "21610", "92": "21614"}
FAILS_LATER = {"90": "30003"}
ANSWERS = {"95": "STOP", "96": "Thanks, I am fine"}
# What can be made to happen to a text by hand.
BY_HAND = {"delivered": "", "30003": "30003", "30006": "30006", "30007": "30007"}


class Simulator:
    """Keeps what it takes in a table, which its page shows as the person's phone."""

    sender = Sender("simulator", 0)

    def send(self, number: str, words: str, status_address: str) -> Result:
        """Take a text, or refuse it by the number's last digits."""
        ending = number[-2:]
        if ending in REFUSALS:
            return Refused(REFUSALS[ending])
        if ending == "93":
            return Throttled(60)
        taken = SimulatedText.objects.create(
            provider_id=f"SM{uuid4().hex}",
            text=UUID(status_address.rstrip("/").rsplit("/", 1)[-1]),
            number=number,
            key=phone_key(number),
            words=words,
        )
        return Unknown("time-out") if ending == "94" else Handed(taken.provider_id)

    def listed(self, number: str, since: datetime) -> Sequence[Listed]:
        """Return what was taken for a number."""
        taken = SimulatedText.objects.filter(key=phone_key(number), taken_at__gte=since)
        return [Listed(one.provider_id, one.words, one.status, one.taken_at) for one in taken]


def deliver(now: datetime) -> int:
    """Let the carrier deliver what it took, or fail, and call back; return how many texts."""
    waiting = list(SimulatedText.objects.filter(status="sent", taken_at__lte=now)[:500])
    for one in waiting:
        end(one, FAILS_LATER.get(str(one.number)[-2:], ""), now)
    return len(waiting)


def end(one: SimulatedText, code: str, now: datetime) -> None:
    """Deliver a text, or let it fail by a code; call back, and answer where the number does."""
    from outreach.messaging.callbacks import take_status
    from outreach.messaging.incoming import take_in

    one.status = "undelivered" if code else "delivered"
    one.save(update_fields=["status"])
    take_status(one.text, one.provider_id, one.status, code, now)
    answer = ANSWERS.get(str(one.number)[-2:])
    if answer and not code:
        take_in(f"SIM{one.provider_id}"[:40], str(one.number), answer, now)
