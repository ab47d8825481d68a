"""Figures of a period as rows, and the files that carry them.

The same for the page and for the command. What leaves is a publication (see `publishing`): the
period as a whole, and the weeks that lie in it from Monday to Sunday.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Office
from outreach.campaigns.models import Campaign, Team
from outreach.statistics.cells import (
    CAMPAIGN,
    Published,
    monday_of,
    office_place,
    team_place,
)
from outreach.statistics.indicators import COUNTS, DISPOSITIONS, INDICATORS, RATES
from outreach.statistics.models import Publication
from outreach.statistics.publishing import as_period, latest_publication, publish_period
from outreach.statistics.readings import Reading, read
from outreach.statistics.snapshots import kept_figures
from outreach.statistics.timeline import Span

COLUMNS = (
    "indicator",
    "definition",
    "campaign",
    "office",
    "team",
    "week",
    "numerator",
    "denominator",
    "value",
    "note",
)
HIDDEN = "hidden"

type CellValue = str | int | float | None


@dataclass(frozen=True)
class Export:
    """The rows of one export and what they were counted from."""

    campaign: Campaign
    since: date
    until: date
    made_at: datetime
    rows: list[dict[str, CellValue]]
    # What was published: its code, and that of what it restates. Nothing for last figures.
    publication: Publication | None = None
    offices: tuple[str, ...] = ()
    # What changed since what it restates, at the places of its rows: as a publication has it.
    differences: tuple[list[Any], ...] = ()

    @property
    def name(self) -> str:
        """The file's name without its ending: campaign and days, nothing else."""
        return f"doorstep-figures_{self.campaign.slug}_{self.since}_{self.until}"


def export_figures(
    campaign: Campaign,
    since: date,
    until: date,
    offices: list[Office] | None = None,
    by: Any = None,
) -> Export:
    """Publish the campaign's figures from `since` to `until`, both included.

    `offices` limits the rows to those offices and their teams; None is everything. Raises
    ValidationError where the days are in the wrong order or have no visit.
    """
    if since > until:
        raise ValidationError(_("The first day is after the last day."))
    publication, published = _published(campaign, since, until, by)
    period = Span(since, until).name
    places = _places(campaign, published, offices)
    rows = list(_rows(campaign, published, period, places))
    made_at = publication.made_at if publication else timezone.now()
    names = tuple(office.name for office in offices or [])
    seen = {place.key for place in places}
    changed = publication.differences if publication else []
    differences = tuple(change for change in changed if change[1] in seen)
    return Export(campaign, since, until, made_at, rows, publication, names, differences)


def _published(
    campaign: Campaign, since: date, until: date, by: Any
) -> tuple[Publication | None, Published]:
    if not campaign.figures_since:
        made = publish_period(campaign, since, until, by)
    else:
        found = latest_publication(campaign, since, until)
        if found is None:
            return None, as_period(_last_figures(campaign, since, until), Span(since, until))
        made = found
    return made, Published.from_json(made.figures)


def _last_figures(campaign: Campaign, since: date, until: date) -> Published:
    kept = kept_figures(campaign)
    first, last = _days(kept)
    if since > first or until < last:
        raise ValidationError(
            _(
                "The people of %(campaign)s were erased. Its figures can only be had whole: from "
                "%(since)s to %(until)s."
            ),
            params={
                "campaign": campaign.name,
                "since": first,
                "until": last,
            },
        )
    return kept


def _days(published: Published) -> tuple[date, date]:
    """Return the Monday of the first week and the Sunday of the last; nothing wants any day."""
    if not published.weeks:
        return date.max, date.min
    return monday_of(published.weeks[0]), monday_of(published.weeks[-1]) + timedelta(days=6)


@dataclass(frozen=True)
class _Place:
    key: str
    office: str = ""
    team: str = ""


def _places(campaign: Campaign, published: Published, offices: list[Office] | None) -> list[_Place]:
    teams = [
        team
        for team in Team.objects.filter(campaign=campaign).select_related("office")
        if team_place(team.code) in published.places
    ]
    names = dict(campaign.offices.values_list("code", "name"))
    names |= {team.office.code: team.office.name for team in teams}
    seen = names.keys() if offices is None else {office.code for office in offices}
    whole = [_Place(CAMPAIGN)] if offices is None else []
    by_name = sorted((name, code) for code, name in names.items() if code in seen)
    return [
        *whole,
        *(
            _Place(office_place(code), name)
            for name, code in by_name
            if office_place(code) in published.places
        ),
        *(
            _Place(team_place(team.code), team.office.name, team.name)
            for team in sorted(teams, key=lambda team: (team.office.name, team.name))
            if team.office.code in seen
        ),
    ]


def _rows(
    campaign: Campaign, published: Published, period: str, places: list[_Place]
) -> Iterator[dict[str, CellValue]]:
    for place in places:
        times = [period] if place.team else [period, *published.weeks]
        for time, indicator in product(times, INDICATORS):
            week = "" if time == period else time
            if indicator in DISPOSITIONS and (place.team or week):
                continue
            reading = read(published, indicator.code, place.key, time)
            yield _row(reading, campaign.name, place, week)


def _row(reading: Reading, campaign: str, place: _Place, week: str) -> dict[str, CellValue]:
    indicator = reading.indicator
    return {
        "indicator": indicator.code,
        "definition": str(indicator.definition),
        "campaign": campaign,
        "office": place.office,
        "team": place.team,
        "week": week,
        "numerator": HIDDEN if reading.numerator is None else reading.numerator,
        "denominator": _denominator(reading),
        "value": HIDDEN if reading.is_hidden else reading.value,
        "note": _note(reading),
    }


def _denominator(reading: Reading) -> CellValue:
    if not reading.indicator.is_rate:
        return None
    return HIDDEN if reading.denominator is None else reading.denominator


def _note(reading: Reading) -> str:
    if reading.is_hidden:
        return _(
            "Hidden: a count here is from 1 to 10, or such a count could be worked out from it."
        )
    if reading.value is None:
        return _("Nobody yet to divide by.")
    return str(reading.indicator.note)


def definitions() -> Iterator[dict[str, str]]:
    """Yield each indicator's words, for the sheet or the list beside the figures."""
    for indicator in (*COUNTS, *RATES, *DISPOSITIONS):
        yield {
            "indicator": indicator.code,
            "name": str(indicator.label),
            "definition": str(indicator.definition),
            "numerator": str(indicator.numerator),
            "denominator": str(indicator.denominator),
            "unit": str(indicator.unit),
            "missing": str(indicator.missing),
            "source": str(indicator.source),
            "note": str(indicator.note),
        }
