"""The map by area: where offices work, each shaded by one figure, on its true place.

An area is drawn around the centres of the postal codes that its office covers. One too small to
see is drawn larger, around its own middle.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import cos, hypot, radians
from typing import Any

import zipcodes

from contacts.models import Office, PostalArea
from contacts.places import Place
from outreach.routing.boundary import hull
from outreach.statistics.charts import WIDTH, shade_of
from outreach.statistics.readings import Reading

MARGIN, LEAST_RADIUS = 44, 10
# In degrees; areas closer together than this are not drawn any larger.
LEAST_SPAN = 0.5
MOST_HEIGHT = 420
# Room that a name and a figure take.
LABEL_HEIGHT, LETTER, NAME_LETTERS, GAP = 32, 7.2, 14, 3


@dataclass(frozen=True)
class Box:
    """A rectangle on the map, by its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    def touches(self, other: "Box") -> bool:
        """Say whether they have a point in common."""
        aside = self.x + self.width <= other.x or other.x + other.width <= self.x
        above = self.y + self.height <= other.y or other.y + other.height <= self.y
        return not (aside or above)


@dataclass(frozen=True)
class Area:
    """An office's area: its corners, its shade from 0 to 4, and where its words stand."""

    name: str
    reading: Reading
    corners: tuple[Place, ...]
    shade: int
    # None where no place is free; the picture's words and its table name every area.
    label: Box | None

    @property
    def points(self) -> str:
        """The corners as SVG wants them."""
        return " ".join(f"{x},{y}" for x, y in self.corners)

    @property
    def short_name(self) -> str:
        """The name, cut to the room that its label takes."""
        return self.name if len(self.name) <= NAME_LETTERS else f"{self.name[:NAME_LETTERS]}…"


@dataclass(frozen=True)
class AreaMap:
    """The areas, and a dot for the middle of each three-digit postal area around them."""

    areas: list[Area]
    dots: list[Place]
    width: int
    height: int


def covered(offices: Iterable[Office]) -> dict[int, list[Place]]:
    """Return the centres, in degrees, of the postal codes that each office covers, by its key; no
    key where it covers nothing that is known."""
    places: dict[int, list[Place]] = defaultdict(list)
    areas = PostalArea.objects.filter(office__in=list(offices))
    for office, prefix in areas.values_list("office_id", "prefix"):
        if centres := [c for code, c in _centres() if code.startswith(prefix)]:
            places[office] += centres
    return dict(places)


@cache
def _centres() -> tuple[tuple[str, Place], ...]:
    everywhere: list[Any] = zipcodes.list_all()
    known = [z for z in everywhere if float(z["lat"] or 0) and float(z["long"] or 0)]
    return tuple((str(z["zip_code"]), (float(z["lat"]), float(z["long"]))) for z in known)


@cache
def _landmarks() -> tuple[Place, ...]:
    """Return the middle of every three-digit area: together they show the country's shape."""
    by_prefix: dict[str, list[Place]] = defaultdict(list)
    for code, place in _centres():
        by_prefix[code[:3]].append(place)
    return tuple(_middle(places) for places in by_prefix.values())


def draw_areas(places: Sequence[tuple[str, Reading, Sequence[Place]]]) -> AreaMap:
    """Lay out `(name, reading in percent, places in degrees)` an area, north on top."""
    frame = Frame.around([place for *_other, several in places for place in several])
    shapes = [_shape(several, frame) for *_other, several in places]
    taken = [_box_of(shape) for shape in shapes]
    areas = []
    for (name, reading, _several), shape in zip(places, shapes, strict=True):
        letters = min(max(len(name), len(reading.text)), NAME_LETTERS + 1)
        label = _free_place(_box_of(shape), letters * LETTER, taken, frame)
        taken += [label] if label else []
        areas.append(Area(name, reading, shape, shade_of(reading), label))
    dots = [frame.point(place) for place in _landmarks()]
    return AreaMap(areas, [dot for dot in dots if frame.holds(dot)], WIDTH, frame.height)


@dataclass(frozen=True)
class Frame:
    """What part of the world is shown, and how large: the same scale across and down."""

    north: float
    west: float
    # Units of the SVG a degree of latitude, and how much shorter a degree of longitude is.
    scale: float
    narrow: float
    height: int

    @classmethod
    def around(cls, places: Sequence[Place]) -> "Frame":
        """Return the smallest frame in which the places have a margin on each side."""
        latitudes, longitudes = [p[0] for p in places], [p[1] for p in places]
        middle = (min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2
        narrow = max(0.1, cos(radians(middle[0])))
        down = max(max(latitudes) - min(latitudes), LEAST_SPAN)
        across = max((max(longitudes) - min(longitudes)) * narrow, LEAST_SPAN)
        scale = min((WIDTH - 2 * MARGIN) / across, (MOST_HEIGHT - 2 * MARGIN) / down)
        height = round(down * scale) + 2 * MARGIN
        north = middle[0] + height / 2 / scale
        west = middle[1] - WIDTH / 2 / scale / narrow
        return cls(north, west, scale, narrow, height)

    def point(self, place: Place) -> Place:
        """Return where the place lies on the map."""
        latitude, longitude = place
        x = (longitude - self.west) * self.narrow * self.scale
        return round(x, 1), round((self.north - latitude) * self.scale, 1)

    def holds(self, point: Place) -> bool:
        """Say whether the point is on the map."""
        return 0 <= point[0] <= WIDTH and 0 <= point[1] <= self.height


def _shape(places: Sequence[Place], frame: Frame) -> tuple[Place, ...]:
    """Return the corners of the area, grown around its middle until it can be seen."""
    points = [frame.point(place) for place in places]
    middle = _middle(points)
    radius = max(hypot(x - middle[0], y - middle[1]) for x, y in points)
    if len(corners := hull(points)) < 3 or radius < LEAST_RADIUS:
        corners = [(middle[0] + LEAST_RADIUS * x, middle[1] + LEAST_RADIUS * y) for x, y in OCTAGON]
    return tuple((round(x, 1), round(y, 1)) for x, y in corners)


OCTAGON = [(1, 0), (0.7, 0.7), (0, 1), (-0.7, 0.7), (-1, 0), (-0.7, -0.7), (0, -1), (0.7, -0.7)]


def _box_of(corners: Sequence[Place]) -> Box:
    left, top = min(x for x, _y in corners), min(y for _x, y in corners)
    return Box(left, top, max(x for x, _y in corners) - left, max(y for _x, y in corners) - top)


def _free_place(shape: Box, width: float, taken: Sequence[Box], frame: Frame) -> Box | None:
    """Return where a label stands beside, below or above the shape and on nothing else."""
    beside = shape.x + shape.width + GAP, shape.x - width - GAP
    level = shape.y + shape.height / 2 - LABEL_HEIGHT / 2
    across = shape.x + shape.width / 2 - width / 2, *beside
    apart = shape.y + shape.height + GAP, shape.y - LABEL_HEIGHT - GAP
    for x, y in [*product(beside, [level]), *product(across, apart)]:
        box = Box(round(x, 1), round(y, 1), width, LABEL_HEIGHT)
        corners = (box.x, box.y), (box.x + width, box.y + LABEL_HEIGHT)
        if all(map(frame.holds, corners)) and not any(map(box.touches, taken)):
            return box
    return None


def _middle(points: Sequence[Place]) -> Place:
    size = len(points)
    return sum(p[0] for p in points) / size, sum(p[1] for p in points) / size
