"""A team's doors of one day, in order, with what an agent needs to know before each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce

from contacts.models import SafetyFlag
from contacts.places import Place, great_circle_metres
from outreach.visits.codelists import ATTEMPTS
from outreach.visits.models import Visit, VisitReport


@dataclass(frozen=True)
class Street:
    """Doors that follow each other along one street."""

    name: str
    visits: list[Visit]


@dataclass(frozen=True)
class Caseload:
    """The day's doors: the next one, those after it by street, and those that are logged."""

    visits: list[Visit]

    @property
    def done(self) -> list[Visit]:
        """The logged doors, the latest first."""
        logged = [visit for visit in self.visits if visit.status == Visit.Status.LOGGED]
        return sorted(logged, key=lambda visit: visit.changed_at, reverse=True)

    @property
    def open(self) -> list[Visit]:
        """The doors still to knock at, in the order of the route."""
        return [visit for visit in self.visits if visit.status == Visit.Status.OPEN]

    @property
    def next(self) -> Visit | None:
        """The next door, or None when the day is done."""
        return self.open[0] if self.open else None

    @property
    def streets(self) -> list[Street]:
        """The doors after the next one, grouped while they stay in one street."""
        later = groupby(self.open[1:], key=street_of)
        return [Street(name, list(visits)) for name, visits in later]

    def building_of(self, visit: Visit) -> list[Visit]:
        """The doors still to knock at in the visit's building, itself among them."""
        here = _building(visit)
        return [other for other in self.open if here and _building(other) == here]

    @property
    def metres_to_next(self) -> float | None:
        """How far the next door is from the last one, or from the start; None where unknown."""
        if self.next is None:
            return None
        before = self.done[0] if self.done else None
        start = _place(before) if before else self.next.team.start
        end = _place(self.next)
        return great_circle_metres(start, end) if start and end else None

    @property
    def metres_left(self) -> float:
        """How far it is along the doors still to knock at, as the crow flies."""
        places = [place for visit in self.open if (place := _place(visit))]
        legs = pairwise(places)
        return (self.metres_to_next or 0.0) + sum(great_circle_metres(a, b) for a, b in legs)


def caseload_of(user: Any, day: date) -> Caseload:
    """Return the user's doors of `day`; the number of queries does not depend on how many."""
    return Caseload(told_all(with_what_to_know(Visit.objects.of_day(user, day)), day))


def with_what_to_know(visits: Any) -> Any:
    """Add to each visit its former `tries`, its confirmed hazards and its current report."""
    return (
        visits.select_related("contact__address", "team__office", "enrollment__campaign")
        .annotate(tries=Coalesce(Subquery(_tries()), 0))
        .prefetch_related(
            Prefetch(
                "contact__address__safety_flags",
                queryset=SafetyFlag.objects.filter(confirmed_by__isnull=False),
            ),
            Prefetch("reports", queryset=VisitReport.objects.current(), to_attr="current_reports"),
        )
    )


def told_all(visits: Iterable[Visit], day: date) -> list[Visit]:
    """Number the visits and give each the hazards of its door that have not expired on `day`."""
    listed = list(visits)
    for number, visit in enumerate(listed, 1):
        address = visit.contact.address
        flags = address.safety_flags.all() if address else []
        visit.number, visit.hazards = number, [f for f in flags if f.expires_on >= day]
    return listed


def street_of(visit: Visit) -> str:
    """Return the street without its house number; '' where the door has no street."""
    street = visit.contact.address.street if visit.contact.address else ""
    number, _space, name = street.partition(" ")
    return name if number[:1].isdigit() and name else street


def _building(visit: Visit) -> tuple[str, ...]:
    """Return street with house number, and postal code; nothing where the door has no street."""
    address = visit.contact.address
    if address is None or not address.street:
        return ()
    return address.street.casefold(), address.postal_code


def _tries() -> Any:
    """Count the enrollment's earlier knocks, one row a visit in the outer query."""
    return (
        VisitReport.objects.current()
        .filter(
            visit__enrollment=OuterRef("enrollment"),
            visit__day__lt=OuterRef("day"),
            disposition__in=ATTEMPTS,
        )
        .order_by()
        .values("visit__enrollment")
        .annotate(number=Count("pk"))
        .values("number")
    )


def _place(visit: Visit) -> Place | None:
    return visit.contact.address.place if visit.contact.address else None
