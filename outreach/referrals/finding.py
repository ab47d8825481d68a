"""Finding resources near a place: a box on the index, then distance, then the order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from math import cos, radians
from typing import Any

from django.db.models import F, FloatField, Q, QuerySet, Value
from django.db.models.expressions import ExpressionWrapper

from contacts.places import Place, great_circle_metres
from outreach.referrals.facets import Facet
from outreach.referrals.models import Resource
from outreach.referrals.opening import Opening, opening_at
from outreach.referrals.ranking import METRES_A_MILE, Fit, score
from outreach.referrals.success import recent_success

DEGREES_A_MILE = METRES_A_MILE / 111_195  # of latitude, on a sphere
# The box grows until it holds enough, so that a city's is small and the plains' is large.
MILES = (10, 50, 250)
ENOUGH = 10
CANDIDATES = 120
MOST_PLACELESS = 20
# Of those whose opening is asked for: as many as a large city has of them.
MOST_LOOKED_AT = 3000
MOST_SHOWN = 30
CONFIRMED_FOR = timedelta(days=180)
SPEAKING = {"es": Facet.SPANISH, "ase": Facet.SIGN_LANGUAGE}


@dataclass(frozen=True)
class Wish:
    """What is looked for: by group, any of its facets; every group has to be met."""

    groups: Mapping[str, Facet] = field(default_factory=dict)
    words: str = ""
    open_now: bool = False
    language: str = ""


@dataclass(frozen=True)
class Found:
    """A resource with how far it is, whether it is open, and what lately came of it."""

    resource: Resource
    metres: float | None
    opening: Opening
    success: tuple[int, int] | None
    score: float

    @property
    def miles(self) -> float | None:
        """The distance in miles as the crow flies, or None."""
        return None if self.metres is None else self.metres / METRES_A_MILE


def find_resources(
    resources: QuerySet[Resource], near: Place | None, wish: Wish, now: datetime
) -> list[Found]:
    """Return the resources that meet the wish, the best first; `now` is aware.

    A resource is open by its own clock, and by that of `now` where its postal code is unknown.

    Without a place all that meet the wish are equally near, and only the first are looked at.
    """
    rows = _meeting(resources, wish)
    candidates = _candidates(rows, near, now if wish.open_now else None)
    successes = recent_success([each.pk for each in candidates], now)
    found = [_found(each, near, wish, now, successes.get(each.pk)) for each in candidates]
    found.sort(key=lambda each: (-each.score, each.resource.pk))
    return found[:MOST_SHOWN]


def _meeting(resources: QuerySet[Resource], wish: Wish) -> Any:
    rows: Any = resources.filter(is_listed=True)
    for number, mask in enumerate(wish.groups.values()):
        if mask:
            bits = {f"wished_{number}": F("facets").bitand(int(mask))}
            rows = rows.alias(**bits).filter(**{f"wished_{number}__gt": 0})
    if wish.words:
        rows = rows.filter(
            Q(name__icontains=wish.words) | Q(organization_name__icontains=wish.words)
        )
    return rows


def _candidates(rows: Any, near: Place | None, open_at: datetime | None) -> list[Resource]:
    """Return the nearest of them, out of the smallest box that holds enough.

    After them those without any place, such as lines to call: they are far from nobody. With
    `open_at` only what is open then counts: at night all that is near may be closed.
    """
    if near is None:
        return _first(rows, open_at, CANDIDATES)
    found: list[Resource] = []
    for miles in MILES:
        found = _first(nearest(rows, near, miles), open_at, CANDIDATES)
        if len(found) >= ENOUGH:
            break
    return found + _first(rows.filter(latitude=None).order_by(), open_at, MOST_PLACELESS)


def _first(rows: Any, open_at: datetime | None, most: int) -> list[Resource]:
    """Return the first of the rows, or the first that are open then, of so many looked at."""
    if open_at is None:
        return list(rows.defer("about")[:most])
    light = rows.only("hours", "postal_code")[:MOST_LOOKED_AT]
    is_open = (
        each.pk
        for each in light.iterator(chunk_size=200)
        if opening_at(each.hours, each.local(open_at)).is_open
    )
    keys = list(islice(is_open, most))
    known = rows.model._default_manager.defer("about").in_bulk(keys)
    return [known[key] for key in keys if key in known]


def nearest(rows: Any, near: Place, miles: float) -> Any:
    """Return the rows of a box of that many miles each way around a place, the nearest first."""
    return rows.filter(in_box(near, miles)).order_by(apart_from(near), "pk")


def in_box(near: Place, miles: float) -> Q:
    """Return what a row must be to lie that many miles each way around a place, or less."""
    latitude, longitude = near
    high = miles * DEGREES_A_MILE
    wide = high / _shrink(near)
    return Q(
        latitude__range=(latitude - high, latitude + high),
        longitude__range=(longitude - wide, longitude + wide),
    )


def apart_from(near: Place) -> Any:
    """Return what orders rows by their distance.

    Within a box the earth is flat enough for the order; distances are computed after.
    """
    north, east = F("latitude") - Value(near[0]), (F("longitude") - Value(near[1])) * _shrink(near)
    return ExpressionWrapper(north * north + east * east, output_field=FloatField())


def _shrink(near: Place) -> float:
    return max(cos(radians(near[0])), 0.01)


def _found(
    resource: Resource,
    near: Place | None,
    wish: Wish,
    now: datetime,
    success: tuple[int, int] | None,
) -> Found:
    place = resource.place
    metres = great_circle_metres(near, place) if near and place else None
    opening = opening_at(resource.hours, resource.local(now))
    fit = _fit(resource, wish, opening, now)
    return Found(resource, metres, opening, success, score(metres, fit, success))


def _fit(resource: Resource, wish: Wish, opening: Opening, now: datetime) -> Fit:
    has = Facet(resource.facets)
    wished = [facet for mask in wish.groups.values() for facet in mask]
    spoken = SPEAKING.get(wish.language)
    confirmed = resource.confirmed_on
    return Fit(
        met=sum(facet in has for facet in wished),
        asked=len(wished),
        is_open=opening.is_open,
        speaks=None if spoken is None else spoken in has,
        is_confirmed=confirmed is not None and confirmed >= (now - CONFIRMED_FOR).date(),
        costs_little=bool(has & (Facet.FREE | Facet.SLIDING_SCALE | Facet.MEDICAID)),
    )
