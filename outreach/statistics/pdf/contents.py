"""What is in the PDF of a dashboard: the same figures as on the page, each in a table, as words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from outreach.statistics.dashboard import Dashboard, Row
from outreach.statistics.indicators import BY_CODE, Indicator
from outreach.statistics.pdf.pictures import Picture
from outreach.statistics.pdf.tables import Table
from outreach.statistics.readings import Reading
from outreach.statistics.sections import HEADLINES

NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class Section:
    """A heading with what is below it: a line of text, a chart, and the chart's or other tables."""

    heading: str
    note: str = ""
    picture: Picture | None = None
    tables: Sequence[Table] = field(default_factory=list)


def sections_of(figures: Dashboard) -> list[Section]:
    """Return the sections in the order of the page; one without figures says why it has none."""
    return [
        _funnel(figures),
        _weeks(figures),
        _home_times(figures),
        *_places(figures),
        *_areas(figures),
        _barred(_("Referrals and what came of them"), figures.referrals, figures.referral_bars),
        _barred(_("Text messages"), figures.messages, figures.message_bars),
        _listed(_("Quality of the data"), figures.quality),
        _outcomes(figures),
        _listed(_("Supplies"), figures.supplies),
        _listed(_("More figures"), figures.more),
    ]


def indicators_of(figures: Dashboard) -> list[Indicator]:
    """Return each indicator that has a definition of its own in the file, once, in its order.

    Outcomes are defined together, where they stand.
    """
    lists: list[Iterable[Indicator]] = [
        [BY_CODE[code] for code in HEADLINES],
        figures.step_indicators,
        figures.columns,
        figures.home_indicators,
        figures.referral_indicators,
        figures.message_indicators,
        figures.quality_indicators,
        figures.supply_indicators,
        figures.more_indicators,
    ]
    return list({one.code: one for several in lists for one in several}.values())


def _listed(heading: str, readings: Sequence[Reading], note: str = "") -> Section:
    return Section(heading, note, tables=[_list(readings)])


def _list(readings: Sequence[Reading]) -> Table:
    rows = [(str(reading.indicator.label), [_with_parts(reading)]) for reading in readings]
    return Table([_("Figure"), _("Value")], rows)


def _with_parts(reading: Reading) -> str:
    """Return a share with its two counts, which stay on one line; anything else by itself."""
    if reading.value is None or not (reading.indicator.is_percent and reading.parts):
        return reading.text
    return f"{reading.text} ({reading.parts.replace(' ', NO_BREAK)})"


def _barred(heading: str, readings: Sequence[Reading], picture: Picture) -> Section:
    return Section(heading, picture=picture, tables=[_list(readings)])


def _funnel(figures: Dashboard) -> Section:
    tables = [_list(figures.steps)]
    return Section(_("From assigned to linked"), figures.insight, figures.funnel, tables)


def _grid(of: str, columns: Iterable[Indicator], rows: Iterable[Row], caption: str = "") -> Table:
    heads = [of, *(str(column.label) for column in columns)]
    cells = [(row.name, [one.text for one in row.readings]) for row in rows]
    return Table(heads, cells, caption)


def _weeks(figures: Dashboard) -> Section:
    heading, rows = _("Week by week"), figures.week_rows
    if figures.scope.team:
        return Section(
            heading, _("A team has no figures by week: nearly all of them would be hidden.")
        )
    if not rows:
        return Section(heading, _("No visits yet."))
    table = _grid(_("Week"), figures.series, rows, _("People by week"))
    return Section(heading, picture=figures.trend, tables=[table])


def _home_times(figures: Dashboard) -> Section:
    heading, rows = _("When people are home"), figures.home_rows
    if not rows:
        note = _(
            "Times are shown for offices over all weeks: for less, nearly all of them would be "
            "hidden."
        )
        return Section(heading, note)
    heads = [_("Time"), *figures.weekdays]
    cells = [(row.name, [_with_parts(one) for one in row.readings]) for row in rows]
    table = Table(heads, cells, _("Attempts that reached someone, by day and time"))
    note = _("Of the attempts at each time, how many reached someone.")
    return Section(heading, note, figures.heat, [table])


def _places(figures: Dashboard) -> Iterator[Section]:
    if figures.office_rows:
        table = _grid(_("Office"), figures.columns, figures.office_rows)
        yield Section(_("By office"), tables=[table])
    if figures.team_rows:
        table = _grid(_("Team"), figures.columns, figures.team_rows)
        note = _(
            "For planning where help is needed, not for ranking people: teams have different doors."
        )
        yield Section(_("By team"), note, tables=[table])


def _areas(figures: Dashboard) -> Iterator[Section]:
    areas = figures.area_map
    if areas is None:
        return
    rows = [(area.name, [_with_parts(area.reading)]) for area in areas.areas]
    table = Table([_("Area"), _("Value")], rows, _("Reached in person by area"))
    note = _(
        "Where offices work: reached in person, of those tried. An area too small to see is drawn "
        "larger."
    )
    yield Section(_("By area"), note, areas, [table])


def _outcomes(figures: Dashboard) -> Section:
    heading = _("What happened at the door")
    if not figures.outcomes:
        note = _(
            "Outcomes are shown for offices over all weeks: for less, nearly all of them would be "
            "hidden."
        )
        return Section(heading, note)
    note = _("Logged visits by their outcome; each visit has exactly one.")
    return _listed(heading, figures.outcomes, note)
