"""How many people a campaign has, by what became of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.chips import Chip
from outreach.campaigns.models import Campaign, Enrollment

Closure = Enrollment.Closure
NO_PLACE = Q(contact__address=None) | Q(contact__address__latitude=None)
OPEN = Q(closed_at=None, contact__stopped="")


@dataclass(frozen=True)
class State:
    """A list of a campaign's people: its code in the address, its words, what makes it."""

    code: str
    label: str | Promise
    condition: Q


STATES = [
    State("all", _("Enrolled"), Q()),
    State("open", _("Still to visit"), OPEN),
    State("no-place", _("Cannot be placed on the map"), OPEN & NO_PLACE),
    *(State(code.lower(), label, Q(closure=code)) for code, label in Closure.choices),
]


@dataclass(frozen=True)
class Counted:
    """A state with the number of people in it."""

    state: State
    count: int


def count_states(enrollments: Any) -> list[Counted]:
    """Return how many of the enrollments are in each state, in one query."""
    counts = enrollments.aggregate(
        **{f"n{i}": Count("pk", filter=state.condition) for i, state in enumerate(STATES)}
    )
    return [Counted(state, counts[f"n{i}"]) for i, state in enumerate(STATES)]


def count_campaigns(campaigns: Iterable[Campaign], user: Any) -> dict[int, Any]:
    """Return the people of the user's offices by campaign: enrolled, open, reached, unplaced."""
    rows = (
        Enrollment.objects.visible_to(user)
        .filter(campaign__in=campaigns)
        .order_by()
        .values("campaign")
        .annotate(
            enrolled=Count("pk"),
            open=Count("pk", filter=OPEN),
            reached=Count("pk", filter=Q(closure=Closure.REACHED)),
            unplaced=Count("pk", filter=OPEN & NO_PLACE),
        )
    )
    return {row["campaign"]: row for row in rows}


def not_enrolled() -> Chip:
    """Return the counted list of the people who are in no campaign and may be visited."""
    return Chip(
        "not-enrolled",
        _("In no campaign"),
        lambda: Q(
            ~Exists(Enrollment.objects.filter(contact=OuterRef("pk"))), stopped="", decoy=None
        ),
    )
