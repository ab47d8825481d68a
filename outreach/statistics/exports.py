"""Figures of a period as rows, and the files that carry them.

The same for the page and for the command. An export is counted freshly from the reports of its
period, so a week that the period cuts is counted only for the days inside.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import product

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Office
from outreach.campaigns.models import Campaign, Team
from outreach.statistics.cells import (
    ALL_WEEKS,
    CAMPAIGN,
    Published,
    office_place,
    publish,
    team_place,
)
from outreach.statistics.figures import count_campaign
from outreach.statistics.indicators import COUNTS, DISPOSITIONS, INDICATORS, RATES
from outreach.statistics.readings import Reading, read

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

    @property
    def name(self) -> str:
        """The file's name without its ending: campaign and days, nothing else."""
        return f"doorstep-figures_{self.campaign.slug}_{self.since}_{self.until}"


def export_figures(
    campaign: Campaign, since: date, until: date, offices: list[Office] | None = None
) -> Export:
    """Count the campaign's figures from `since` to `until`, both included.

    `offices` limits the rows to those offices and their teams; None is everything. Raises
    ValidationError where the days are in the wrong order or have no visit.
    """
    if since > until:
        raise ValidationError(_("The first day is after the last day."))
    counts = count_campaign(campaign, since, until)
    if not counts.weeks:
        raise ValidationError(
            _("%(campaign)s has no visits from %(since)s to %(until)s.")
            % {"campaign": campaign.name, "since": since, "until": until}
        )
    places = _places(campaign, offices)
    rows = list(_rows(campaign, publish(counts), places))
    return Export(campaign, since, until, timezone.now(), rows)


@dataclass(frozen=True)
class _Place:
    key: str
    office: str = ""
    team: str = ""


def _places(campaign: Campaign, offices: list[Office] | None) -> list[_Place]:
    teams = Team.objects.filter(campaign=campaign).select_related("office")
    names = dict(campaign.offices.values_list("code", "name"))
    names |= {team.office.code: team.office.name for team in teams}
    seen = names.keys() if offices is None else {office.code for office in offices}
    whole = [_Place(CAMPAIGN)] if offices is None else []
    by_name = sorted((name, code) for code, name in names.items() if code in seen)
    return [
        *whole,
        *(_Place(office_place(code), name) for name, code in by_name),
        *(
            _Place(team_place(team.code), team.office.name, team.name)
            for team in sorted(teams, key=lambda team: (team.office.name, team.name))
            if team.office.code in seen
        ),
    ]


def _rows(
    campaign: Campaign, published: Published, places: list[_Place]
) -> Iterator[dict[str, CellValue]]:
    for place in places:
        times = [ALL_WEEKS] if place.team else [ALL_WEEKS, *published.weeks]
        for week, indicator in product(times, INDICATORS):
            if indicator in DISPOSITIONS and (place.team or week):
                continue
            reading = read(published, indicator.code, place.key, week)
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
            "source": str(indicator.source),
            "note": str(indicator.note),
        }
