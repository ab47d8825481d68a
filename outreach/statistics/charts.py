"""Where the bars of a chart go, in the units of its SVG. Plain values in and out.

A hidden figure is drawn as a hatched mark of one size, so that its length tells nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.text import capfirst

from outreach.statistics.readings import Reading

WIDTH = 360
STEP = 50
SMALL_STEP, UNIT_GAP = 36, 8
PLOT_LEFT, PLOT_TOP, PLOT_HEIGHT = 40, 12, 130
HIDDEN_MARK = 12
MOST_WEEKS = 16
HEAT_TOP, HEAT_ROW, HEAT_GAP = 20, 56, 3
# From how many percent on a cell is darker: four steps, as many as the eye tells apart.
HEAT_STEPS = (0, 20, 35, 50)


@dataclass(frozen=True)
class Bar:
    """A rectangle with the reading that it stands for."""

    reading: Reading
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Heading:
    """The unit of the bars below it."""

    words: str
    y: float


@dataclass(frozen=True)
class Bars:
    """Bars from top to bottom, each with room for a line of text above it."""

    bars: list[Bar]
    width: int
    height: int
    headings: list[Heading] = field(default_factory=list)


def draw_funnel(readings: Sequence[Reading]) -> Bars:
    """Lay out one bar a reading; the longest fills the width."""
    most = max((reading.value or 0 for reading in readings), default=0) or 1
    bars = [_lying(reading, most, STEP * row + 24, 16) for row, reading in enumerate(readings)]
    return Bars(bars, WIDTH, STEP * len(bars))


def draw_by_unit(readings: Iterable[Reading]) -> Bars:
    """Lay out one bar a reading, under a heading for each unit: counts of people say nothing beside
    counts of texts. A share is measured against 100 percent, a count against the most of its unit.
    """
    units: dict[str, list[Reading]] = {}
    for reading in readings:
        units.setdefault(str(reading.indicator.unit), []).append(reading)
    bars, headings, top = [], [], 0
    for unit, several in units.items():
        headings.append(Heading(capfirst(unit), top + 16))
        top += SMALL_STEP - 8
        most = 100 if several[0].indicator.is_percent else max(r.value or 0 for r in several) or 1
        for reading in several:
            bars.append(_lying(reading, most, top + 18, 8))
            top += SMALL_STEP
        top += UNIT_GAP
    return Bars(bars, WIDTH, top, headings)


def _lying(reading: Reading, most: float, y: float, height: float) -> Bar:
    return Bar(reading, 0, y, _length(reading, most, WIDTH, WIDTH), height)


@dataclass(frozen=True)
class Week:
    """One week's place on the axis, its bars, and its label where there is room for one."""

    name: str
    label: str
    x: float
    bars: list[Bar]


@dataclass(frozen=True)
class Line:
    """A line across the plot and the number it stands for."""

    y: float
    number: int


@dataclass(frozen=True)
class Trend:
    """The latest weeks, each with a bar for each series, over lines that give the scale."""

    weeks: list[Week]
    lines: list[Line]
    width: int
    height: int
    left: int
    bottom: int
    # The goal, where there is one.
    goal: Line | None = None


def draw_trend(weeks: Sequence[tuple[str, str, Sequence[Reading]]], goal: int = 0) -> Trend:
    """Lay out `(name, label, readings)` a week; the same series in each, in the same order.

    `goal` is what a week should come to; 0 draws none.
    """
    latest = list(weeks)[-MOST_WEEKS:]
    most = max((r.value or 0 for _, _, several in latest for r in several), default=0)
    top = _round_up(max(most, goal))
    band = (WIDTH - PLOT_LEFT) / max(len(latest), 1)
    every = -(-len(latest) // 5)
    drawn = []
    for number, (name, label, readings) in enumerate(latest):
        left = PLOT_LEFT + band * number
        shown = label if (len(latest) - 1 - number) % every == 0 else ""
        drawn.append(Week(name, shown, left + band / 2, _bars(readings, left, band, top)))
    bottom = PLOT_TOP + PLOT_HEIGHT
    lines = [Line(bottom - PLOT_HEIGHT * part / 2, top * part // 2) for part in range(3)]
    aim = Line(round(bottom - PLOT_HEIGHT * goal / top, 1), goal) if goal else None
    return Trend(drawn, lines, WIDTH, bottom + 22, PLOT_LEFT, bottom, aim)


@dataclass(frozen=True)
class HeatCell(Bar):
    """A cell with its column's name and its shade, from 1 to 4; 0 where nothing is to be shown."""

    column: str
    shade: int

    @property
    def middle(self) -> float:
        """Where its text stands, across."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class HeatRow:
    """A row's words above its cells."""

    name: str
    y: float
    cells: list[HeatCell]


@dataclass(frozen=True)
class Heat:
    """Rows of cells; the names of the columns stand above the first."""

    rows: list[HeatRow]
    width: int
    height: int


def draw_heat(rows: Sequence[tuple[str, Sequence[Reading]]], columns: Sequence[str]) -> Heat:
    """Lay out `(name, readings)` a row, with a reading in percent for each column."""
    drawn = []
    for number, (name, readings) in enumerate(rows):
        top = HEAT_TOP + HEAT_ROW * number + 20
        drawn.append(HeatRow(name, top - 6, list(_heat_cells(readings, columns, top))))
    return Heat(drawn, WIDTH, HEAT_TOP + HEAT_ROW * len(drawn) + 4)


def _heat_cells(
    readings: Sequence[Reading], columns: Sequence[str], top: float
) -> Iterator[HeatCell]:
    room = WIDTH / len(columns)
    for place, (reading, column) in enumerate(zip(readings, columns, strict=True)):
        left, width = round(room * place, 1), round(room - HEAT_GAP, 1)
        yield HeatCell(reading, left, top, width, HEAT_ROW - 24, column, shade_of(reading))


def shade_of(reading: Reading) -> int:
    """Return the shade of a share in percent, from 1 to 4; 0 where there is nothing to show."""
    value = reading.value
    return 0 if value is None else sum(value >= step for step in HEAT_STEPS)


def _bars(readings: Sequence[Reading], left: float, band: float, top: int) -> list[Bar]:
    width = min(band * 0.8 / len(readings), 28)
    start = left + (band - width * len(readings)) / 2
    bars = []
    for number, reading in enumerate(readings):
        height = _length(reading, top, PLOT_HEIGHT, HIDDEN_MARK)
        y = PLOT_TOP + PLOT_HEIGHT - height
        bars.append(Bar(reading, round(start + width * number, 1), y, round(width - 1, 1), height))
    return bars


def _length(reading: Reading, most: float, room: int, hidden: int) -> float:
    if reading.is_hidden:
        return hidden
    return round(room * (reading.value or 0) / most, 1)


def _round_up(number: float) -> int:
    """Return the next even number that is easy to read at the top of a scale, at least 10."""
    step = 10
    while step * 10 <= number:
        step *= 10
    return max(int(-(-number // step) * step), 10)
