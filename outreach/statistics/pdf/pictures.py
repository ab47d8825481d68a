"""The dashboard's charts on paper, from the same places that their SVG is drawn from.

Lines and letters keep their size where a chart is stretched, and a hidden figure is hatched as on
the screen. (fpdf2 reads SVG too, but passes over its patterns: nothing would be hatched.)
"""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from outreach.statistics.areas import AreaMap
from outreach.statistics.charts import Bar, Bars, Heat, Trend
from outreach.statistics.pdf.paper import (
    BRAND,
    EDGE,
    INK,
    PALE,
    QUIET,
    RULE,
    SMALL,
    WHITE,
    Align,
    Colour,
    Paper,
)
from outreach.statistics.readings import Reading

type Picture = Bars | Trend | Heat | AreaMap
type Point = tuple[float, float]

# How many millimetres a unit of each chart is tall; an area map is as wide as it is tall.
TALL, MAP = 0.24, 0.34
# The legend below the weeks, in millimetres.
LEGEND, SWATCH = 7, 3
HATCHING = 1.4
SHADES: dict[int, Colour] = {
    0: WHITE,
    1: (225, 236, 233),
    2: (182, 208, 202),
    3: (48, 117, 104),
    4: BRAND,
}


def picture_height(picture: Picture) -> float:
    """Return how many millimetres it takes."""
    height = picture.height * (MAP if isinstance(picture, AreaMap) else TALL)
    return height + LEGEND if isinstance(picture, Trend) else height


def draw(paper: Paper, picture: Picture, width: float) -> None:
    """Draw below the pen, as wide as told; whoever calls tags it. The pen stays where it is."""
    across = MAP if isinstance(picture, AreaMap) else width / picture.width
    left = paper.l_margin + (width - across * picture.width) / 2
    down = MAP if isinstance(picture, AreaMap) else TALL
    canvas = _Canvas(paper, (left, paper.y), across, down)
    match picture:
        case Bars():
            _draw_bars(canvas, picture)
        case Trend():
            _draw_trend(canvas, picture)
        case Heat():
            _draw_heat(canvas, picture)
        case AreaMap():
            _draw_areas(canvas, picture)


class _Canvas:
    """Draws in the units of a chart: x and y as there, sizes of letters in points."""

    def __init__(self, paper: Paper, corner: Point, across: float, down: float) -> None:
        self.paper, self.corner, self.across, self.down = paper, corner, across, down
        paper.set_line_width(0.2)

    def at(self, x: float, y: float) -> Point:
        """Return where a point of the chart is on the page."""
        return self.corner[0] + x * self.across, self.corner[1] + y * self.down

    def words(
        self,
        place: Point,
        text: str,
        colour: Colour = INK,
        *,
        bold: bool = False,
        align: Align = "L",
        room: float = 0,
    ) -> None:
        """Write beside, before or around a point; smaller where there is less room, in units."""
        text, paper = self.paper.known(text), self.paper
        paper.write_in(SMALL, colour, bold=bold)
        width, most = paper.get_string_width(text), room * self.across
        if most and width > most:
            paper.write_in(SMALL * most / width, colour, bold=bold)
            width = most
        x, y = self.at(*place)
        paper.text(x - {"L": 0, "C": width / 2, "R": width}[align], y, text)

    def box(self, bar: Bar, colour: Colour) -> None:
        """Fill a bar."""
        self.shape(_corners(bar), colour)

    def shape(self, corners: Sequence[Point], colour: Colour, edge: Colour | None = None) -> None:
        """Fill a polygon; with an edge, draw around it too."""
        self.paper.set_fill_color(*colour)
        self.paper.set_draw_color(*(edge or colour))
        points = [self.at(*corner) for corner in corners]
        self.paper.polygon(points, style="DF" if edge else "F")

    def hatched(self, corners: Sequence[Point]) -> None:
        """Hatch a polygon that has no dents, and draw around it."""
        self.shape(corners, WHITE, EDGE)
        for start, end in hatch([self.at(*corner) for corner in corners]):
            self.paper.line(*start, *end)

    def line(self, start: Point, end: Point, colour: Colour, *, dashed: bool = False) -> None:
        """Draw a line."""
        self.paper.set_draw_color(*colour)
        if dashed:
            self.paper.set_dash_pattern(dash=2, gap=1.4)
        self.paper.line(*self.at(*start), *self.at(*end))
        self.paper.set_dash_pattern()


def hatch(corners: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    """Yield the parts inside a polygon without dents of lines that rise from left to right."""
    edges = list(zip(corners, [*corners[1:], corners[0]], strict=True))
    sums = [x + y for x, y in corners]
    level = min(sums) + HATCHING
    while level < max(sums):
        # An edge that starts on the line ends the one before it, and is not crossed again.
        crossed = [
            (x1 + part * (x2 - x1), y1 + part * (y2 - y1))
            for (x1, y1), (x2, y2) in edges
            if (x1 + y1 < level) != (x2 + y2 < level)
            for part in [(level - x1 - y1) / (x2 + y2 - x1 - y1)]
        ]
        yield crossed[0], crossed[1]
        level += HATCHING


def _corners(bar: Bar) -> list[Point]:
    right, bottom = bar.x + bar.width, bar.y + bar.height
    return [(bar.x, bar.y), (right, bar.y), (right, bottom), (bar.x, bottom)]


def _draw_bars(canvas: _Canvas, bars: Bars) -> None:
    for heading in bars.headings:
        canvas.words((0, heading.y), heading.words, QUIET)
    for bar in bars.bars:
        reading, above = bar.reading, bar.y - 4
        label, value = bars.width * 0.8, bars.width * 0.18
        canvas.words((0, above), str(reading.indicator.label), room=label)
        _write_value(canvas, reading, (bars.width, above), "R", value)
        track = Bar(reading, 0, bar.y, bars.width, bar.height)
        canvas.box(track, PALE)
        if reading.is_hidden:
            canvas.hatched(_corners(bar))
        elif bar.width:
            canvas.box(bar, BRAND)


def _write_value(
    canvas: _Canvas, reading: Reading, place: Point, align: Align, room: float
) -> None:
    colour = QUIET if reading.is_hidden else INK
    bold = not reading.is_hidden
    canvas.words(place, reading.text, colour, bold=bold, align=align, room=room)


def _draw_trend(canvas: _Canvas, trend: Trend) -> None:
    for line in trend.lines:
        canvas.line((trend.left, line.y), (trend.width, line.y), RULE)
        canvas.words((trend.left - 6, line.y + 4), str(line.number), QUIET, align="R")
    for week in trend.weeks:
        for bar, colour in zip(week.bars, (EDGE, BRAND), strict=False):
            if bar.reading.is_hidden:
                canvas.hatched(_corners(bar))
            elif bar.height:
                canvas.box(bar, colour)
        canvas.words((week.x, trend.height - 5), week.label, QUIET, align="C")
    if trend.goal:
        start, end = (trend.left, trend.goal.y), (trend.width, trend.goal.y)
        canvas.line(start, end, INK, dashed=True)
    _draw_legend(canvas, trend)


def _draw_legend(canvas: _Canvas, trend: Trend) -> None:
    """Say what the bars of each week are, from left to right on one line."""
    paper, (left, top) = canvas.paper, canvas.at(0, trend.height)
    legend = _Canvas(paper, (left, top + 2), 1, 1)
    square = [(0.0, 0.0), (SWATCH, 0.0), (SWATCH, SWATCH), (0.0, SWATCH)]
    series = [bar.reading.indicator.label for bar in trend.weeks[0].bars]
    entries = [
        *((str(label), colour) for label, colour in zip(series, (EDGE, BRAND), strict=False)),
        (_("Hidden"), None),
    ]
    if trend.goal:
        entries.append((_("Goal: %(goal)s reached a week") % {"goal": trend.goal.number}, INK))
    for words, colour in entries:
        if colour == INK:
            legend.line((0, SWATCH / 2), (SWATCH, SWATCH / 2), colour, dashed=True)
        elif colour:
            legend.shape(square, colour)
        else:
            legend.hatched(square)
        legend.words((SWATCH + 1.5, SWATCH - 0.2), words)
        step = SWATCH + 1.5 + paper.get_string_width(paper.known(words)) + 6
        legend.corner = legend.corner[0] + step, legend.corner[1]


def _draw_heat(canvas: _Canvas, heat: Heat) -> None:
    for cell in heat.rows[0].cells:
        canvas.words((cell.middle, 12), cell.column, QUIET, align="C")
    for row in heat.rows:
        canvas.words((0, row.y), row.name, room=heat.width)
        for cell in row.cells:
            if cell.reading.is_hidden:
                canvas.hatched(_corners(cell))
                continue
            canvas.shape(_corners(cell), SHADES[cell.shade], RULE)
            colour = WHITE if cell.shade > 2 else INK
            place = cell.middle, cell.y + cell.height / 2 + 4
            canvas.words(place, cell.reading.text, colour, bold=cell.shade > 2, align="C")


def _draw_areas(canvas: _Canvas, areas: AreaMap) -> None:
    for x, y in areas.dots:
        canvas.shape([(x - 1, y), (x, y - 1), (x + 1, y), (x, y + 1)], RULE)
    for area in areas.areas:
        if area.reading.is_hidden:
            canvas.hatched(area.corners)
        else:
            canvas.shape(area.corners, SHADES[area.shade], EDGE)
    for area in areas.areas:
        if area.label:
            box = area.label
            canvas.words((box.x, box.y + 13), area.short_name, room=box.width)
            _write_value(canvas, area.reading, (box.x, box.y + 28), "L", box.width)
