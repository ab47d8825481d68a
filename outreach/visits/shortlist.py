"""What a phone keeps of the directory: the resources nearest to today's route; nobody's name."""

from datetime import date
from typing import Any

from contacts.places import Place, great_circle_metres
from outreach.referrals.facets import labels_of
from outreach.referrals.finding import nearest
from outreach.referrals.hours import hours_in_words
from outreach.referrals.models import Resource
from outreach.visits.models import Visit

MOST = 30
# Of those nearest to the middle of the route, these are compared with each door.
COMPARED = 200
MILES = (10, 50, 250)


def shortlist_of(user: Any, day: date) -> list[Resource]:
    """Return the resources nearest to any door, or start, of the user's teams on that day."""
    places = _places(user, day)
    if not places:
        return []
    middle = tuple(sum(axis) / len(places) for axis in zip(*places, strict=True))
    resources = Resource.objects.visible_to(user).listed()
    found: list[Resource] = []
    for miles in MILES:
        found = list(nearest(resources, (middle[0], middle[1]), miles)[:COMPARED])
        if len(found) >= MOST:
            break
    return sorted(found, key=lambda resource: _apart(resource, places))[:MOST]


def told(resource: Resource, today: date) -> dict[str, Any]:
    """Return a resource as the phone keeps it."""
    return {
        "code": resource.code,
        "name": resource.name,
        "kind": resource.kind,
        "phone": resource.phone,
        "address": resource.address,
        "hours": hours_in_words(resource.hours, today) or list(filter(None, [resource.hours_note])),
        "languages": resource.languages,
        "offers": labels_of(resource.facets),
        "latitude": resource.latitude,
        "longitude": resource.longitude,
    }


def _places(user: Any, day: date) -> list[Place]:
    visits = Visit.objects.of_day(user, day).select_related("contact__address", "team")
    doors = [visit.contact.address.place for visit in visits if visit.contact.address]
    starts = {visit.team.start for visit in visits}
    return [place for place in [*doors, *starts] if place]


def _apart(resource: Resource, places: list[Place]) -> tuple[float, int]:
    place = resource.place
    if place is None:
        return float("inf"), resource.pk
    return min(great_circle_metres(place, other) for other in places), resource.pk
