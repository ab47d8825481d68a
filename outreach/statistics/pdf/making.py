"""Printing a dashboard's figures into a PDF, with all that says what they are."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from outreach.statistics.charts import Bars
from outreach.statistics.dashboard import Dashboard
from outreach.statistics.indicators import Indicator
from outreach.statistics.pdf.contents import Section, indicators_of, sections_of
from outreach.statistics.pdf.paper import BRAND, GAP, LINE, QUIET, SMALL, TEXT, TITLE, Paper
from outreach.statistics.pdf.pictures import Picture, draw, picture_height
from outreach.statistics.pdf.tables import WHOLE, Table, print_table, table_height
from outreach.statistics.readings import Reading

# Of the page's width, where a chart stands beside its table.
HALF = 0.47
# A list that stands alone.
LIST = 0.62


def make_pdf(figures: Dashboard, made_at: datetime, version: int) -> tuple[bytes, int]:
    """Return the file and how many figures are in its tables.

    The figures are those kept `made_at`, by that version of the definitions, small counts left
    out already: this reads nothing of its own but where offices lie.
    """
    scope = figures.scope
    sections = sections_of(figures)
    count = sum(table.figures for section in sections for table in section.tables)
    title = f"{scope.campaign.name}: {_('Statistics')}"
    paper = Paper(title, get_language() or "en", f"{scope.campaign.name} · {_when(made_at)}")
    paper.heading(scope.campaign.name, level=1)
    for what, value in _about(figures, made_at, version, count).items():
        paper.paragraph(f"{what}: {value}", TEXT, QUIET)
    _print_headlines(paper, figures)
    for section in sections:
        _print_section(paper, section)
    _print_definitions(paper, indicators_of(figures))
    if paper.lacks_letters:
        paper.ln(GAP)
        paper.paragraph(
            _("“[U+…]” stands for a letter that this file has no shape for: its Unicode number."),
            SMALL,
            QUIET,
        )
    return paper.bytes_of(), count


def _when(at: datetime) -> str:
    here = timezone.localtime(at)
    return f"{date_format(here, 'DATETIME_FORMAT')} {here.tzname()}"


def _about(figures: Dashboard, made_at: datetime, version: int, count: int) -> dict[str, str]:
    return {
        **_filters(figures),
        _("Figures made"): _when(made_at),
        _("Definitions"): _("version %(version)s") % {"version": version},
        _("Figures in the tables"): str(count),
        _("Small counts"): _(
            "“hidden” stands for a count from 1 to 10, or for a number from which such a count "
            "could be worked out. It never means zero."
        ),
    }


def _filters(figures: Dashboard) -> dict[str, str]:
    scope = figures.scope
    return {
        _("Office"): scope.office.name if scope.office else _("All offices"),
        _("Team"): scope.team.name if scope.team else _("All teams"),
        _("Week"): figures.week_words if scope.week else _("All weeks"),
    }


def _print_headlines(paper: Paper, figures: Dashboard) -> None:
    """Print the four main numbers side by side, and the goal below them."""
    paper.heading(_("The main figures"), level=2)
    top, width = paper.y, paper.epw / len(figures.headlines)
    bottom = top
    for number, reading in enumerate(figures.headlines):
        paper.set_xy(paper.l_margin + number * width, top)
        with paper.group("Div"):
            _print_tile(paper, reading, width - GAP)
        bottom = max(bottom, paper.y)
    paper.set_xy(paper.l_margin, bottom + GAP / 2)
    if figures.goal:
        paper.paragraph(_("The goal is %(goal)s people.") % {"goal": figures.goal_text})


def _print_tile(paper: Paper, reading: Reading, width: float) -> None:
    paper.write_in(SMALL, bold=True)
    with paper.tagged("P"):
        paper.block(str(reading.indicator.label), width)
    paper.write_in(TITLE, QUIET if reading.is_hidden else BRAND, bold=True)
    with paper.tagged("P"):
        paper.block(reading.text, width, line=2 * LINE)
    if reading.parts:
        paper.write_in(SMALL, QUIET)
        with paper.tagged("P"):
            paper.block(reading.parts, width)


def _print_section(paper: Paper, section: Section) -> None:
    """Print a section; its heading goes to the page on which its chart or its first rows are."""
    height = picture_height(section.picture) if section.picture else 0
    beside = isinstance(section.picture, Bars)
    if beside:
        room = paper.epw * (1 - HALF) - GAP
        height = max(height, *(table_height(paper, table, room) for table in section.tables))
    paper.heading(section.heading, level=2, with_next=height or _table_room(paper, section))
    if section.note:
        paper.paragraph(section.note, TEXT, QUIET)
        paper.ln(GAP / 2)
    if section.picture:
        _print_picture(paper, section, section.picture, paper.epw * (HALF if beside else 1))
    top = paper.y
    if section.picture and not beside:
        paper.set_y(top + height + GAP)
    for table in section.tables:
        left = paper.epw * HALF + GAP if beside else 0
        print_table(paper, table, left, 0 if beside else _width(paper, table))
    if beside:
        paper.set_y(max(paper.y, top + height))


def _width(paper: Paper, table: Table) -> float:
    """Return how wide a table is by itself: a list of names and values is easier to read narrow."""
    return paper.epw * (LIST if len(table.columns) == 2 else 1)


def _table_room(paper: Paper, section: Section) -> float:
    """Return the height that the first table wants to be on one page with its heading."""
    heights = (table_height(paper, table, _width(paper, table)) for table in section.tables)
    return min(next(heights, 0), WHOLE)


def _print_picture(paper: Paper, section: Section, picture: Picture, width: float) -> None:
    alt = _("Chart: %(heading)s. Its figures are in the table after it.")
    with paper.tagged("Figure", alt=paper.known(alt % {"heading": section.heading})):
        draw(paper, picture, width)


def _print_definitions(paper: Paper, indicators: list[Indicator]) -> None:
    paper.heading(_("How it is counted"), level=2)
    for indicator in indicators:
        name, words = str(indicator.label), _in_words(indicator)
        paper.need(LINE * (1 + paper.lines(words, paper.epw, SMALL)))
        paper.paragraph(name, SMALL, bold=True)
        paper.paragraph(words, SMALL, QUIET)
        paper.ln(GAP / 3)


def _in_words(indicator: Indicator) -> str:
    formula = f"{indicator.numerator} ÷ {indicator.denominator}." if indicator.is_rate else ""
    parts = (indicator.definition, formula, indicator.note)
    return " ".join(str(part) for part in parts if part)
