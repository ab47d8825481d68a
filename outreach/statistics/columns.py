"""Reading a campaign's visits, reports and supplies into columns, each table once.

Only reports that count are read (neither superseded nor undone). A visit belongs to the office of
its team, and to the ISO week of `Visit.day`, which is a day in that office's time zone: so no
phone's clock and no late arrival moves a figure, and no daylight saving either.
"""

from dataclasses import dataclass
from datetime import date
from itertools import batched
from typing import Any, NamedTuple

import pandas as pd
from django.db.models import Q, QuerySet

from outreach.campaigns.models import Campaign, Team
from outreach.statistics.cells import CAMPAIGN, office_place, team_place
from outreach.statistics.day_parts import STARTS, UNKNOWN, WEEKDAYS
from outreach.visits.codelists import Disposition, Response, SupplyItem
from outreach.visits.models import SupplyGiven, Visit, VisitReport

CHUNK = 20_000
FIRST_DAY = pd.Timestamp(1970, 1, 1)
WEEK = pd.CategoricalDtype([*WEEKDAYS])
DAY_PARTS = pd.CategoricalDtype([*STARTS, UNKNOWN])
# Codes are kept as one byte a row, not as a string a row.
CODES = {
    "disposition": pd.CategoricalDtype([*Disposition.values]),
    "response": pd.CategoricalDtype(["", *Response.values]),
    "item": pd.CategoricalDtype([*SupplyItem.values]),
}


class TeamPlaces(NamedTuple):
    """The places of a team's office and of the team, and the office's time zone."""

    office: str
    team: str
    zone: str


# By the team's primary key.
type Teams = dict[int, TeamPlaces]


@dataclass(frozen=True)
class Columns:
    """One campaign's rows. Each frame has contact, campaign, office, team (places) and week;
    `reports` also the weekday and the part of the day, as in `day_parts`."""

    # Places of the teams by the place of their office.
    offices: dict[str, tuple[str, ...]]
    visits: pd.DataFrame
    reports: pd.DataFrame
    supplies: pd.DataFrame


def read_columns(
    campaign: Campaign, since: date | None = None, until: date | None = None
) -> Columns:
    """Read the visits from `since` to `until`, both included; all where they are None.

    `visits` leaves out the cancelled ones; their reports, if any, are in `reports`.
    """
    teams = _teams(campaign)
    current = Q(report__correction__isnull=True, report__undone=False)

    def read(rows: QuerySet[Any], visit: str, *columns: str) -> pd.DataFrame:
        return _frame(rows.filter(_within(visit, campaign, since, until)), teams, visit, *columns)

    reports = read(
        VisitReport.objects.current(), "visit__", "disposition", "response", "knocked_at"
    )
    return Columns(
        _places(campaign, teams),
        read(Visit.objects.exclude(status=Visit.Status.CANCELLED), ""),
        _with_time_of_week(reports, teams),
        read(SupplyGiven.objects.filter(current), "report__visit__", "item", "quantity", "doses"),
    )


def week_name(week: int) -> str:
    """Return the ISO name, such as 2026-W47, of a week counted from 1 January of year 1."""
    return f"{monday(week):%G-W%V}"


def monday(week: int) -> date:
    """Return the first day of a week counted from 1 January of year 1, which was a Monday."""
    return date.fromordinal(week * 7 + 1)


def _teams(campaign: Campaign) -> Teams:
    rows = Team.objects.filter(campaign=campaign).order_by("office__name", "name", "pk")
    return {
        team: TeamPlaces(office_place(office), team_place(code), zone)
        for team, office, code, zone in rows.values_list(
            "pk", "office__code", "code", "office__time_zone"
        )
    }


def _places(campaign: Campaign, teams: Teams) -> dict[str, tuple[str, ...]]:
    """Return each office's teams; an office of the campaign without a team is a place, too."""
    codes = campaign.offices.values_list("code", flat=True)
    found: dict[str, list[str]] = {office_place(code): [] for code in codes}
    for places in teams.values():
        found.setdefault(places.office, []).append(places.team)
    return {office: tuple(places) for office, places in found.items()}


def _within(visit: str, campaign: Campaign, since: date | None, until: date | None) -> Q:
    asked = Q((f"{visit}team__campaign", campaign))
    if since:
        asked &= Q((f"{visit}day__gte", since))
    if until:
        asked &= Q((f"{visit}day__lte", until))
    return asked


def _frame(rows: QuerySet[Any], teams: Teams, visit: str, *columns: str) -> pd.DataFrame:
    """Read in pieces, so that Python's objects for the rows never exist all at once."""
    fields = [f"{visit}contact_id", f"{visit}team_id", f"{visit}day", *columns]
    names = ["contact", "team", "week", *columns]
    read = rows.order_by().values_list(*fields).iterator(chunk_size=CHUNK)
    pieces = [_compact(pd.DataFrame(some, columns=names)) for some in batched(read, CHUNK)]
    frame = pd.concat(pieces or [_compact(pd.DataFrame([], columns=names))], ignore_index=True)
    ids = frame.pop("team")
    office_of = {team: places.office for team, places in teams.items()}
    place_of = {team: places.team for team, places in teams.items()}
    frame["campaign"] = pd.Categorical([CAMPAIGN] * len(frame), categories=[CAMPAIGN])
    frame["office"] = pd.Categorical(ids.map(office_of), categories=sorted({*office_of.values()}))
    frame["team"] = pd.Categorical(ids.map(place_of), categories=[*place_of.values()])
    return frame


def _with_time_of_week(reports: pd.DataFrame, teams: Teams) -> pd.DataFrame:
    """Replace the moment of the knock by the visit's weekday and the part of its day."""
    zones = {places.office: places.zone for places in teams.values()}
    parts = pd.Series(UNKNOWN, index=reports.index, dtype=DAY_PARTS)
    for office, rows in reports.groupby("office", observed=True):
        local = rows["knocked_at"].dt.tz_convert(zones[str(office)]).dt.tz_localize(None)
        on_the_day = (local - FIRST_DAY).dt.days == rows["day"]
        names = pd.cut(local.dt.hour, [*STARTS.values(), 24], right=False, labels=[*STARTS])
        parts[rows.index[on_the_day]] = names[on_the_day].astype(DAY_PARTS)
    numbers = (reports["day"] + FIRST_DAY.weekday()) % 7
    weekday = pd.Categorical.from_codes(numbers, dtype=WEEK)
    return reports.drop(columns=["knocked_at", "day"]).assign(weekday=weekday, part=parts)


def _compact(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep identifiers and weeks as numbers and codes as categories."""
    days = frame["week"]
    if "knocked_at" in frame:
        since_1970 = {day: (day - FIRST_DAY.date()).days for day in days.unique()}
        knocked_at = pd.to_datetime(frame["knocked_at"], utc=True)
        frame = frame.assign(day=days.map(since_1970).astype("int32"), knocked_at=knocked_at)
    week_of = {day: (day.toordinal() - 1) // 7 for day in days.unique()}
    kinds = {name: kind for name, kind in CODES.items() if name in frame}
    return frame.assign(week=days.map(week_of)).astype(
        {"contact": "int64", "team": "int64", "week": "int32", **kinds}
    )
