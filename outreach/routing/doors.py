"""The doors of a plan as the solver knows them, read for all of them at once."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from contacts.models import SafetyFlag
from outreach.campaigns.models import Enrollment
from outreach.routing.days import door_of
from outreach.routing.models import Plan
from outreach.routing.problem import Door
from outreach.visits.codelists import ATTEMPTS
from outreach.visits.models import VisitReport


def doors_of(plan: Plan, enrollments: Iterable[Enrollment]) -> list[Door]:
    """Return the doors in the order of the enrollments, whose contacts' addresses are read."""
    known = list(enrollments)
    tries = tries_of([each.contact_id for each in known])
    flagged = _in_pairs([each.contact.address_id for each in known], plan.day)
    return [
        door_of(
            each,
            plan,
            tries[each.contact_id],
            in_pairs=each.contact.address_id in flagged,
        )
        for each in known
    ]


def tries_of(contacts: list[int]) -> defaultdict[int, list[datetime]]:
    """Return when these contacts were knocked for, in any campaign.

    A phone's clock is a claim: a knock is never later than its report was received.
    """
    knocks = VisitReport.objects.current().filter(
        disposition__in=ATTEMPTS, visit__contact__in=contacts
    )
    tries: defaultdict[int, list[datetime]] = defaultdict(list)
    for contact, knocked, received in knocks.order_by("pk").values_list(
        "visit__contact", "knocked_at", "received_at"
    ):
        tries[contact].append(min(knocked, received))
    return tries


def _in_pairs(addresses: list[int | None], day: date) -> set[int]:
    """Return the addresses to which nobody goes alone; one person's word is enough for that."""
    flags = SafetyFlag.objects.filter(
        address__in=[each for each in addresses if each],
        kind=SafetyFlag.Kind.GO_IN_PAIRS,
        expires_on__gte=day,
    )
    return set(flags.values_list("address", flat=True))
